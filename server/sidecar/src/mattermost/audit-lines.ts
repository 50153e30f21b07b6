import type { Audit } from '../audit.ts';
import { findInChannel, madeFor } from './find-in-channel.ts';
import type { HostApi } from './host-api.ts';

/** The prop by which the line of an operation is found again. */
export const AUDIT_PROP = 'ec2ctl_audit';

/** The bot's lines in a channel, by the plugin API. `identity` is asked at each use, since it is known only after the start. */
export function createAuditLines(api: HostApi, identity: { botId(): string }): Pick<Audit, 'make' | 'find'> {
  return {
    async make(channelId, message, operationId) {
      await api.CreatePost({
        user_id: identity.botId(),
        channel_id: channelId,
        root_id: '',
        message,
        props: { [AUDIT_PROP]: operationId },
      });
    },

    async find(channelId, operationId, since) {
      const isIt = madeFor(operationId, { botId: identity.botId(), prop: AUDIT_PROP });
      return (await findInChannel(api, { channelId, since }, isIt))?.id;
    },
  };
}
