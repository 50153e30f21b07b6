/** @type {import('jest').Config} */
const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  testEnvironment: 'node',
};
export default { ...shared, randomize: true, testTimeout: 20000, roots: ['<rootDir>/server/sidecar/src'] };
