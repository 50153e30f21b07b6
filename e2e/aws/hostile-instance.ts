/** What EC2 says of an instance, when whoever could write something wrote what does harm elsewhere. */

/** The id of the instance. */
export const HOSTILE_ID = 'i-0bad0bad0bad0bad0';

/** Where each text of EC2 goes: what somebody may write, or AWS may say. */
export interface HostileTexts {
  readonly name: string;
  /** In all else that is text: tags, state reason, zone, type, addresses, image. */
  readonly everywhere: string;
}

/** DescribeInstances' answer with one running instance that has such a text wherever one can be. */
export function hostileInstanceXml({ name, everywhere }: HostileTexts): string {
  const text = escape(everywhere);
  const tag = (key: string, value: string): string => `<item><key>${key}</key><value>${value}</value></item>`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>' +
    '<reservationSet><item><reservationId>r-1</reservationId><instancesSet><item>' +
    `<instanceId>${HOSTILE_ID}</instanceId><imageId>${text}</imageId>` +
    '<instanceState><code>16</code><name>running</name></instanceState>' +
    `<privateDnsName>${text}</privateDnsName><dnsName>${text}</dnsName><reason>${text} (2026-01-02 03:04:05 GMT)</reason>` +
    `<stateReason><code>${text}</code><message>${text}</message></stateReason>` +
    `<instanceType>${text}</instanceType><launchTime>2026-01-02T03:04:05.000Z</launchTime>` +
    `<placement><availabilityZone>${text}</availabilityZone></placement>` +
    `<privateIpAddress>${text}</privateIpAddress><ipAddress>${text}</ipAddress>` +
    `<tagSet>${tag('Name', escape(name))}${tag(text, text)}${tag('aws:autoscaling:groupName', text)}${tag('Schedule', text)}</tagSet>` +
    '</item></instancesSet></item></reservationSet></DescribeInstancesResponse>'
  );
}

function escape(text: string): string {
  return text.replace(/[&<>]|[^\t\n\r -\u{10ffff}]/gu, (sign) => {
    return { '&': '&amp;', '<': '&lt;', '>': '&gt;' }[sign] ?? `&#${String(sign.codePointAt(0))};`;
  });
}
