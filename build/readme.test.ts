/** What README promises to an admin is what the plugin has and does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { commandHelps } from '../server/sidecar/src/commands/help-texts.ts';
import { en } from '../server/sidecar/src/messages/en.ts';
import { createMessages } from '../server/sidecar/src/messages/messages.ts';
import { ROOT } from './repository.ts';
import * as aws from './testing/aws-calls.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource?: string;
  readonly Condition?: unknown;
}

const policies = [...README.matchAll(/^```json\n(.*?)^```$/gms)].map(
  ([, json = '']) => (JSON.parse(json) as { Statement: readonly Statement[] }).Statement,
);

/** The policy that has this statement. */
function policyWith(sid: string): readonly Statement[] {
  return policies.find((statements) => statements.some(({ Sid }) => Sid === sid)) ?? [];
}

const CODE = aws.sourcesOfEc2();

/** What makes refusals readable to an admin, and nothing else: it may be left out. */
const OPTIONAL = 'sts:DecodeAuthorizationMessage';

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

describe('the IAM policies', () => {
  const called = sorted(CODE.flatMap((source) => aws.actionsOf(source, 'ec2')));
  const changing = called.filter((action) => !action.startsWith('ec2:Describe'));

  test('are those that the tests below look at, and the code calls AWS by commands alone', () => {
    const named = ['SwitchWhatIsTagged', 'LookAndSwitch', 'LetEc2ctlIn', 'TakeOnTheRole', 'ExplainRefusals'];
    expect(policies).toEqual(named.map(policyWith).filter((statements) => statements.length > 0));
    expect(policies.length).toBeGreaterThan(3);
    expect(sorted(CODE.flatMap((source) => aws.othersOf(source, 'ec2')))).toEqual(['EC2Client']);
    expect(sorted(CODE.flatMap((source) => aws.othersOf(source, 'sts')))).toEqual(['STSClient']);
    expect(changing).toContain('ec2:StopInstances');
  });

  test('the fenced one comes first, the unfenced one second', () => {
    expect(policies.slice(0, 2)).toEqual([policyWith('SwitchWhatIsTagged'), policyWith('LookAndSwitch')]);
  });

  test.each(['SwitchWhatIsTagged', 'LookAndSwitch'])('that with %s allows exactly what the code calls', (sid) => {
    const allowed = policyWith(sid).filter(({ Effect }) => Effect === 'Allow');
    expect(sorted(allowed.flatMap(({ Action }) => Action))).toEqual(called);
  });

  test('the first allows a change of tagged instances alone', () => {
    const changes = policies[0]?.filter(({ Action }) => Action.some((action) => changing.includes(action)));
    expect(changes).toEqual([
      {
        Sid: expect.any(String),
        Effect: 'Allow',
        Action: changing,
        Resource: 'arn:aws:ec2:*:*:instance/*',
        Condition: { StringEquals: { 'aws:ResourceTag/ec2ctl': 'operate' } },
      },
    ]);
    // AWS knows no resources for what only looks: with any but `*` it is denied.
    const looks = policies[0]?.filter(({ Action }) => !Action.some((action) => changing.includes(action)));
    expect(looks?.map(({ Resource, Condition }) => ({ Resource, Condition }))).toEqual([{ Resource: '*' }]);
  });

  test('the second allows all of it everywhere, which is said before it', () => {
    const allowed = policies[1]?.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed?.map(({ Resource, Condition }) => ({ Resource, Condition }))).toEqual([{ Resource: '*' }]);
    const before = README.slice(0, README.indexOf('"LookAndSwitch"')).split('```').at(-2) ?? '';
    expect(before).toContain('switch **every instance of the account**');
  });

  test('the second denies every change of one instance', () => {
    const denied = policies[1]?.filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toEqual([
      expect.objectContaining({
        Action: changing,
        Resource: expect.stringMatching(/^arn:aws:ec2:.+:instance\/i-\w+$/),
      }),
    ]);
  });
});

describe('the policies of a role', () => {
  const called = sorted(CODE.flatMap((source) => aws.actionsOf(source, 'sts')));
  // Whoever has credentials may ask whose they are.
  const needed = called.filter((action) => action !== 'sts:GetCallerIdentity' && action !== OPTIONAL);
  const trust = policyWith('LetEc2ctlIn');

  test('allow exactly what the code calls, and what it sets with that', () => {
    const parameters = CODE.flatMap((source) => aws.parametersOf(source, 'AssumeRoleCommand'));
    const implied = [
      ...(parameters.includes('SourceIdentity') ? ['sts:SetSourceIdentity'] : []),
      ...(parameters.includes('Tags') ? ['sts:TagSession'] : []),
    ];
    const all = sorted([...needed, ...implied]);
    expect(all).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity']);
    expect(sorted(trust.flatMap(({ Action }) => Action))).toEqual(all);
    expect(sorted(policyWith('TakeOnTheRole').flatMap(({ Action }) => Action))).toEqual(all);
  });

  test('leave what is optional to a policy of its own, if the code calls it', () => {
    const allowed = policyWith('ExplainRefusals').map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource }));
    const whole = { Effect: 'Allow', Action: [OPTIONAL], Resource: '*' };
    expect(allowed).toEqual(called.includes(OPTIONAL) ? [whole] : []);
  });

  test('let one principal in, with the external id, which the code sends', () => {
    const principal = { AWS: expect.stringMatching(/^arn:aws:iam::\d{12}:(?:user|role)\/\w+$/) };
    expect(trust.map(({ Effect, Principal }) => ({ Effect, Principal }))).toEqual(
      trust.map(() => ({ Effect: 'Allow', Principal: principal })),
    );
    expect(new Set(trust.map(({ Principal }) => JSON.stringify(Principal))).size).toBe(1);
    const entries = trust.filter(({ Action }) => Action.includes('sts:AssumeRole'));
    expect(entries.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'sts:ExternalId': expect.stringMatching(/^[\w+=,.@:/-]+$/) } },
    ]);
    expect(CODE.flatMap((source) => aws.parametersOf(source, 'AssumeRoleCommand'))).toContain('ExternalId');
  });

  test('let nothing else be done with what stands behind the role', () => {
    expect(policyWith('TakeOnTheRole').map(({ Effect, Resource }) => ({ Effect, Resource }))).toEqual([
      { Effect: 'Allow', Resource: expect.stringMatching(/^arn:aws:iam::\d{12}:role\/\w+$/) },
    ]);
  });
});

interface Setting {
  readonly key: string;
  readonly display_name: string;
  readonly default: string;
  readonly options?: readonly { readonly value: string }[];
}

describe('the table of settings', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'plugin.json'), 'utf8')) as {
    settings_schema: { sections: readonly { settings: readonly Setting[] }[] };
  };
  const settings = manifest.settings_schema.sections.flatMap((section) => section.settings);
  const rows = [...README.matchAll(/^\| ([^|]+) \| `(\w+)` \|([^|]*)\|([^|]*)\|$/gm)].map((row) =>
    row.slice(1).map((cell) => cell.trim()),
  );

  test('has the names, keys and defaults of plugin.json, in its order', () => {
    expect(settings.length).toBeGreaterThan(5);
    expect(rows.map((cells) => cells.slice(0, 3))).toEqual(
      settings.map(({ display_name: name, key, default: value }) => [name, key, value === '' ? '' : `\`${value}\``]),
    );
  });

  test('explains every choice', () => {
    for (const { key, options = [] } of settings) {
      const meaning = rows.find((cells) => cells[1] === key)?.[3];
      for (const { value } of options) expect(meaning).toContain(`\`${value}\`:`);
    }
  });
});

test('the table of commands has those that there are, as help shows them', () => {
  const rows = [...README.matchAll(/^\| `(\/ec2ctl[^`]*)` \|/gm)].map(([, usage = '']) => usage);
  const usages = commandHelps(createMessages('en')).map(({ usage }) => usage);
  expect(rows.toSorted()).toEqual(['/ec2ctl', ...usages].toSorted());
});

test('what troubleshooting quotes is what we say', () => {
  const ofMattermost = 'Plugin for /ec2ctl is not working';
  const sentences = Object.values(en).join('\n');
  const cells = [...README.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].map(([, cell = '']) => cell);
  const quoted = cells.flatMap((cell) => [...cell.matchAll(/"([^"]+)"/g)].map(([, words = '']) => words));
  expect(quoted.length).toBeGreaterThan(8);
  // What stands in for a value is left out, and a reason stands in brackets where it is shown.
  const parts = quoted.flatMap((words) => words.split('…').map((part) => part.trim().replace(/^\((.+)\)$/, '$1')));
  expect(parts.filter((part) => part !== ofMattermost && !sentences.includes(part))).toEqual([]);
});
