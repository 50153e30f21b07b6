import { randomBytes } from 'node:crypto';

/** An id that nobody can guess, of an operation or a card: 128 random bits in hexadecimal. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}
