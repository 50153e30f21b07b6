import { describe, expect, test } from '@jest/globals';
import { text } from '../messages/text.ts';
import type { VersionFacts } from '../views.ts';
import { head, messages, post } from './testing/sample.ts';
import { renderVersion } from './version.ts';

const asked = head('ec2ctl version');

const facts: VersionFacts = {
  version: '0.1.0',
  build: '0.1.0+abc',
  mattermost: '11.9.0',
  access: 'none',
  details: undefined,
  problem: undefined,
  forAdmins: undefined,
};
const top = ['`〉ec2ctl version`', '**ec2ctl 0.1.0**, build `0.1.0+abc`'];
const details = { credentials: 'key', regions: ['us-west-2', 'eu-west-1'], regionsFromSettings: false } as const;
const aws = { homeRegion: 'us-east-1', roleArn: '', endpointUrl: '', caller: undefined } as const;
const forAdmins = { runtime: '24.21.0', aws, idleEntries: [], idleAudit: undefined } as const;

test('the numbers alone for those who may not look, and whom to ask', () => {
  expect(renderVersion(messages, asked, facts)).toBe(
    post(
      ...top,
      'Mattermost 11.9.0',
      'You may not look. Ask a system admin to add you to **Viewers** (System Console, Plugins, ec2ctl).',
    ),
  );
});

describe('for those who may look', () => {
  test('credentials in use, and regions as last known', () => {
    expect(renderVersion(messages, asked, { ...facts, access: 'look', details })).toBe(
      post(
        ...top,
        'Mattermost 11.9.0',
        'Credentials: an access key',
        '2 regions as last known: eu-west-1 us-west-2',
        'You may look. To start and stop, ask a system admin to add you to **Operators**.',
      ),
    );
  });

  test.each([
    [
      { credentials: 'demo', regions: [] },
      ['Credentials: none, the demo fleet is in use', 'Regions: not asked for yet'],
    ],
    [
      { credentials: 'server', regionsFromSettings: true },
      ["Credentials: this server's own AWS identity", '2 regions by the settings: eu-west-1 us-west-2'],
    ],
  ] as const)('%j', (other, lines) => {
    const shown = renderVersion(messages, asked, { ...facts, access: 'change', details: { ...details, ...other } });
    expect(shown.split('\n').slice(3)).toEqual([...lines, 'You may look, start, stop and reboot.']);
  });

  test('why the settings cannot be used, values as data', () => {
    const problem = text('configuration.homeRegion.shape', { value: '@here' });
    expect(renderVersion(messages, asked, { ...facts, access: 'look', problem }).split('\n')[3]).toBe(
      '**The settings of ec2ctl cannot be used.** Home region: `@here` is not the name of a region, like us-east-1.',
    );
  });
});

describe('for admins', () => {
  test('the runtime, and with whom and where AWS is asked', () => {
    const arn = 'arn:aws:iam::123456789012:role/ec2ctl';
    const caller = { accountId: '123456789012', arn: 'arn:aws:sts::123456789012:assumed-role/x/y', partition: 'aws' };
    const whole = { ...aws, roleArn: arn, endpointUrl: 'https://ec2.example.org', caller };
    const shown = renderVersion(messages, asked, {
      ...facts,
      access: 'admin',
      details,
      forAdmins: { ...forAdmins, aws: whole },
    });
    expect(shown.split('\n').slice(2)).toEqual([
      'Mattermost 11.9.0 · Node 24.21.0',
      'Credentials: an access key',
      '2 regions as last known: eu-west-1 us-west-2',
      `Home region \`us-east-1\` · role \`${arn}\` · endpoint \`https://ec2.example.org\``,
      'AWS account `123456789012` as `arn:aws:sts::123456789012:assumed-role/x/y`, partition `aws`',
      'You may look, start, stop and reboot.',
    ]);
  });

  test('each entry of the lists that grants nothing, names as data, and how many more', () => {
    const idleEntries = Array.from({ length: 22 }, (_, index) =>
      text('people.archived', { setting: 'Viewers', name: `~sre/@here${String(index)}` }),
    );
    const lines = renderVersion(messages, asked, {
      ...facts,
      access: 'admin',
      forAdmins: { ...forAdmins, aws: undefined, idleEntries },
    }).split('\n');
    expect(lines.filter((line) => line.startsWith('⚠️'))).toHaveLength(21);
    expect(lines[3]).toBe('⚠️ Grants nothing. `Viewers`: `~sre/@here0` is archived.');
    expect(lines.at(-2)).toBe('⚠️ 2 more entries grant nothing; the server log names them.');
  });
});
