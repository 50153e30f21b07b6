import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

/** By these a hook of git tells what it starts, and that may be us, which repository it is for. */
const LEADS_ELSEWHERE = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY'];

/**
 * The environment in which git looks at the folder that it is called in and at no other, also when another user owns
 * that, as with a checkout that is mounted into a container. Whoever runs our code has trusted it already.
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !LEADS_ELSEWHERE.includes(name));
  return { ...Object.fromEntries(own), GIT_CONFIG_SYSTEM: join(import.meta.dirname, 'gitconfig') };
}

/**
 * Runs git in a folder.
 * @returns what it prints, without the last line break
 * @throws when it fails, or is not installed
 */
export function git(folder: string, ...args: readonly string[]): string {
  const said = execFileSync('git', args, { cwd: folder, env: gitEnvironment(), encoding: 'utf8', stdio: 'pipe' });
  return said.trimEnd();
}

/** Why git knows nothing of this copy of the repository; undefined when it does. */
export function reasonAgainstGit(): string | undefined {
  // A copy inside somebody else's repository is none of its commits.
  if (!existsSync(join(ROOT, '.git'))) {
    return 'this copy is no clone';
  }
  try {
    git(ROOT, 'rev-parse', 'HEAD');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'git is not installed' : 'this clone is broken';
  }
}
