import { isIP } from 'node:net';
import { isForbiddenAddress, isThisMachine, unbracketed } from './ec2/addresses.ts';
import { isHostOf, partitionOfRegion } from './ec2/partitions.ts';
import { text as sentence, type Text } from './messages/text.ts';
import type { Ec2Settings } from './settings.ts';

/**
 * What is wrong with the endpoint URL, as far as it tells by itself. What its name leads to is looked at when it is
 * asked.
 */
export function endpointProblem(settings: Ec2Settings): Text | undefined {
  const { endpointUrl } = settings;
  if (endpointUrl === '') return undefined;
  // What it is, is not repeated: there may be a password in it.
  if (!URL.canParse(endpointUrl)) return sentence('configuration.endpoint.shape');
  // As the SDK reads it, in which numbers have become addresses: `0x7f.1` is `127.0.0.1`.
  const { protocol, hostname } = new URL(endpointUrl);
  if (protocol !== 'https:' && !(protocol === 'http:' && isThisMachine(hostname))) {
    return sentence('configuration.endpoint.https');
  }
  // In the text itself: of an empty query, or a host after a backslash, the parsed URL shows nothing.
  if (/[@?#\\\s]/.test(endpointUrl)) return sentence('configuration.endpoint.parts');
  const address = unbracketed(hostname);
  if (isForbiddenAddress(address)) return sentence('configuration.endpoint.forbidden', { address });
  return settings.credentials === 'server' ? strangerProblem(settings, hostname) : undefined;
}

/** The server's own identity may be worth much more than this plugin: signed with it, nothing goes to a stranger. */
function strangerProblem({ homeRegion }: Ec2Settings, hostname: string): Text | undefined {
  const partition = partitionOfRegion(homeRegion);
  if (isThisMachine(hostname) || partition === undefined) return undefined;
  if (isIP(unbracketed(hostname)) === 0 && isHostOf(partition, hostname)) return undefined;
  return sentence('configuration.endpoint.notAws', { domains: partition.domains.join(', ') });
}
