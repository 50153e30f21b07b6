#!/bin/sh
# Names every missing prerequisite at once, with what to install. Plain sh: nothing else may be there yet.
# Usage: prerequisites.sh TOOL..., where a tool is one of node, go, python.
set -u

# The oldest Go that can fetch the version that go.mod asks for.
oldest_go_minor=21
oldest_node=20
missing=0

complain() {
	missing=1
	printf 'Missing: %s\n' "$1" >&2
}

# Prints the first whole number of a version such as v20.19.1 or go1.26.8 after $2 dots.
version_part() {
	printf '%s\n' "$1" | sed 's/^[^0-9]*//' | cut -d. -f"$2" | sed 's/[^0-9].*$//'
}

check_node() {
	if ! command -v node >/dev/null 2>&1; then
		complain "Node.js $oldest_node or later with npm. Install it from https://nodejs.org or with your package manager (nodejs and npm)."
		return
	fi
	version=$(node --version)
	if [ "$(version_part "$version" 1)" -lt "$oldest_node" ]; then
		complain "Node.js $oldest_node or later; here is $version. Install a newer one from https://nodejs.org."
	fi
	if ! command -v npm >/dev/null 2>&1; then
		complain 'npm, which comes with Node.js; some distributions have it in a package of its own, npm.'
	fi
}

check_go() {
	if ! command -v go >/dev/null 2>&1; then
		complain "Go 1.26 or later. Install it from https://go.dev/dl or with your package manager (golang)."
		return
	fi
	version=$(go env GOVERSION)
	if [ "$(version_part "$version" 1)" -eq 1 ] && [ "$(version_part "$version" 2)" -lt "$oldest_go_minor" ]; then
		complain "Go 1.26 or later (1.$oldest_go_minor can fetch it by itself); here is $version. Install a newer one from https://go.dev/dl."
	fi
}

check_python() {
	if ! command -v python3 >/dev/null 2>&1; then
		complain 'Python 3, for the tests alone. Install it with your package manager (python3 and python3-venv).'
	elif ! python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
		complain "Python 3.10 or later with its module venv, for the tests alone; here is $(python3 --version 2>&1). On Debian and Ubuntu: python3-venv."
	fi
}

case $(uname -s)-$(uname -m) in
Linux-x86_64 | Linux-aarch64) ;;
*) complain "Linux on x86-64 or arm64; here is $(uname -s) on $(uname -m)." ;;
esac
for tool in "$@"; do
	case $tool in
	node) check_node ;;
	go) check_go ;;
	python) check_python ;;
	*)
		printf 'prerequisites.sh: unknown tool %s\n' "$tool" >&2
		exit 2
		;;
	esac
done
exit "$missing"
