import type { Records } from '../ports.ts';
import type { HostApi } from './host-api.ts';

const PAGE = 1000;

/** Records in the plugin's key-value store: JSON as UTF-8. */
export function createRecords(api: HostApi): Records {
  return {
    async get(key) {
      const value = await api.KVGet(key);
      return value === null || value === '' ? undefined : (JSON.parse(decode(value)) as unknown);
    },
    async insert(key, value, expiresInSeconds) {
      return api.KVSetWithOptions(key, encode(value), { Atomic: true, ExpireInSeconds: expiresInSeconds });
    },
    async replace(key, before, value, expiresInSeconds) {
      // Bytes are compared: JSON that was read is written again as it was.
      const expiry = expiresInSeconds === undefined ? {} : { ExpireInSeconds: expiresInSeconds };
      return api.KVSetWithOptions(key, encode(value), { Atomic: true, OldValue: encode(before), ...expiry });
    },
    async remove(key) {
      await api.KVDelete(key);
    },
    async keys(prefix) {
      const found: string[] = [];
      for (let page = 0; ; page += 1) {
        const keys = (await api.KVList(page, PAGE)) ?? [];
        found.push(...keys.filter((key) => key.startsWith(prefix)));
        if (keys.length < PAGE) {
          return found;
        }
      }
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
