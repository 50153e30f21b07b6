/** What is stored below the name of a card, and is none that this version understands. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CARD_LIFE_MS } from './card.ts';
import { LOOK_MS } from './card-watch.ts';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { CardProcesses } from './testing/card-processes.ts';

const TOKEN = 'f'.repeat(32);
const SET_ASIDE = { level: 'warn', message: 'Record of a card set aside: not understood' };

let stage: CardProcesses;

beforeEach(() => {
  stage = new CardProcesses();
});

function store(json: string): void {
  stage.records.stored.set(`card/${TOKEN}`, { json, expiresAt: Infinity });
}

describe.each([
  ['of another version', JSON.stringify({ version: 99, token: TOKEN })],
  ['with nothing in it', '{}'],
  ['that is a list', '[]'],
  ['that is no JSON', '{"version":1,'],
])('a record %s', (_what, json) => {
  beforeEach(() => {
    store(json);
  });

  test('is set aside, with one line in the log, and stays', async () => {
    const { log } = await stage.start('only');
    await stage.clock.advance(10 * LOOK_MS);
    expect(log).toEqual([SET_ASIDE]);
    expect([stage.ended, stage.openTokens]).toEqual([[], [TOKEN]]);
  });

  test('is no card to a press', async () => {
    const { cards } = await stage.start('only');
    expect(await cards.find(TOKEN)).toBeUndefined();
  });

  test('is in the way of no other card', async () => {
    const { cards, log } = await stage.start('only');
    await stage.open({ cards, log, die: () => undefined });
    await stage.clock.advance(CARD_LIFE_MS);
    expect([stage.ended, stage.openTokens]).toEqual([['only: expired at 300000'], [TOKEN]]);
  });
});

test('a record that cannot be read just now is looked at again', async () => {
  const first = await stage.start('first');
  await stage.open(first);
  first.die();
  const [token = ''] = stage.openTokens;
  stage.records.faults.add({ call: 'get', at: `card/${token}`, times: 1, error: mattermostError('Unreachable') });
  const { log } = await stage.start('second');
  expect(log).toEqual([{ level: 'warn', message: 'Record of a card cannot be read' }]);
  await stage.clock.advance(CARD_LIFE_MS);
  expect(stage.ended).toEqual(['second: expired at 300000']);
});

test('which cards there are is looked for again where Mattermost does not say', async () => {
  const first = await stage.start('first');
  await stage.open(first);
  first.die();
  stage.records.faults.add({ call: 'keys', times: 4, error: mattermostError('Unreachable') });
  const { log } = await stage.start('second');
  await stage.clock.advance(CARD_LIFE_MS);
  expect(log).toEqual([{ level: 'warn', message: 'Cards cannot be looked for' }]);
  expect(stage.ended).toEqual(['second: expired at 300000']);
});
