/** Loaded by Jest before each end-to-end spec: Jest takes a time limit for all of its projects or for none. */
import { jest } from '@jest/globals';

/** Milliseconds that one test may take: a server that restarts within it takes some seconds, a crowded machine more. */
jest.setTimeout(180_000);
