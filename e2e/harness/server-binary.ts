import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GO_ENVIRONMENT } from '../../build/go-environment.ts';
import { cacheFolder } from './cache-folder.ts';
import { Keeper } from './keeper.ts';
import { elapsed, type Progress, silent } from './progress.ts';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('../mattermost', import.meta.url));
const ENVIRONMENT = { ...process.env, ...GO_ENVIRONMENT };
const SERVER_PACKAGE = 'github.com/mattermost/mattermost/server/v8/cmd/mattermost/commands';

/** Folders of the server's module that it reads at run time. It looks for them beside its own program first. */
const RUN_TIME_FOLDERS = ['i18n', 'templates', 'fonts'];

/** Milliseconds between two lines about the build. */
const REPORT_EVERY = 5_000;

/**
 * The real Mattermost server, built from its Go module at the version that `e2e/mattermost/go.mod` pins.
 * The first build downloads and compiles for some minutes; later ones find it in the cache.
 *
 * @param progress told every few seconds how far it is
 * @returns the path of the program
 * @throws Error with the compiler's last words when it does not build
 */
export async function serverBinary(progress: Progress = silent): Promise<string> {
  const folder = join(cacheFolder(), `mattermost-${await fingerprint()}`);
  const program = join(folder, 'mattermost');
  if (await exists(program)) {
    return program;
  }
  await mkdir(cacheFolder(), { recursive: true });
  const building = await mkdtemp(join(cacheFolder(), 'building-'));
  const keeper = new Keeper();
  keeper.remove(building);
  try {
    await build(join(building, 'mattermost'), keeper, progress);
    const [module = ''] = await go(['list', '-f', '{{.Module.Dir}}', SERVER_PACKAGE], keeper);
    for (const name of RUN_TIME_FOLDERS) {
      // Go's module cache is read-only, and so would be its copy: it could not be deleted.
      await run('cp', ['-r', '--no-preserve=mode', join(module, name), building]);
    }
    await publish(building, folder);
  } finally {
    await keeper.close();
  }
  return program;
}

/** Everything that decides what comes out of the build. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum', 'main.go']) {
    hash.update(await readFile(join(SOURCE, name)));
  }
  let version: string;
  try {
    ({ stdout: version } = await run('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd: SOURCE, env: ENVIRONMENT }));
  } catch (error) {
    throw new Error(
      'Go is needed to build the Mattermost server, and `go env` does not work. Install Go 1.26 or later',
      {
        cause: error,
      },
    );
  }
  return hash.update(version).digest('hex').slice(0, 16);
}

async function build(output: string, keeper: Keeper, progress: Progress): Promise<void> {
  const started = Date.now();
  progress('Building the Mattermost server. The first time this takes some minutes.');
  let compiled = 0;
  let total: number | undefined;
  let downloaded = 0;
  const timer = setInterval(() => {
    const after = elapsed(Date.now() - started);
    progress(
      total === undefined
        ? `Downloading the Mattermost server's source: ${String(downloaded)} modules, ${after}`
        : `Building the Mattermost server: ${String(compiled)} of about ${String(total)} packages compiled, ${after}`,
    );
  }, REPORT_EVERY);
  try {
    const packages = await go(['list', '-deps', '.'], keeper, (line) => {
      downloaded += line.startsWith('go: downloading ') ? 1 : 0;
    });
    total = packages.length;
    // Without -trimpath: the server looks for its files beside the paths that it was compiled from as well.
    await go(['build', '-v', '-ldflags', '-s -w', '-o', output, '.'], keeper, () => (compiled += 1));
  } finally {
    clearInterval(timer);
  }
  progress(`Built the Mattermost server in ${elapsed(Date.now() - started)}.`);
}

/**
 * Runs Go in the folder of the server's module.
 *
 * @param keeper ends it when we are gone
 * @param onLine is given what it says on stderr, line by line
 * @returns the lines of its stdout
 */
async function go(args: readonly string[], keeper: Keeper, onLine?: (line: string) => void): Promise<string[]> {
  const child = spawn('go', args, {
    cwd: SOURCE,
    // What it has half made goes with the keeper, however it ends.
    env: { ...ENVIRONMENT, GOTMPDIR: await keeper.folder() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) {
    keeper.process(child.pid, 'SIGTERM');
  }
  const lines: string[] = [];
  const last: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => {
    last.push(line);
    last.splice(0, last.length - 20);
    onLine?.(line);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    throw new Error(`\`go ${args[0] ?? ''}\` failed for the Mattermost server:\n${last.join('\n')}`);
  }
  return lines;
}

/** Puts the finished folder in its place at once, so that nobody ever sees half of it. */
async function publish(building: string, folder: string): Promise<void> {
  try {
    await rename(building, folder);
  } catch (error) {
    // Somebody else has built the same thing meanwhile: theirs is as good.
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' && (error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
