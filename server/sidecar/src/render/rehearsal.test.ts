import { expect, test } from '@jest/globals';
import type { Rehearsal } from '../card-views.ts';
import { createMessages } from '../messages/messages.ts';
import { firstLines } from '../operations/first-lines.ts';
import type { Instance, Order } from '../ports.ts';
import { renderRehearsal } from './rehearsal.ts';
import { head, instance, messages, post } from './testing/sample.ts';

const DENIED = { code: 'UnauthorizedOperation', requestId: 'r-1' };

function rehearsal(order: Order, instances: readonly Instance[], more: Partial<Rehearsal> = {}): Rehearsal {
  return { order, lines: firstLines(order.verb, instances), refusals: new Map(), unasked: new Map(), ...more };
}

const one = instance('web-1', { id: 'i-1' });
const spot = instance('web-2', { id: 'i-2', isSpot: true });
const stopped = instance(undefined, { id: 'i-3', state: 'stopped' });
const far = instance('web-4', { id: 'i-4', region: 'eu-west-1' });

test('says what would happen to each, with what to beware of, and that nothing was changed', () => {
  expect(
    renderRehearsal(messages, head('ec2ctl stop web-* -n'), rehearsal({ verb: 'stop' }, [one, spot, stopped])),
  ).toBe(
    post(
      '`〉ec2ctl stop web-* -n` · us-west-2',
      '**2 of 2 instances would be stopped.** Nothing was changed.',
      '⚠️ `web-2` is a spot instance: there may be no capacity to start it again.',
      '🟢 `web-1` `i-1` · running, would be stopped',
      '🟢 `web-2` `i-2` · running, would be stopped',
      '⚪ `i-3` · stopped, would be left as it is',
    ),
  );
});

test('names what is not allowed and the region that could not be asked, and counts neither', () => {
  const refusals = new Map([['i-1', DENIED]]);
  const unasked = new Map([['eu-west-1', { code: 'TimedOut', requestId: undefined }]]);
  const lines = renderRehearsal(
    messages,
    head('ec2ctl reboot -n'),
    rehearsal({ verb: 'reboot' }, [one, spot, far], { refusals, unasked }),
  ).split('\n');
  expect(lines[1]).toBe('**1 of 3 instances would be rebooted.** Nothing was changed.');
  expect(lines[2]).toMatch(/^⚠️ AWS could not be asked in `eu-west-1`: /);
  expect(lines[3]).toMatch(/^❌ `web-1` `i-1` us-west-2 · not allowed: .*`UnauthorizedOperation`, request `r-1`/);
  expect(lines.slice(4)).toEqual([
    '🟢 `web-2` `i-2` us-west-2 · running, would be rebooted',
    '🟢 `web-4` `i-4` eu-west-1 · running, not known',
  ]);
});

test('speaks Chinese', () => {
  const chinese = createMessages('zh-TW');
  expect(renderRehearsal(chinese, head('ec2ctl start'), rehearsal({ verb: 'start' }, [stopped]))).toMatch(
    /^`〉ec2ctl start` · us-west-2\n\*\*.*[\u4e00-\u9fff].*\*\* .*[\u4e00-\u9fff]/,
  );
});
