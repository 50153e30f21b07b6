/** What is signed can be verified by whoever has the public key, and nothing else can. The server's own word is in e2e. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKey, type PrivateKey } from 'openpgp';
import { detachedSignature, signingKey } from './signing.ts';
import { isSigned } from './testing/is-signed.ts';

const USER = { userIDs: { name: 'A throw-away key' } };
const BUNDLE = Buffer.from('the bytes of a bundle');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ec2ctl-signing-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a secret key into a file, and returns the environment that names it. */
function environmentOf(secret: string | Uint8Array, passphrase?: string): NodeJS.ProcessEnv {
  const path = join(folder, 'key');
  writeFileSync(path, secret);
  return { EC2CTL_SIGNING_KEY: path, ...(passphrase === undefined ? {} : { EC2CTL_SIGNING_PASSPHRASE: passphrase }) };
}

async function signs(key: PrivateKey | undefined, publicKey: string, bytes = BUNDLE): Promise<boolean> {
  if (key === undefined) throw new Error('There is no key');
  return isSigned(bytes, await detachedSignature(BUNDLE, key), publicKey);
}

describe('a signature', () => {
  test('is that of the key, and of these very bytes', async () => {
    const [ours, other] = [await generateKey({ ...USER, curve: 'nistP256' }), await generateKey(USER)];
    const key = await signingKey(environmentOf(ours.privateKey));
    expect(await signs(key, ours.publicKey)).toBe(true);
    expect(await signs(key, ours.publicKey, Buffer.from('the bytes of another'))).toBe(false);
    expect(await signs(key, other.publicKey)).toBe(false);
  });

  test('can be made with a key that is not armoured', async () => {
    const { privateKey } = await generateKey({ ...USER, curve: 'nistP256', format: 'object' });
    const key = await signingKey(environmentOf(privateKey.write()));
    expect(await signs(key, privateKey.toPublic().armor())).toBe(true);
  });

  test('can be made with a key of RSA that has a passphrase', async () => {
    const made = await generateKey({ ...USER, type: 'rsa', rsaBits: 2048, passphrase: 'a long one' });
    expect(await signs(await signingKey(environmentOf(made.privateKey, 'a long one')), made.publicKey)).toBe(true);
    await expect(signingKey(environmentOf(made.privateKey, 'a wrong one'))).rejects.toThrow('Incorrect key passphrase');
    await expect(signingKey(environmentOf(made.privateKey))).rejects.toThrow('EC2CTL_SIGNING_PASSPHRASE is empty');
  });
});

describe('a key', () => {
  test('is asked of nobody who names none', async () => {
    expect(await signingKey({})).toBeUndefined();
    expect(await signingKey({ EC2CTL_SIGNING_KEY: '' })).toBeUndefined();
  });

  test('that no Mattermost server can verify is refused', async () => {
    const { privateKey } = await generateKey(USER);
    await expect(signingKey(environmentOf(privateKey))).rejects.toThrow(/names: Mattermost cannot verify .* RSA$/);
  });

  test('that is not there, or is none, is refused before anything is built', async () => {
    const missing = { EC2CTL_SIGNING_KEY: join(folder, 'nothing') };
    await expect(signingKey(missing)).rejects.toThrow(
      /^Cannot sign with the key that EC2CTL_SIGNING_KEY names: ENOENT/,
    );
    await expect(signingKey(environmentOf('no key'))).rejects.toThrow(/^Cannot sign with the key/);
  });
});
