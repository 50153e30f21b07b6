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
  setupFilesAfterEnv: ['<rootDir>/build/testing/suite-timeout.ts'],
};

/**
 * No test of a suite, and nothing before or after one, takes longer than `seconds`. The limits are there to find what
 * hangs: several times what a machine of two processors takes that has seven other things to do.
 */
function suite(name, folders, seconds, options = {}) {
  return {
    ...everySuite,
    ...options,
    displayName: name,
    testMatch: folders.map((at) => `<rootDir>/${at}/**/*.test.ts`),
    globals: { SUITE_TIMEOUT_MS: seconds * 1000 },
  };
}

export default {
  randomize: true,
  projects: [
    suite('unit', ['server/sidecar/src', 'server/protocol'], 60),
    suite('build', ['build'], 3600),
    suite('moto', ['server/sidecar/moto', 'e2e/aws', 'e2e/bench', 'e2e/chaos'], 300),
    suite('e2e', ['e2e/specs'], 300, {
      globalSetup: '<rootDir>/e2e/global-setup.mjs',
      globalTeardown: '<rootDir>/e2e/global-teardown.mjs',
    }),
  ],
};
