# `make` tells what there is. Every target installs what it needs: into node_modules, into out, and into the
# caches of npm, Go and this project (~/.cache/ec2ctl).

ARCHITECTURE := $(patsubst aarch64,arm64,$(patsubst x86_64,x64,$(shell uname -m)))
# The runtime that the bundle carries also builds and tests it.
NODE := node_modules/node-linux-$(ARCHITECTURE)/bin/node --disable-warning=ExperimentalWarning
PACKAGES := node_modules/.installed
PARTS := lint unit-go unit moto build e2e

.DEFAULT_GOAL := help
.PHONY: help demo test check $(PARTS) bundle dist deploy bench chaos fuzz audit docs picture clean node-is-there go-is-there python-is-there

help: ## Tell what there is
	@printf 'ec2ctl for Mattermost. Targets:\n\n'
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-9s %s\n' "$$name" "$$text"; done
	@printf '\nThe parts of make test are targets too: %s\n' '$(PARTS)'

demo: go-is-there $(PACKAGES) ## Start a real Mattermost with the plugin and a demo fleet, and chat with it
	@$(NODE) build/make-bundle.ts bundle
	@exec $(NODE) e2e/demo/main.ts

test: python-is-there $(PACKAGES) ## Run all tests, down to a real server with the real bundle
	@$(NODE) build/testing/run-tests.ts

check: go-is-there $(PACKAGES) ## Run what is quick: lint and unit tests
	@$(NODE) build/testing/run-tests.ts lint unit-go unit

lint unit-go unit build: go-is-there $(PACKAGES)
	@$(NODE) build/testing/run-tests.ts $@

moto e2e: python-is-there $(PACKAGES)
	@$(NODE) build/testing/run-tests.ts $@

bundle: go-is-there $(PACKAGES) ## Build the plugin for this machine, into out/bundle
	@$(NODE) build/make-bundle.ts bundle

dist: go-is-there $(PACKAGES) ## Build the plugin for every platform and any host, into dist (needs a Debian-family machine)
	@$(NODE) build/make-bundle.ts dist

deploy: go-is-there $(PACKAGES) ## Upload the plugin to the Mattermost of MM_SERVICESETTINGS_SITEURL, with MM_ADMIN_TOKEN
	@$(NODE) build/make-bundle.ts bundle
	@$(NODE) build/deploy.ts

bench: go-is-there $(PACKAGES) ## Measure how fast it is, against what does less or the same
	@$(NODE) build/make-bundle.ts bundle
	@exec $(NODE) e2e/bench/main.ts

chaos: python-is-there $(PACKAGES) ## Play a thousand faults over people who use it (SEED=… for the same again, SIZE=short for less)
	@$(NODE) build/make-bundle.ts bundle
	@exec $(NODE) e2e/chaos/main.ts

fuzz: go-is-there $(PACKAGES) ## Look for input that breaks the pipe's decoder (FUZZ_SECONDS=60 for each target)
	@exec $(NODE) build/testing/fuzz.ts

audit: go-is-there $(PACKAGES) ## Ask npm and Go for known holes of what we use
	@exec $(NODE) build/audit.ts

docs: $(PACKAGES) ## Write the generated pages: docs/commands.md, docs/troubleshooting.md
	@$(NODE) build/write-docs.ts

picture: go-is-there $(PACKAGES) ## Draw docs/conversation.svg anew, of a conversation on a real server
	@$(NODE) build/make-bundle.ts bundle
	@exec $(NODE) e2e/picture/main.ts

clean: ## Remove what was built here; caches outside stay
	@rm -rf out dist coverage node_modules

$(PACKAGES): package-lock.json package.json build/install.mjs build/runtime.json | node-is-there
	@node build/install.mjs $@

# Each names all that is missing, not the first thing alone.
node-is-there:
	@sh build/prerequisites.sh node

go-is-there:
	@sh build/prerequisites.sh node go

python-is-there:
	@sh build/prerequisites.sh node go python
