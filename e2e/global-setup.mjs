// Jest loads its setup with `require` unless the file is .mjs, and then cannot load ours: TypeScript in ES modules.
export { setUp as default } from './test-run.ts';
