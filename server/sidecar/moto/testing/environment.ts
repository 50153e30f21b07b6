import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names that the SDK or Node's proxy support would read. */
const TOUCHED = /^(?:AWS_|https?_proxy$|no_proxy$)/i;

/** The environment of a machine made for one test: nothing of the real one's AWS settings is left in it. */
export interface TestEnvironment {
  /** Sets variables. */
  set(variables: Readonly<Record<string, string>>): void;
  /** Writes a file and returns its path. */
  write(name: string, content: string): Promise<string>;
  /** Puts everything back as it was. */
  restore(): Promise<void>;
}

/** Enters such an environment: no variables, no shared files, no instance metadata. */
export async function enterEnvironment(): Promise<TestEnvironment> {
  const before = { ...process.env };
  const folder = await mkdtemp(join(tmpdir(), 'ec2ctl-environment-'));
  clear();
  Object.assign(process.env, {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return {
    set: (variables) => {
      Object.assign(process.env, variables);
    },
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    restore: async () => {
      clear();
      Object.assign(process.env, before);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function clear(): void {
  for (const name of Object.keys(process.env)) {
    if (TOUCHED.test(name)) Reflect.deleteProperty(process.env, name);
  }
}
