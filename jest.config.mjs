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

/** No test of a suite, and nothing before or after one, takes longer than `seconds`. */
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
    suite('unit', ['server/sidecar/src', 'server/protocol'], 20),
    suite('build', ['build'], 900),
    suite('moto', ['server/sidecar/moto', 'e2e/aws'], 120),
    suite('e2e', ['e2e/specs'], 180, {
      globalSetup: '<rootDir>/e2e/global-setup.mjs',
      globalTeardown: '<rootDir>/e2e/global-teardown.mjs',
    }),
  ],
};
