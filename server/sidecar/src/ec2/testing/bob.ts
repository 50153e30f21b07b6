import type { Requester } from '../../ports.ts';

/** Somebody for whom tests change instances. */
export const BOB: Requester = { userId: '5cd3utxd9jdzpdfngosifn939o', username: 'bob' };
