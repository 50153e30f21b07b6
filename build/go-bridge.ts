import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GO_ENVIRONMENT } from './go-environment.ts';
import { type Architecture, ROOT } from './repository.ts';

const run = promisify(execFile);

/** The folder of the bridge's Go module. */
export const BRIDGE = join(ROOT, 'server', 'bridge');

/** A Go module that is linked into the bridge. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** Where its source is in Go's module cache. */
  readonly folder: string;
}

/**
 * Builds the bridge for Linux on `architecture`: static, and the same bytes whatever the folder it is built in.
 * @throws with the compiler's messages
 */
export async function buildBridge(architecture: Architecture, buildVersion: string, target: string): Promise<void> {
  // The build id would depend on the folder of the sources; symbols are for debuggers, and stacks do not need them.
  const linker = `-s -w -buildid= -X main.buildVersion=${buildVersion}`;
  await go(architecture, 'build', '-trimpath', '-ldflags', linker, '-o', target, '.');
}

/** What is linked into the bridge. */
export interface LinkedGo {
  /** The modules of which a package is in it, sorted by path. */
  readonly modules: readonly GoModule[];
  /** The version of Go, and where its own library is: `go1.26.3`. */
  readonly goVersion: string;
  readonly goRoot: string;
}

/** Asks Go what is linked into the bridge. */
export async function linkedModules(architecture: Architecture): Promise<LinkedGo> {
  const format = '{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}';
  const lines = new Set((await go(architecture, 'list', '-deps', '-f', format, '.')).split('\n').filter(Boolean));
  const modules = [...lines].sort().map((line) => {
    const [path = '', version = '', folder = ''] = line.split('\t');
    return { path, version, folder };
  });
  const [goVersion = '', goRoot = ''] = (await go(architecture, 'env', 'GOVERSION', 'GOROOT')).split('\n');
  return { modules, goVersion, goRoot };
}

/** What a built program says of itself. */
export interface LinkedProgram {
  /** The modules in it, each with Go's checksum of its sources: `h1:…`. */
  readonly modules: readonly { readonly path: string; readonly version: string; readonly sum: string }[];
  /** Such as `go1.26.3`. */
  readonly goVersion: string;
}

interface BuildInfo {
  readonly GoVersion: string;
  readonly Deps: readonly { readonly Path: string; readonly Version: string; readonly Sum: string }[];
}

/** Reads what Go wrote into a program when it was built, of whatever architecture that is. */
export async function modulesInProgram(program: string): Promise<LinkedProgram> {
  const { stdout } = await run('go', ['version', '-m', '-json', program], {
    env: { ...process.env, ...GO_ENVIRONMENT },
  });
  const { GoVersion, Deps } = JSON.parse(stdout) as BuildInfo;
  return {
    goVersion: GoVersion,
    modules: Deps.map(({ Path, Version, Sum }) => ({ path: Path, version: Version, sum: Sum })),
  };
}

async function go(architecture: Architecture, ...args: string[]): Promise<string> {
  const { stdout } = await run('go', args, {
    cwd: BRIDGE,
    maxBuffer: 16 * 1024 * 1024,
    env: {
      ...process.env,
      ...GO_ENVIRONMENT,
      GOOS: 'linux',
      GOARCH: architecture,
      // Whatever the machine prefers, every build is for the oldest processors and with the same settings.
      GOAMD64: 'v1',
      GOARM64: 'v8.0',
      GOEXPERIMENT: '',
    },
  });
  return stdout;
}
