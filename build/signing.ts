import { readFile } from 'node:fs/promises';
import { createMessage, decryptKey, type PrivateKey, readPrivateKey, sign } from 'openpgp';

/** Names the file with the secret key, armoured or not. Without it nothing is signed. */
const KEY_VARIABLE = 'EC2CTL_SIGNING_KEY';

/** The key's passphrase, where it has one. */
const PASSPHRASE_VARIABLE = 'EC2CTL_SIGNING_PASSPHRASE';

/** Mattermost verifies with a library that knows no other algorithms, and calls every other key a wrong signature. */
const VERIFIABLE = /^(rsa(EncryptSign|Sign)|ecdsa nistP\d+)$/;

/**
 * The key that releases are signed with, ready to use.
 * @returns undefined when the environment names none
 * @throws when it cannot be read or unlocked, or no Mattermost server could verify what it signs
 */
export async function signingKey(environment: NodeJS.ProcessEnv = process.env): Promise<PrivateKey | undefined> {
  const path = environment[KEY_VARIABLE] ?? '';
  if (path === '') {
    return undefined;
  }
  try {
    const key = await unlock(await readKey(path), environment[PASSPHRASE_VARIABLE] ?? '');
    const { algorithm, curve } = (await key.getSigningKey()).getAlgorithmInfo();
    if (!VERIFIABLE.test([algorithm, ...(curve === undefined ? [] : [curve])].join(' '))) {
      throw new Error(`Mattermost cannot verify signatures of its kind, ${algorithm}; take a key of RSA`);
    }
    return key;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`Cannot sign with the key that ${KEY_VARIABLE} names: ${message}`, { cause: error });
  }
}

/**
 * The detached signature of a file, as Mattermost wants it beside a bundle (`.sig`).
 * @param bytes of the whole file
 */
export async function detachedSignature(bytes: Uint8Array, key: PrivateKey): Promise<Uint8Array> {
  const message = await createMessage({ binary: bytes });
  // Of a stream it would be one, by types of a package that the library does without.
  return (await sign({ message, signingKeys: key, detached: true, format: 'binary' })) as Uint8Array;
}

async function readKey(path: string): Promise<PrivateKey> {
  const bytes = await readFile(path);
  return bytes.subarray(0, 5).toString('latin1') === '-----'
    ? readPrivateKey({ armoredKey: bytes.toString('utf8') })
    : readPrivateKey({ binaryKey: bytes });
}

async function unlock(key: PrivateKey, passphrase: string): Promise<PrivateKey> {
  if (key.isDecrypted()) {
    return key;
  }
  if (passphrase === '') {
    throw new Error(`it has a passphrase, and ${PASSPHRASE_VARIABLE} is empty`);
  }
  return decryptKey({ privateKey: key, passphrase });
}
