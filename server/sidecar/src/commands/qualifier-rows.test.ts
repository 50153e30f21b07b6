/** What completion offers to narrow down with. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createIndex } from '../fleet/fleet-index.ts';
import type { ListedInstance } from '../ports.ts';
import { nastyText } from '../render/testing/nasty-text.ts';
import { qualifiersFit } from '../selection/selection.ts';
import { listed } from '../selection/testing/listed.ts';
import { complete } from './completion.ts';
import { parseCommandLine } from './parse.ts';

function tagged(
  name: string,
  tags: Readonly<Record<string, string>>,
  more: Partial<Omit<ListedInstance, 'tags'>> = {},
): ListedInstance {
  return listed(name, { ...more, tags: { Name: name, ...tags } });
}

const FLEET = [
  tagged('web-1', { Env: 'dev', Team: 'web', 'aws:autoscaling:groupName': 'asg-web' }, { type: 't3.small' }),
  tagged('web-2', { Env: 'dev', Team: 'web' }, { type: 't3.micro' }),
  tagged(
    'db',
    { Env: 'prod', Role: 'arn:aws:iam::123456789012:role/db', Account: '123456789012' },
    { type: 'm5.large' },
  ),
  tagged('odd', { Env: 'a, b', Note: 'x "y"', Glob: 'web-*' }),
  tagged('gone', { Env: 'old' }, { state: 'terminated' }),
];

function items(line: string, fleet: readonly ListedInstance[] = FLEET, mayLook = true): string[] {
  const parsed = /^ec2ctl \w+ (?:.* )?/.exec(line)?.[0] ?? '';
  const who = {
    knownRegions: ['us-west-2', 'us-east-1'],
    mayLook,
    mayChange: mayLook,
    fleet: createIndex(fleet),
    now: 0,
  };
  return complete({ userInput: line, parsed, ...who }).map(({ Item, Hint }) => `${Item} ${Hint}`.trim());
}

describe('tags', () => {
  test('are offered whole, with how many have them, and without what would be read otherwise or tells too much', () => {
    expect(items('ec2ctl stop tag:')).toEqual([
      'tag:Env=dev · 2 instances',
      'tag:Env=prod · 1 instance',
      'tag:Team=web · 2 instances',
    ]);
    expect(items('ec2ctl ls TAG:env=p')).toEqual(['tag:Env=prod · 1 instance']);
    expect(items('ec2ctl ls tag:aws:')).toEqual(['tag:aws:autoscaling:groupName=asg-web · 1 instance']);
  });

  test('that stand on the line already are not offered again', () => {
    expect(items('ec2ctl stop tag:Env=dev tag:')).not.toContain('tag:Env=dev · 2 instances');
  });

  test('of every key some are offered, however many values another has, and none twice', () => {
    const many = Array.from({ length: 120 }, (_, number) =>
      tagged(`n${String(number)}`, { Owner: `o${String(number)}`, Team: number % 3 === 0 ? 'api' : 'web' }),
    );
    const offered = items('ec2ctl stop tag:', many);
    expect(offered).toContain('tag:Team=web · 80 instances');
    expect(offered).toHaveLength(50);
    expect(new Set(offered).size).toBe(50);
    expect(items('ec2ctl stop tag:Owner=', many)).toHaveLength(50);
  });

  test('the most common stand behind the instances where nothing is typed yet', () => {
    const offered = items('ec2ctl ls ').filter((item) => item.startsWith('tag:'));
    expect(offered).toEqual(['tag:Env=dev · 2 instances', 'tag:Team=web · 2 instances', 'tag:Env=prod · 1 instance']);
  });

  test('are nothing for who may not look', () => {
    expect(items('ec2ctl ls tag:', FLEET, false)).toEqual(['tag:']);
  });
});

describe('the others', () => {
  test('types with their families', () => {
    expect(items('ec2ctl ls type:')).toEqual([
      ...['type:m5.large · 1 instance', 'type:t3.micro · 2 instances', 'type:t3.small · 1 instance'],
      'type:t3.* · 3 instances',
    ]);
  });

  test.each([
    ['stop', ['state:running', 'state:pending']],
    ['start', ['state:stopped', 'state:stopping']],
    ['reboot', ['state:running']],
    ['ls', ['state:pending', 'state:running', 'state:shutting-down', 'state:stopping', 'state:stopped']],
  ])('states that are of use to %s', (command, states) => {
    expect(items(`ec2ctl ${command} state:`)).toEqual(states);
  });

  test('regions', () => {
    expect(items('ec2ctl stop reg')).toEqual(['region:us-east-1', 'region:us-west-2']);
  });

  test.each([
    ['-r us-east-1 reg', ['region:us-west-2']],
    ['us-east-1 reg', ['region:us-west-2']],
    ['region:us-east-1 -r', ['-r us-west-2']],
    ['state:stopped sto', ['sto']],
    ['STOPPED sto', ['sto']],
    ['stopped state:stop', ['state:stopping']],
  ])('none that stands on the line already in another way: %s', (line, offered) => {
    expect(items(`ec2ctl ls ${line}`)).toEqual(offered);
  });
});

test('what is inserted is read as exactly that', () => {
  const text = fc.oneof(nastyText, fc.stringMatching(/^[a-zA-Z0-9:=*?._ /@+,"-]{1,20}$/));
  fc.assert(
    fc.property(fc.dictionary(text, text, { maxKeys: 6 }), (tags) => {
      const fleet = [tagged('web', tags)];
      for (const item of items('ec2ctl stop tag:', fleet)) {
        const [word = ''] = item.split(' ');
        if (word === 'tag:') continue;
        const parsed = parseCommandLine(`/ec2ctl stop ${word}`);
        if (parsed.kind !== 'change') throw new Error(`Not a stop: ${word}`);
        expect(parsed.selection.nouns).toEqual([]);
        expect(parsed.selection.qualifiers).toHaveLength(1);
        expect(fleet.filter(qualifiersFit(parsed.selection.qualifiers))).toHaveLength(1);
      }
    }),
  );
});
