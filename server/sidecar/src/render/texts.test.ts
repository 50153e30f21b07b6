import { describe, expect, test } from '@jest/globals';
import { text } from '../messages/text.ts';
import type { CommandHelp, VersionFacts } from '../views.ts';
import { joinLines, lengthOf, MESSAGE_LIMIT } from './limit.ts';
import { renderRegionsFailed } from './listing.ts';
import {
  renderDefect,
  renderMistake,
  renderNotAllowed,
  renderNotRecorded,
  renderRegionsUnknown,
  renderUnusable,
} from './refusal.ts';
import { head, messages, post } from './testing/sample.ts';
import { renderHelp, renderUsage } from './usage.ts';
import { renderVersion } from './version.ts';

const LS: CommandHelp = {
  name: 'ls',
  usage: '/ec2ctl ls [-r <region>]',
  summary: 'list instances',
  options: [{ flags: '-r, --region <region>', meaning: 'Only in this region' }],
  examples: [{ line: '/ec2ctl ls', meaning: 'all of them' }],
  permission: 'For those who may look.',
};

describe('usage and help', () => {
  test('a line a command, and what this person may do', () => {
    const lines = [
      '**ec2ctl** shows and switches EC2 instances.',
      '`/ec2ctl ls [-r <region>]` list instances',
      '*id*: the id of an instance, `i-0a1f39c5d2e84b7f6`; several with commas',
    ];

    expect(renderUsage(messages, [LS], 'all')).toBe(post(...lines, 'You may look, start and stop.'));
    expect(renderUsage(messages, [LS], 'none')).toBe(post(...lines, 'Only system admins can use this for now.'));
    expect(renderUsage(messages, [LS])).toBe(post(...lines));
  });

  test('one command, to the one who typed', () => {
    expect(renderHelp(messages, head('ec2ctl help ls'), LS)).toBe(
      post(
        '`〉ec2ctl help ls`',
        '**`/ec2ctl ls [-r <region>]`** list instances',
        '`-r, --region <region>` Only in this region',
        'Examples:',
        '`/ec2ctl ls` all of them',
        'For those who may look.',
      ),
    );
  });
});

describe('a mistake', () => {
  const unknown = text('mistake.unknownCommand', { command: '`stpo`' });

  test('with the whole corrected line', () => {
    const mistake = { text: unknown, suggestion: '/ec2ctl stop -i `x`', command: undefined, changing: false };

    expect(renderMistake(messages, head('ec2ctl stpo'), mistake, [LS])).toBe(
      post('`〉ec2ctl stpo`', '**There is no command `stpo`.** Did you mean this?', '`` /ec2ctl stop -i `x` ``'),
    );
  });

  test('with where to read, and that nothing was changed', () => {
    const missing = text('mistake.id.missing', { flag: '`-i`' });
    const mistake = { text: missing, suggestion: undefined, command: 'stop', changing: true };

    expect(renderMistake(messages, head('ec2ctl stop'), mistake, [LS])).toBe(
      post('`〉ec2ctl stop`', '**Which instance? `-i` is missing.** Nothing was changed.', 'See `/ec2ctl help stop`.'),
    );
  });

  test('with the usage where nothing is near', () => {
    const mistake = { text: unknown, suggestion: undefined, command: undefined, changing: false };

    expect(renderMistake(messages, head('ec2ctl stpo'), mistake, [LS])).toBe(
      post('`〉ec2ctl stpo`', '**There is no command `stpo`.**', renderUsage(messages, [LS])),
    );
  });
});

describe('refusals, to the one who typed', () => {
  const asked = head('ec2ctl stop -i x');

  test('of one who may not', () => {
    expect(renderNotAllowed(messages, asked, true)).toBe(
      post('`〉ec2ctl stop -i x`', '**Only system admins can use this for now.** Nothing was changed.'),
    );
    expect(renderNotAllowed(messages, asked, false)).toBe(
      post('`〉ec2ctl stop -i x`', '**Only system admins can use this for now.**'),
    );
  });

  test('for settings that cannot be used, with a link for an admin, and values as data', () => {
    const problem = text('configuration.regions.shape', { value: '@here`' });
    const linked = head('ec2ctl ls', { settingsUrl: 'https://chat.example.org/x' });

    expect(renderUnusable(messages, linked, problem, false, true)).toBe(
      post(
        '`〉ec2ctl ls`',
        '**The settings of ec2ctl cannot be used.** Regions: `` @here` `` is not the name of a region, like us-east-1.',
        '[Open the settings](https://chat.example.org/x)',
      ),
    );
    expect(renderUnusable(messages, asked, problem, true, false).split('\n').slice(1)).toEqual([
      '**The settings of ec2ctl cannot be used.** Nothing was changed. Regions: `` @here` `` is not the name of a region, like us-east-1.',
      'Tell a system admin.',
    ]);
    expect(renderUnusable(messages, asked, problem, true, true).split('\n')[2]).toBe(
      'Change them in the System Console, Plugins, ec2ctl.',
    );
  });

  test('for what failed', () => {
    const denied = { code: 'UnauthorizedOperation', requestId: 'r-1' };
    const lines = renderRegionsUnknown(messages, asked, denied).split('\n');
    expect(lines[0]).toBe('`〉ec2ctl stop -i x`');
    expect(lines[1]).toMatch(/^\*\*The regions of this account could not be read:\*\* .*`r-1`$/);
    expect(lines[2]).toMatch(/^Nothing was changed\. .*the setting \*\*Regions\*\*/);
    // Naming regions does not mend credentials.
    for (const code of ['AuthFailure', 'ExpiredToken', 'CredentialsUnavailable', 'CredentialsUnsupported']) {
      const [, , last] = renderRegionsUnknown(messages, asked, { code, requestId: undefined }).split('\n');
      expect(last).toBe('Nothing was changed.');
      expect(renderRegionsFailed(messages, asked, { code, requestId: undefined })).not.toContain('the setting');
    }
    expect(renderNotRecorded(messages, asked, 'app.kv')).toBe(
      post(
        '`〉ec2ctl stop -i x`',
        '**The change could not be recorded.** Nothing was changed. Mattermost refused it: `app.kv`. Tell a system admin.',
      ),
    );
    expect(renderDefect(messages, asked, 'r-1', false)).toBe(
      post(
        '`〉ec2ctl stop -i x`',
        '**Something went wrong in ec2ctl.** The server log has it under the reference `r-1`.',
      ),
    );
    expect(renderDefect(messages, asked, 'r-1', true)).toContain('Look with `/ec2ctl ls` before you ask again.');
  });
});

describe('version', () => {
  const numbers: VersionFacts = {
    version: '0.1.0',
    build: '0.1.0+abc',
    mattermost: '11.9.0',
    runtime: '24.21.0',
    details: undefined,
  };
  const top = ['`〉ec2ctl version`', '**ec2ctl 0.1.0**, build `0.1.0+abc`', 'Mattermost 11.9.0 · Node 24.21.0'];

  test('the numbers alone for those who may not look', () => {
    expect(renderVersion(messages, head('ec2ctl version'), numbers)).toBe(
      post(...top, 'Only system admins can use this for now.'),
    );
  });

  test('why the settings cannot be used, for those who may look', () => {
    const problem = text('configuration.homeRegion.shape', { value: '@here' });

    expect(renderVersion(messages, head('ec2ctl version'), { ...numbers, problem })).toBe(
      post(
        ...top,
        '**The settings of ec2ctl cannot be used.** Home region: `@here` is not the name of a region, like us-east-1.',
      ),
    );
  });

  test('credentials in use and regions as last known for those who may', () => {
    const details = {
      credentials: 'key',
      homeRegion: 'us-east-1',
      endpointUrl: 'https://ec2.example.org',
      regions: ['us-west-2', 'eu-west-1'],
      regionsFromSettings: false,
    } as const;

    expect(renderVersion(messages, head('ec2ctl version'), { ...numbers, details })).toBe(
      post(
        ...top,
        'Credentials: an access key · home region `us-east-1` · endpoint `https://ec2.example.org`',
        '2 regions as last known: eu-west-1 us-west-2',
      ),
    );
    const unknown = { ...details, credentials: 'demo', endpointUrl: '', regions: [] } as const;
    expect(
      renderVersion(messages, head('ec2ctl version'), { ...numbers, details: unknown })
        .split('\n')
        .slice(3),
    ).toEqual(['Credentials: none, the demo fleet is in use · home region `us-east-1`', 'Regions: not asked for yet']);
    const own = { ...details, credentials: 'server', regionsFromSettings: true } as const;
    expect(
      renderVersion(messages, head('ec2ctl version'), { ...numbers, details: own })
        .split('\n')
        .slice(3),
    ).toEqual([
      "Credentials: this server's own AWS identity · home region `us-east-1` · endpoint `https://ec2.example.org`",
      '2 regions by the settings: eu-west-1 us-west-2',
    ]);
  });
});

test('too many lines are cut at a whole line, with how many are left out', () => {
  const lines = Array.from({ length: 300 }, () => 'é😀'.repeat(50));
  const cut = joinLines(messages, lines).split('\n');

  expect(lengthOf(cut.join('\n'))).toBeLessThanOrEqual(MESSAGE_LIMIT);
  expect(cut.slice(0, -1)).toEqual(lines.slice(0, cut.length - 1));
  expect(cut.at(-1)).toBe(`${String(300 - cut.length + 1)} more lines do not fit.`);
  expect(joinLines(messages, lines.slice(0, 100))).toBe(lines.slice(0, 100).join('\n'));
});
