import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { commonSyntax, typedErrors, wallRules } from './build/import-walls.mjs';

const tests = ['**/*.test.ts', '**/testing/**/*.ts', 'server/sidecar/moto/**/*.ts', 'e2e/**/*.ts'];

export default defineConfig([
  { name: 'ignored', ignores: ['node_modules/', 'out/', 'dist/', 'coverage/'] },
  {
    name: 'reports',
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
  },
  {
    name: 'typescript',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // It asks for `x!`, which the strict rules forbid.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A handler or a fake may have to be async, or to have a body that does nothing.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    name: 'every-script',
    files: ['**/*.ts', '**/*.mjs'],
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      'no-control-regex': 'error',
      'no-duplicate-imports': 'error',
      'no-restricted-syntax': ['error', ...commonSyntax],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
      'prefer-const': 'error',
    },
  },
  {
    name: 'typed-errors',
    files: ['server/sidecar/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...commonSyntax, ...typedErrors] },
  },
  {
    // The commands that a person runs in a terminal talk to that person.
    name: 'terminal',
    files: ['build/**', 'e2e/demo/**', 'e2e/harness/**', 'e2e/aws/**', 'e2e/global-*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    name: 'standard-streams',
    files: ['server/sidecar/src/**/*.ts'],
    ignores: ['server/sidecar/src/rpc/**', ...tests],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['stdin', 'stdout', 'stderr'].map((property) => ({
          object: 'process',
          property,
          message: 'Only rpc/ touches the standard streams: stdout is the protocol.',
        })),
      ],
      'no-restricted-globals': ['error', { name: 'console', message: 'Log through the port Log.' }],
    },
  },
  ...wallRules(),
  {
    name: 'tests',
    files: tests,
    rules: {
      '@typescript-eslint/no-restricted-imports': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'no-restricted-syntax': ['error', ...commonSyntax],
      'no-restricted-globals': 'off',
    },
  },
]);
