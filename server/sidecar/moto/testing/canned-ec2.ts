/** Answers of EC2 for the proxy to give in moto's place, where moto would not get that far. */
import type { InstanceState } from '../../src/ports.ts';

/** The instance of the answers. */
export const CANNED_ID = 'i-0a1f39c5d2e84b7f6';

/** What DescribeInstances says of the one instance, which is named `web-1`. */
export function describedAs(state: InstanceState, stateReason?: string): string {
  const reason =
    stateReason === undefined
      ? ''
      : `<stateReason><code>${stateReason}</code><message>${stateReason}: words</message></stateReason>`;
  return (
    '<DescribeInstancesResponse><reservationSet><item><instancesSet><item>' +
    `<instanceId>${CANNED_ID}</instanceId><instanceType>t3.micro</instanceType>` +
    `<instanceState><name>${state}</name></instanceState>${reason}` +
    '<tagSet><item><key>Name</key><value>web-1</value></item></tagSet>' +
    '</item></instancesSet></item></reservationSet></DescribeInstancesResponse>'
  );
}

/** What DescribeInstances says where there is none. */
export const DESCRIBED_NONE = '<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>';

/** What StartInstances or StopInstances say when they are accepted. */
export function accepted(previous: InstanceState, current: InstanceState): string {
  return (
    '<Response><requestId>canned</requestId><instancesSet><item>' +
    `<instanceId>${CANNED_ID}</instanceId><currentState><name>${current}</name></currentState>` +
    `<previousState><name>${previous}</name></previousState></item></instancesSet></Response>`
  );
}

/** What STS says when it decodes a message. */
export function decodedTo(message: object): string {
  const text = JSON.stringify(message).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return (
    '<DecodeAuthorizationMessageResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
    `<DecodeAuthorizationMessageResult><DecodedMessage>${text}</DecodedMessage></DecodeAuthorizationMessageResult>` +
    '<ResponseMetadata><RequestId>canned</RequestId></ResponseMetadata></DecodeAuthorizationMessageResponse>'
  );
}
