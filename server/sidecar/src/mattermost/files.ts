import type { Files } from '../files.ts';
import type { HostApi } from './host-api.ts';

/** Files, by the plugin API. */
export function createFiles(api: Pick<HostApi, 'UploadFile'>): Files {
  return {
    async upload(channelId, { name, content }) {
      const { id } = await api.UploadFile(Buffer.from(content).toString('base64'), channelId, name);
      return id;
    },
  };
}
