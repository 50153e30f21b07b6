import { existsSync } from 'node:fs';

/**
 * The suites. Each has a name for `jest --selectProjects`; `make test` runs them one after the other.
 * @type {import('jest').Config}
 */
const everySuite = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // Types are checked once, by tsc.
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  modulePathIgnorePatterns: ['<rootDir>/out/', '<rootDir>/dist/'],
};

function suite(name, folders, options = {}) {
  return {
    ...everySuite,
    displayName: name,
    testMatch: folders.map((at) => `<rootDir>/${at}/**/*.test.ts`),
    ...options,
  };
}

export default {
  randomize: true,
  projects: [
    suite('unit', ['server/sidecar/src', 'server/protocol'], { testTimeout: 20_000 }),
    suite('build', ['build'], { testTimeout: 600_000 }),
    suite('moto', ['server/sidecar/moto', 'e2e/aws'], { testTimeout: 120_000 }),
    suite('e2e', ['e2e/specs'], {
      setupFilesAfterEnv: ['<rootDir>/e2e/limits.ts'],
      ...(existsSync(new URL('e2e/global-setup.mjs', import.meta.url)) && {
        globalSetup: '<rootDir>/e2e/global-setup.mjs',
        globalTeardown: '<rootDir>/e2e/global-teardown.mjs',
      }),
    }),
  ],
};
