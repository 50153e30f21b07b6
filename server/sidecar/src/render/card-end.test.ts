import { expect, test } from '@jest/globals';
import type { CardEnd } from '../card-views.ts';
import { renderCardEnd, renderNotYours } from './card-end.ts';
import { head, messages, post } from './testing/sample.ts';

test.each<[CardEnd, string]>([
  [{ kind: 'cancelled' }, 'Cancelled. Nothing was changed.'],
  [{ kind: 'expired' }, 'Not answered within 5 minutes. Nothing was changed.'],
  [{ kind: 'interrupted' }, 'ec2ctl was interrupted before anything was begun. Nothing was changed.'],
  [{ kind: 'unusable' }, 'The settings of ec2ctl cannot be used at present. Nothing was changed.'],
  [{ kind: 'settings' }, 'The AWS settings were changed since this was asked. Nothing was changed.'],
  [{ kind: 'gone' }, 'None of these instances is there any longer. Nothing was changed.'],
  [{ kind: 'unreadable', regions: [] }, 'The instances could not be read again. Nothing was changed.'],
  [
    { kind: 'unreadable', regions: ['us-west-2', '@here'] },
    'The instances could not be read again in `us-west-2`, `@here`. Nothing was changed.',
  ],
  [{ kind: 'notBegun' }, 'Not begun. Nothing was changed.'],
  [{ kind: 'shown' }, 'Shown in the channel.'],
  [{ kind: 'rights', username: 'bob' }, 'bob may not do this any longer. Nothing was changed.'],
  [{ kind: 'rights', username: 'www.bob' }, '`www.bob` may not do this any longer. Nothing was changed.'],
  [{ kind: 'tooMany', most: 50 }, 'The settings allow 50 instances at once now. Nothing was changed.'],
  [{ kind: 'tooMany', most: 1 }, 'The settings allow 1 instance at once now. Nothing was changed.'],
])('one line below what was typed: %j', (end, line) => {
  expect(renderCardEnd(messages, head('ec2ctl stop web-*'), end)).toBe(post('`〉ec2ctl stop web-*` · bob', line));
});

test('to the asker alone, without the name', () => {
  const own = head('ec2ctl stop web', { username: undefined });
  expect(renderCardEnd(messages, own, { kind: 'cancelled' }).split('\n')[0]).toBe('`〉ec2ctl stop web`');
});

test('somebody else reads whose it is, and the command to copy, whatever was typed', () => {
  expect(renderNotYours(messages, { username: 'bob', head: { typed: 'ec2ctl stop web-*' } })).toBe(
    post('Only bob can answer this.', 'To do it yourself: `/ec2ctl stop web-*`'),
  );
  expect(renderNotYours(messages, { username: 'www.bob', head: { typed: 'ec2ctl stop "`@here`\n"' } })).toBe(
    post('Only `www.bob` can answer this.', 'To do it yourself: `` /ec2ctl stop "`@here` " ``'),
  );
});
