/** Random answers to DescribeInstances, in the form that EC2 gives them. */
import fc from 'fast-check';

/** What stands around elements: EC2 indents, moto does not. */
const LAYOUTS = [
  ['', ''],
  ['\n    ', '\n'],
  ['\r\n\t', '\r\n'],
] as const;

/** A text as XML may write it: characters as they are where they may be, references, and what only looks like one. */
const text = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 4 }).map(escape) },
      fc.string({ unit: 'grapheme', maxLength: 2 }).map(escape),
      fc.nat(0x10ffff).map((code) => `&#x${code.toString(16)};`),
      fc.nat(0xffff).map((code) => `&#${String(code)};`),
      fc.constantFrom('&amp;', '&lt;', '&gt;', '&quot;', '&apos;', '&nbsp;', '&', '&#;', '>'),
      fc.constantFrom(' ', '\n', '\r', '\r\n', '\t', '\0', '\u00a0'),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));

const time = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.constantFrom('Z', 'z', '+00:00', '-07:30'),
  )
  .map(([date, zone]) => date.toISOString().replace('Z', zone));

/** What else an instance has, with the same names a level deeper. */
const unread = fc.subarray([
  '<groupSet/>',
  '<groupSet><item><groupId>sg-1</groupId></item></groupSet>',
  '<reason></reason>',
  '<networkInterfaceSet><item><privateIpAddress>10.9.9.9</privateIpAddress><tagSet><item><key>Name</key>' +
    '<value>of the interface</value></item></tagSet><groupSet/></item></networkInterfaceSet>',
  '<unheardOf><instanceId>i-9</instanceId><item><name>x</name></item></unheardOf>',
]);

const instance = unread.chain((others) =>
  mixed(
    ...others.map((other) => fc.constant(other)),
    member('instanceId', text),
    member('instanceType', text),
    member('instanceState', mixed(fc.constant('<code>16</code>'), member('name', text))),
    member('stateReason', mixed(member('code', text), member('message', text))),
    fc.option(time, { nil: '' }).map((at) => (at === '' ? '' : `<launchTime>${at}</launchTime>`)),
    member('ipAddress', text),
    member('privateIpAddress', text),
    member('instanceLifecycle', fc.oneof(text, fc.constant('spot'))),
    member('rootDeviceType', fc.oneof(text, fc.constantFrom('ebs', 'instance-store'))),
    member('hibernationOptions', member('configured', fc.oneof(text, fc.constantFrom('true', 'false', 'TRUE')))),
    member('placement', mixed(fc.constant('<tenancy>default</tenancy>'), member('availabilityZone', text))),
    list('tagSet', mixed(member('key', fc.oneof(text, fc.constant('Name'))), member('value', text))),
  ),
);

const reservation = mixed(
  list('instancesSet', instance),
  fc.constant('<groupSet/>'),
  fc.constantFrom('', '<ownerId>123456789012</ownerId>'),
);

/** Pages of all kinds, each of the form that EC2 gives them. */
export const pages = fc
  .tuple(
    mixed(list('reservationSet', reservation), fc.constant('<requestId>x</requestId>'), member('nextToken', text)),
    fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="utf-8"?>\r\n'),
    fc.constantFrom('', ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"'),
    fc.constantFrom('', '\n', ' '),
  )
  .map(
    ([content, declaration, namespace, end]) =>
      `${declaration}<DescribeInstancesResponse${namespace}>${content}</DescribeInstancesResponse>${end}`,
  );

/** The same with something put in or taken out, anywhere. */
export const brokenPages = fc
  .tuple(
    pages,
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        removed: fc.nat(3),
        put: fc.constantFrom(
          ...[
            '',
            '<',
            '>',
            '/',
            ' ',
            '&',
            'x',
            '\n',
            ' a="b"',
            '<b/>',
            '<b>',
            '</b>',
            '</item>',
            '<item>',
            '</tagSet>',
          ],
          ...['<!-- x -->', '<![CDATA[x]]>', '<?x?>', '<instanceId>i-2</instanceId>', '<nextToken/>', '__proto__'],
        ),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([page, changes]) =>
    changes.reduce((broken, { at, removed, put }) => {
      const start = Math.floor(at * broken.length);
      return broken.slice(0, start) + put + broken.slice(start + removed);
    }, page),
  );

/** An element with this content, an empty one in either form, or none. */
function member(name: string, content: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: content.map((inside) => `<${name}>${inside}</${name}>`) },
    fc.constantFrom('', `<${name}/>`, `<${name}></${name}>`),
  );
}

function list(name: string, item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return member(
    name,
    fc
      .tuple(fc.array(item, { maxLength: 4 }), fc.constantFrom(...LAYOUTS))
      .map(([all, [before, after]]) => all.map((inside) => `${before}<item>${inside}</item>${after}`).join('')),
  );
}

/** Elements in any order. */
function mixed(...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.tuple(...parts), fc.constantFrom(...LAYOUTS))
    .chain(([made, layout]) =>
      fc
        .shuffledSubarray(made, { minLength: made.length, maxLength: made.length })
        .map((shuffled) => shuffled.map((part) => (part === '' ? '' : layout[0] + part + layout[1])).join('')),
    );
}

function escape(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
