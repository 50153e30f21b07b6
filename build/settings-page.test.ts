/** What the System Console shows of plugin.json is what the code takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { auditProblem } from '../server/sidecar/src/access/audit-channel.ts';
import { readList } from '../server/sidecar/src/access/list.ts';
import { judge } from '../server/sidecar/src/settings.ts';
import { ROOT } from './repository.ts';

interface Setting {
  readonly key: string;
  readonly display_name: string;
  readonly type: string;
  readonly help_text: string;
  readonly placeholder?: string;
  readonly default: string | number;
  readonly secret?: boolean;
  readonly options?: readonly { readonly display_name: string; readonly value: string }[];
}

interface Section {
  readonly key: string;
  readonly title: string;
  readonly subtitle: string;
  readonly settings: readonly Setting[];
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'plugin.json'), 'utf8')) as {
  settings_schema: { sections: readonly Section[] };
};
const { sections } = manifest.settings_schema;
const settings = sections.flatMap((section) => section.settings);

/** A whole access key and a role, so that no setting lacks what it goes with. */
const WHOLE = {
  credentials: 'key',
  accesskeyid: 'AKIAIOSFODNN7EXAMPLE',
  secretaccesskey: 'wJalr/K7MDENG+bPx',
  rolearn: 'arn:aws:iam::123456789012:role/ec2ctl',
};

test('sections have a title and a line below it; whose key, who, how much, where and by what way stand in this order', () => {
  expect(sections.map(({ key, settings: inside }) => [key, ...inside.map((setting) => setting.key)])).toEqual([
    ['credentials', 'credentials', 'accesskeyid', 'secretaccesskey', 'sessiontoken', 'rolearn', 'externalid'],
    ['people', 'viewers', 'operators', 'listings'],
    ['changes', 'atonce', 'confirmabove', 'auditchannel'],
    ['regions', 'homeregion', 'regions'],
    ['network', 'endpointurl'],
  ]);
  for (const { title, subtitle } of sections) {
    expect(title).toMatch(/^[A-Z]\S/);
    expect(subtitle).toMatch(/^[A-Z].+\.$/);
  }
});

test('the defaults are those that the code has by itself, for servers that ignore them', () => {
  const defaults = Object.fromEntries(settings.map(({ key, default: value }) => [key, value]));
  expect(judge(defaults)).toEqual(judge({}));
  expect(judge({})).toMatchObject({ usable: true });
});

test('what has choices has those that the code takes, and its help text explains each by its name', () => {
  for (const { key, help_text: help, options = [] } of settings) {
    for (const { display_name: name, value } of options) {
      expect(judge({ ...WHOLE, [key]: value })).toMatchObject({ usable: true });
      expect(help).toContain(`**${name}**: `);
    }
    if (options.length > 0) expect(judge({ ...WHOLE, [key]: 'another' })).toMatchObject({ usable: false });
  }
});

describe('the example of', () => {
  const typed = settings.filter(({ type, secret = false }) => type !== 'radio' && !secret);

  test.each(typed.map((setting) => [setting.key, setting] as const))('%s is taken', (key, { placeholder = '' }) => {
    expect(placeholder).not.toBe('');
    expect(judge({ ...WHOLE, [key]: placeholder })).toMatchObject({ usable: true });
    expect(judge({ ...WHOLE, [key]: placeholder })).not.toEqual(judge({ ...WHOLE, [key]: 'x' }));
  });

  test('each kind of entry in a list of people is one, in the box and in the help text', () => {
    const boxes = settings.filter(({ type }) => type === 'longtext');
    expect(boxes.map(({ key }) => key)).toEqual(['viewers', 'operators']);
    for (const { help_text: help, placeholder = '' } of boxes) {
      const examples = [...help.matchAll(/`([^`]+)`/g)].map(([, example = '']) => example).filter((one) => one !== '#');
      const entries = [placeholder, ...examples].flatMap((text) => readList(text));
      expect(entries.filter(({ entry }) => typeof entry === 'string')).toEqual([]);
      expect(entries.length).toBeGreaterThan(1);
    }
    const viewers = boxes[0]?.help_text ?? '';
    for (const form of [
      '@alice',
      'team:sre',
      '~sre/deploys',
      'team:sre in ~sre/deploys',
      'group:platform',
      'everyone',
    ]) {
      expect(viewers).toContain(`\`${form}\``);
    }
  });

  test('the audit channel is one, in the box and in the help text', () => {
    const { help_text: help = '', placeholder = '' } = settings.find(({ key }) => key === 'auditchannel') ?? {};
    const [, example = ''] = /such as `([^`]+)`/.exec(help) ?? [];
    for (const typed of [placeholder, example]) {
      const items = readList(typed);
      expect(items).toHaveLength(1);
      expect(auditProblem(items)).toBeUndefined();
    }
  });

  test('regions and roles in the help texts are ones', () => {
    const inText = (key: string): string[] => {
      const help = settings.find((setting) => setting.key === key)?.help_text ?? '';
      return [...help.matchAll(/such as `([^`]+)`/g)].map(([, example = '']) => example);
    };
    for (const key of ['rolearn', 'regions']) {
      expect(inText(key)).not.toEqual([]);
      for (const value of inText(key)) expect(judge({ ...WHOLE, [key]: value })).toMatchObject({ usable: true });
    }
    for (const homeregion of ['us-gov-west-1', 'cn-north-1']) {
      expect(settings.find(({ key }) => key === 'homeregion')?.help_text).toContain(`\`${homeregion}\``);
      expect(judge({ homeregion })).toMatchObject({ usable: true });
    }
  });
});
