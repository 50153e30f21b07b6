import { describe, expect, test } from '@jest/globals';
import { text } from '../messages/text.ts';
import type { CommandHelp } from '../views.ts';
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
      '*what*: a name `web-1`, an id, a pattern `web-*`, `tag:Env=dev`, `state:stopped`, `type:t3.*`, `region:eu-central-1`',
    ];

    expect(renderUsage(messages, [LS], 'admin')).toBe(post(...lines, 'You may look, start, stop and reboot.'));
    expect(renderUsage(messages, [LS], 'change')).toBe(post(...lines, 'You may look, start, stop and reboot.'));
    expect(renderUsage(messages, [LS], 'look')).toBe(
      post(...lines, 'You may look. To start and stop, ask a system admin to add you to **Operators**.'),
    );
    expect(renderUsage(messages, [LS], 'none')).toBe(
      post(
        ...lines,
        'You may not look. Ask a system admin to add you to **Viewers** (System Console, Plugins, ec2ctl).',
      ),
    );
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
    const missing = text('mistake.what.missing');
    const mistake = { text: missing, suggestion: undefined, command: 'stop', changing: true };

    expect(renderMistake(messages, head('ec2ctl stop'), mistake, [LS])).toBe(
      post(
        '`〉ec2ctl stop`',
        '**Which instance? Its name or id is missing.** Nothing was changed.',
        'See `/ec2ctl help stop`.',
      ),
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
    const ask = (list: string): string =>
      `Ask a system admin to add you to **${list}** (System Console, Plugins, ec2ctl).`;
    expect(renderNotAllowed(messages, asked, true, true)).toBe(
      post('`〉ec2ctl stop -i x`', '**You may look, but not start or stop.** Nothing was changed.', ask('Operators')),
    );
    expect(renderNotAllowed(messages, asked, true, false).split('\n').slice(1)).toEqual([
      '**You may neither look, nor start or stop.** Nothing was changed.',
      ask('Operators'),
    ]);
    expect(renderNotAllowed(messages, asked, false, false).split('\n').slice(1)).toEqual([
      '**You may not look.**',
      ask('Viewers'),
    ]);
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
    // Naming regions mends neither credentials nor a way on which no region is reached.
    const credentials = ['AuthFailure', 'ExpiredToken', 'CredentialsUnavailable', 'CredentialsUnsupported'];
    for (const code of [...credentials, 'Blocked', 'ConnectionRefused', 'TlsUntrusted', 'ProxyLogin', 'BadAnswer']) {
      const [, , last] = renderRegionsUnknown(messages, asked, { code, requestId: undefined }).split('\n');
      expect(last).toBe('Nothing was changed.');
      expect(renderRegionsFailed(messages, asked, { code, requestId: undefined })).not.toContain('the setting');
    }
    // The home region alone may be out of reach.
    for (const code of ['TimedOut', 'NameNotFound', 'Unreachable', 'RequestLimitExceeded', 'SomethingNew']) {
      expect(renderRegionsFailed(messages, asked, { code, requestId: undefined })).toContain('the setting **Regions**');
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

test('too many lines are cut at a whole line, with how many are left out', () => {
  const lines = Array.from({ length: 300 }, () => 'é😀'.repeat(50));
  const cut = joinLines(messages, lines).split('\n');

  expect(lengthOf(cut.join('\n'))).toBeLessThanOrEqual(MESSAGE_LIMIT);
  expect(cut.slice(0, -1)).toEqual(lines.slice(0, cut.length - 1));
  expect(cut.at(-1)).toBe(`${String(300 - cut.length + 1)} more lines do not fit.`);
  expect(joinLines(messages, lines.slice(0, 100))).toBe(lines.slice(0, 100).join('\n'));
});
