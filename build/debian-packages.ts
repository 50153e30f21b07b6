import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's own keys, from the package debian-archive-keyring: what apt checks every download against. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Names a mirror of Debian where apt's sources have none, as on Ubuntu. */
const MIRROR_VARIABLE = 'EC2CTL_DEBIAN_MIRROR';

/**
 * Why packages of Debian cannot be had on this machine, with what to do; undefined when they can.
 * Looks at what is installed alone, not at the network.
 */
export function reasonAgainstDebianPackages(): string | undefined {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) {
    return 'apt-get and dpkg-deb are not here: it takes a machine of the Debian family';
  }
  return existsSync(KEYRING)
    ? undefined
    : 'the keys of Debian are not here: install the package debian-archive-keyring';
}

/**
 * Downloads packages of a Debian release into `folder`, with apt's check of the signatures, as any user and
 * without touching the machine's own apt: everything that apt keeps is in a folder of its own for the while.
 * @param release such as `bullseye`
 * @param packages as apt-get takes them: `libgcc-s1:arm64=10.2.1-6`
 * @throws when no mirror has them, or the machine is not of the Debian family
 */
export async function downloadDebianPackages(
  release: string,
  packages: readonly string[],
  folder: string,
): Promise<void> {
  const reason = reasonAgainstDebianPackages();
  if (reason !== undefined) {
    throw new Error(`Cannot download packages of Debian: ${reason}`);
  }
  const failures: string[] = [];
  for (const mirror of await findMirrors()) {
    const home = await mkdtemp(join(tmpdir(), 'ec2ctl-apt-'));
    try {
      const options = await prepareApt(home, mirror, release);
      await run('apt-get', [...options, 'update'], { timeout: 900_000 });
      await run('apt-get', [...options, 'download', ...packages], { cwd: folder, timeout: 900_000 });
      return;
    } catch (error) {
      failures.push(`${mirror}: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}`);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  }
  throw new Error(
    `Cannot download packages of Debian ${release}; set ${MIRROR_VARIABLE} to a mirror of Debian\n${failures.join('\n')}`,
  );
}

/** Unpacks a package into `folder`. Links are kept, owners are not. */
export async function unpackDebianPackage(file: string, folder: string): Promise<void> {
  await run('dpkg-deb', ['--extract', file, folder]);
}

/** The mirrors that apt uses on this machine, the likeliest first; which of them are Debian's shows when they are asked. */
async function findMirrors(): Promise<string[]> {
  const named = process.env[MIRROR_VARIABLE];
  if (named !== undefined && named !== '') {
    return [named];
  }
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(COMPONENT) $(REPO_URI)']);
  const mirrors = stdout.split('\n').flatMap((line) => (line.startsWith('main ') ? [line.slice('main '.length)] : []));
  return [...new Set(mirrors)].sort((a, b) => Number(a.includes('security')) - Number(b.includes('security')));
}

async function prepareApt(home: string, mirror: string, release: string): Promise<string[]> {
  await mkdir(join(home, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(home, 'cache', 'archives', 'partial'), { recursive: true });
  await writeFile(join(home, 'status'), '');
  await writeFile(join(home, 'sources.list'), `deb [signed-by=${KEYRING}] ${mirror} ${release} main\n`);
  const settings = {
    'Dir::State': join(home, 'state'),
    'Dir::State::status': join(home, 'status'),
    'Dir::Cache': join(home, 'cache'),
    'Dir::Etc::sourcelist': join(home, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::Etc::preferences': '-',
    'Dir::Etc::preferencesparts': '-',
    'APT::Architecture': 'amd64',
    'APT::Architectures::': 'arm64',
    // As root, apt would otherwise become a user that may not write into our folder.
    'APT::Sandbox::User': '',
    'APT::Update::Error-Mode': 'any',
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::Retries': '3',
  };
  return ['-qq', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}
