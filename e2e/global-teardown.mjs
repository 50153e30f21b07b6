// See global-setup.mjs.
export { tearDown as default } from './test-run.ts';
