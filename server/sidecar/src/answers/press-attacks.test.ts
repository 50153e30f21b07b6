/** Presses that no button of ours sends, and people who may not press: nothing is done, and nothing is told. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Pressing } from '../testing/fake-bridge.ts';
import { CardStage, WEB_1 } from './testing/card-stage.ts';

const GONE = { ephemeral_text: 'These buttons are not valid any longer. This press changed nothing.' };

let stage: CardStage;
/** Bob's question in channel c, and what its button sends. */
let button: Pressing;

beforeEach(async () => {
  stage = await CardStage.begin();
  stage.bridge.host.addChannel('other', 't', ['alice', 'bob', 'dave']);
  await stage.type('/ec2ctl stop web-*');
  button = { channelId: 'c', ...stage.bridge.host.action('Stop 2 instances') };
});

/** What is true of every attack. */
function expectUntouched(): void {
  expect(stage.asked).toEqual([]);
  expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
  expect(stage.openCards).toHaveLength(1);
}

/** Sends a press of bob's button with something else in it. */
async function send(change: Partial<Pressing>, who = 'bob'): Promise<unknown> {
  return await stage.press('', who, { ...button, ...change });
}

describe('a token', () => {
  test.each([
    ['invented', 'f'.repeat(32)],
    ['of another length', 'f'.repeat(31)],
    ['in large letters', 'F'.repeat(32)],
    ['that is a key of another record', '../settings_told'],
    ['with a line behind it', `${'f'.repeat(32)}\n`],
    ['that is nothing', ''],
    ['called __proto__', '__proto__'],
  ])('%s is none, whoever sends it', async (_what, token) => {
    for (const who of ['bob', 'alice', 'dave']) {
      expect(await send({ context: { token, choice: 'confirm' } }, who)).toEqual(GONE);
    }
    expect(stage.tellings).toBe(0);
    expectUntouched();
  });

  test('with one character changed is none', async () => {
    const { token = '' } = button.context;
    const altered = (token.startsWith('0') ? '1' : '0') + token.slice(1);
    expect(await send({ context: { token: altered, choice: 'confirm' } })).toEqual(GONE);
    expectUntouched();
  });

  test('of another card does not do what this post asks', async () => {
    await stage.type('/ec2ctl stop state:running');
    const other = stage.bridge.host.action('Stop 2 instances');
    expect(other.postId).not.toBe(button.postId);
    expect(await send({ context: other.context })).toEqual(GONE);
    expect([stage.asked, stage.openCards.length]).toEqual([[], 2]);
  });

  test('is not in what anybody is told', async () => {
    await send({}, 'dave');
    const told = JSON.stringify(stage.bridge.host.ephemerals);
    expect(told).not.toContain(button.context['token']);
    const logged = JSON.stringify(stage.bridge.logged);
    expect(logged).not.toContain(button.context['token']);
  });
});

describe('the place', () => {
  test.each([
    ['another channel', { channelId: 'other' }],
    ['no channel', { channelId: '' }],
    ['another post', { postId: 'post99' }],
    ['no post', { postId: '' }],
  ])('%s: the answer is the same, whether there is such a card or not, and whoever asks', async (_what, where) => {
    for (const who of ['bob', 'dave']) expect(await send(where, who)).toEqual(GONE);
    expect(stage.tellings).toBe(0);
    expectUntouched();
  });

  test('a copy in a person’s own post, with the very token, does nothing, and is not touched', async () => {
    const original = stage.posts[0];
    const copy = await stage.bridge.host.CreatePost({
      ...original,
      user_id: 'dave',
      channel_id: 'c',
      root_id: '',
      message: 'Tea?',
    });
    for (const who of ['bob', 'dave']) expect(await send({ postId: copy.id }, who)).toEqual(GONE);
    for (const key of stage.openCards) stage.bridge.host.store.delete(key);
    expect(await send({ postId: copy.id })).toEqual(GONE);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
    expect(stage.posts.at(-1)?.message).toBe('Tea?');
  });

  test('of a card that is no more, named with another channel, leaves its post alone', async () => {
    for (const key of stage.openCards) stage.bridge.host.store.delete(key);
    expect(await send({ channelId: 'other' })).toEqual(GONE);
    expect(stage.buttons).toEqual(['Stop 2 instances', 'Cancel']);
  });
});

describe('who presses is whom the session names', () => {
  test.each(['bob', 'alice'])('and not whom the body does: %s', async (named) => {
    const { channelId, postId, context } = button;
    const body = { user_id: named, user_name: named, team_id: 't', channel_id: channelId, post_id: postId, context };
    expect(await stage.bridge.post('dave', body)).toEqual({ status: 200, body: {} });
    await stage.clock.advance(10);
    expect(stage.told).toMatchObject({ who: 'dave', says: expect.stringContaining('Only bob can answer this.') });
    expectUntouched();
  });

  test('another team in the body changes nothing', async () => {
    const { channelId, postId, context } = button;
    await stage.bridge.post('bob', { team_id: 'elsewhere', channel_id: channelId, post_id: postId, context });
    await stage.clock.advance(10);
    expect(stage.asked).toHaveLength(1);
  });

  test.each([
    ['no session', '', {}],
    ['a session of nobody', 'nobody', {}],
    ['a deactivated person', 'bob', { delete_at: 1 }],
    ['a person of another server', 'bob', { remote_id: 'far' }],
  ])('%s is refused', async (_what, who, facts) => {
    if (who === 'bob') stage.bridge.host.addUser('bob', facts);
    expect(await send({}, who)).toMatchObject({ status: 403 });
    expectUntouched();
  });

  test.each([
    ['a guest', { roles: 'system_guest' }],
    ['a bot', { is_bot: true }],
  ])('%s is told no more than others', async (_what, facts) => {
    stage.bridge.host.addUser('eve', facts);
    expect(await send({}, 'eve')).toEqual({});
    expect(stage.told).toMatchObject({ who: 'eve', says: expect.stringContaining('Only bob can answer this.') });
    expectUntouched();
  });

  test('a person who was made a guest since may not confirm by a right that everyone has', async () => {
    await stage.configure({ operators: 'team:t' });
    stage.bridge.host.addUser('bob', { roles: 'system_guest' });
    await send({});
    expect(stage.answer).toBe('bob may not do this any longer. Nothing was changed.');
    expect(stage.asked).toEqual([]);
  });
});

describe('a body', () => {
  const whole = (): Record<string, unknown> => ({
    user_id: 'bob',
    channel_id: 'c',
    post_id: button.postId,
    context: button.context,
  });

  test.each<[string, () => unknown]>([
    ['null', () => null],
    ['a number', () => 7],
    ['a text', () => 'confirm'],
    ['a list', () => [whole()]],
    ['without a context', () => ({ ...whole(), context: undefined })],
    ['with a list as context', () => ({ ...whole(), context: [button.context] })],
    ['with a text as context', () => ({ ...whole(), context: JSON.stringify(button.context) })],
    ['with a list as token', () => ({ ...whole(), context: { ...button.context, token: [button.context['token']] } })],
    ['with an object as token', () => ({ ...whole(), context: { ...button.context, token: { $ne: '' } } })],
    ['with a number as choice', () => ({ ...whole(), context: { ...button.context, choice: 1 } })],
    ['with a list as channel', () => ({ ...whole(), channel_id: ['c'] })],
    ['without a post', () => ({ ...whole(), post_id: undefined })],
    ['with a menu’s choice that is none', () => ({ ...whole(), context: { ...button.context, choice: 'menu' } })],
    ['with all in __proto__', () => JSON.parse(`{"__proto__":${JSON.stringify(whole())}}`) as unknown],
    [
      'with the context in __proto__',
      () =>
        JSON.parse(
          `{"channel_id":"c","post_id":"p","context":{"__proto__":{"token":"t","choice":"confirm"}}}`,
        ) as unknown,
    ],
  ])('%s is no press', async (_what, body) => {
    expect(await stage.bridge.post('bob', body())).toMatchObject({ status: 400 });
    expectUntouched();
  });

  test.each([
    ['that is no JSON', Buffer.from('{"context"').toString('base64')],
    ['that is not base64', '%%%%'],
    ['that is empty', ''],
    ['of bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80]).toString('base64')],
    ['deep as a well', Buffer.from('['.repeat(60_000)).toString('base64')],
  ])('%s is no press', async (_what, body) => {
    const context = { SessionId: '', RequestId: '', IPAddress: '', AcceptLanguage: '', UserAgent: '' };
    const request = { context, userId: 'bob', method: 'POST', path: '/action', query: '', headers: {}, body };
    const { status } = await stage.bridge.handlers['hook/serveHTTP'](request, new AbortController().signal);
    expect(status).toBe(400);
    expectUntouched();
  });

  test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('sent by %s is no press', async (method) => {
    const context = { SessionId: '', RequestId: '', IPAddress: '', AcceptLanguage: '', UserAgent: '' };
    const body = Buffer.from(JSON.stringify(whole())).toString('base64');
    const request = { context, userId: 'bob', method, path: '/action', query: '', headers: {}, body };
    const { status } = await stage.bridge.handlers['hook/serveHTTP'](request, new AbortController().signal);
    expect(status).toBe(405);
    expectUntouched();
  });

  test.each(['/action/', '/Action', '/action?x=1', '//action', '/actions'])(
    'sent to %s finds nothing',
    async (path) => {
      expect(await stage.bridge.post('bob', whole(), path)).toMatchObject({ status: 404 });
      expectUntouched();
    },
  );

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/jsonx', 415],
    ['', 415],
    ['application/json; charset=utf-8', 200],
  ])('that says it is %j is answered with %d', async (type, answered) => {
    const context = { SessionId: '', RequestId: '', IPAddress: '', AcceptLanguage: '', UserAgent: '' };
    const body = Buffer.from(JSON.stringify({ ...whole(), user_id: 'alice' })).toString('base64');
    const request = { context, userId: 'alice', method: 'POST', path: '/action', query: '', body };
    const headers = { 'Content-Type': [type] };
    const { status } = await stage.bridge.handlers['hook/serveHTTP'](
      { ...request, headers },
      new AbortController().signal,
    );
    expect(status).toBe(answered);
    if (answered === 415) expectUntouched();
  });

  test('with more in it than we know is a press', async () => {
    const context = { ...button.context, ids: 'i-0000000000000000f', verb: 'terminate' };
    await stage.bridge.post('bob', { ...whole(), context, type: 'select', data_source: 'users' });
    await stage.clock.advance(10);
    expect(stage.asked.flat()).toContain(WEB_1);
    expect(stage.ec2.callsOf('change').map(({ verb }) => verb)).toEqual(['stop']);
  });
});
