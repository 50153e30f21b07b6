import { createMessage, readKey, readSignature, verify } from 'openpgp';

/** Whether a detached signature is of these very bytes and by the owner of that key, which is armoured. */
export async function isSigned(bytes: Uint8Array, signature: Uint8Array, publicKey: string): Promise<boolean> {
  const { signatures } = await verify({
    message: await createMessage({ binary: bytes }),
    signature: await readSignature({ binarySignature: signature }),
    verificationKeys: (await readKey({ armoredKey: publicKey })).toPublic(),
    format: 'binary',
  });
  return (signatures[0]?.verified ?? Promise.resolve(false)).catch(() => false);
}
