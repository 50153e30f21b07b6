import { describe, expect, test } from '@jest/globals';
import type { Attachment } from '../attachment.ts';
import { INSTANCE_STATES, type InstanceState, type Verb } from '../ports.ts';
import { infoAttachment } from './info-buttons.ts';
import { renderShowButton } from './show-button.ts';
import { instance, messages } from './testing/sample.ts';

const TOKEN = 'c'.repeat(32);
const FACE: Attachment = {
  color: '#3db887',
  fallback: 'web-1 is running, for 3d 4h',
  fields: [{ title: 'Type', value: 't3.small', short: true }],
};

function draw(
  state: InstanceState,
  { asks, name = 'web-1', username = 'bob' }: { asks?: Verb; name?: string; username?: string | undefined } = {},
): Attachment | undefined {
  return infoAttachment(messages, FACE, { instance: instance(name, { state }), asks, token: TOKEN, username });
}

describe('the buttons below info', () => {
  test('running', () => {
    expect(draw('running')).toEqual({
      ...FACE,
      actions: [
        { type: 'button', name: 'Stop', style: 'danger', context: { token: TOKEN, choice: 'stop' } },
        { type: 'button', name: 'Reboot', context: { token: TOKEN, choice: 'reboot' } },
      ],
    });
  });

  test.each(INSTANCE_STATES.filter((state) => state !== 'running'))('%s', (state) => {
    const wanted: Partial<Record<InstanceState, string[]>> = { stopped: ['Start'], pending: ['Stop'] };
    const drawn = draw(state);
    expect(drawn?.actions?.map(({ name }) => name)).toEqual(wanted[state]);
    if (wanted[state] === undefined) expect(drawn).toEqual(FACE);
  });

  test('nothing stands below what is nothing', () => {
    const buttons = { instance: instance('web-1'), asks: undefined, token: TOKEN, username: undefined };
    expect(infoAttachment(messages, undefined, buttons)).toBeUndefined();
  });
});

describe('the question that a first press asks', () => {
  test('stop', () => {
    expect(draw('running', { asks: 'stop' })).toEqual({
      ...FACE,
      color: '#d24b4e',
      fallback: 'Stop web-1?',
      footer: 'Only bob can answer · valid for 5 minutes',
      actions: [
        { type: 'button', name: 'Stop web-1', style: 'danger', context: { token: TOKEN, choice: 'confirm:stop' } },
        { type: 'button', name: 'Cancel', context: { token: TOKEN, choice: 'cancel' } },
      ],
    });
  });

  test.each([
    ['start', 'Start web-1', false],
    ['reboot', 'Reboot web-1', true],
  ] as const)('%s', (asks, name, isDanger) => {
    const [doIt] = draw('running', { asks })?.actions ?? [];
    expect([doIt?.name, doIt !== undefined && 'style' in doIt]).toEqual([name, isDanger]);
  });

  test.each(['@here', 'a b', '`', 'w'.repeat(61), '\u202e'])('of %j by the id', (name) => {
    const drawn = draw('running', { asks: 'stop', name });
    expect([drawn?.fallback, drawn?.actions?.[0]?.name]).toEqual([
      'Stop i-0a1f39c5d2e84b7f6?',
      'Stop i-0a1f39c5d2e84b7f6',
    ]);
  });

  test('in private nobody is named', () => {
    const buttons = { instance: instance('web-1'), asks: 'stop', token: TOKEN, username: undefined } as const;
    expect(infoAttachment(messages, FACE, buttons)?.footer).toBe('Valid for 5 minutes');
  });
});

test('the button below a private listing', () => {
  expect(renderShowButton(messages, TOKEN)).toEqual({
    color: '#1c58d9',
    fallback: 'Show in channel',
    actions: [{ type: 'button', name: 'Show in channel', context: { token: TOKEN, choice: 'show' } }],
  });
});
