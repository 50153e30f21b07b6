import { jest } from '@jest/globals';

declare const SUITE_TIMEOUT_MS: number;

// Jest knows one timeout for all projects; each of ours has its own, from jest.config.mjs.
jest.setTimeout(SUITE_TIMEOUT_MS);
