import { beforeEach, describe, expect, test } from '@jest/globals';
import { settle } from '../operations/testing/fake-clock.ts';
import { DAY_MS, HistoryStage } from './testing/history-stage.ts';
import { PART_LIMIT_BYTES } from './part.ts';
import { PARTS_A_DAY } from './part-key.ts';
import { changeRow, refused } from './testing/rows.ts';

const TODAY = 'history/2026-11-20';
const REFUSED_TODAY = 'refusals/2026-11-20';

let stage: HistoryStage;

beforeEach(() => {
  stage = new HistoryStage();
});

describe('what is kept', () => {
  test('changes, refusals and settings, newest first, also by another process', async () => {
    void stage.history.change(changeRow('one'));
    await stage.clock.advance(60_000);
    stage.history.refusal(refused());
    await stage.clock.advance(60_000);
    stage.history.settings({ settings: ['viewers'], people: ['viewers +@bob (id b)'] });
    await stage.written();
    const rows = await stage.read(7, stage.startNode());
    expect(rows).toEqual([
      expect.objectContaining({ kind: 'settings', settings: ['viewers'], people: ['viewers +@bob (id b)'] }),
      expect.objectContaining({ kind: 'refusal', personId: 'carol-id', verbs: ['stop'], words: ['web-1'], count: 1 }),
      changeRow('one'),
    ]);
    expect([...stage.records.stored.keys()].sort()).toEqual([TODAY, REFUSED_TODAY]);
    expect(stage.lines).toEqual([]);
  });

  test('nothing is waited for: it can be read before it is written', async () => {
    stage.records.faults.add({ call: 'get', hang: true });
    void stage.history.change(changeRow('one'));
    stage.history.refusal(refused());
    await settle();
    stage.records.faults.clear();
    expect((await stage.read()).map(({ kind }) => kind).sort()).toEqual(['change', 'refusal']);
    expect(stage.records.stored.size).toBe(0);
  });

  test('for 400 days, refusals for 30', async () => {
    void stage.history.change(changeRow('one'));
    stage.history.refusal(refused());
    await stage.written();
    await stage.clock.advance(29 * DAY_MS);
    expect((await stage.read(500)).map(({ kind }) => kind).sort()).toEqual(['change', 'refusal']);
    await stage.clock.advance(2 * DAY_MS);
    expect((await stage.read(500)).map(({ kind }) => kind)).toEqual(['change']);
    await stage.clock.advance(368 * DAY_MS);
    expect(await stage.read(500)).toHaveLength(1);
    await stage.clock.advance(2 * DAY_MS);
    expect(await stage.read(500)).toEqual([]);
  });

  test('a row stands below the day on which it began, and takes the place of an older one with its id', async () => {
    const late = changeRow('one', { at: stage.clock.now() - DAY_MS, end: 'shutdown', tookMs: 5 });
    void stage.history.change(late);
    void stage.history.change(changeRow('two'));
    await stage.written();
    const next = stage.startNode();
    void next.change({ ...late, end: undefined, tookMs: 90_000 });
    await stage.written(next);
    expect(stage.stored('history/2026-11-19').rows).toEqual([expect.objectContaining({ id: 'one', tookMs: 90_000 })]);
    expect(stage.stored(TODAY).rows).toHaveLength(1);
  });

  test('no more entries of lists than a row may have, and how many were left out', async () => {
    const people = Array.from({ length: 130 }, (_, index) => `viewers +@p${String(index)}`);
    stage.history.settings({ settings: ['viewers'], people });
    const [row] = await stage.read();
    expect(row).toMatchObject({ people: people.slice(0, 100), leftOut: 30 });
  });
});

describe('several nodes', () => {
  test('none loses what another wrote at the same time', async () => {
    const nodes = [stage.startNode(), stage.startNode(), stage.startNode()];
    for (let turn = 0; turn < 5; turn += 1) {
      nodes.forEach((node, index) => {
        void node.change(changeRow(`${String(index)}-${String(turn)}`));
      });
      await stage.clock.advance(1_000);
    }
    await Promise.all(nodes.map((node) => stage.written(node)));
    expect(new Set((await stage.read()).map(({ id }) => id)).size).toBe(15);
    expect(stage.lines).toEqual([]);
  });

  test('what one person is refused by two of them within a minute is one row', async () => {
    const other = stage.startNode();
    stage.history.refusal(refused());
    other.refusal(refused({ verb: 'ls', words: [], reason: 'limit' }));
    other.refusal(refused({ verb: 'ls', words: [], reason: 'limit' }));
    await Promise.all([stage.written(), stage.written(other)]);
    expect(await stage.read()).toEqual([
      expect.objectContaining({ verbs: ['stop', 'ls'], reasons: ['no-right', 'limit'], words: ['web-1'], count: 3 }),
    ]);
  });
});

describe('refusals', () => {
  test('of one person are one row a minute, and of several one for each', async () => {
    let replaced = 0;
    const replace = stage.records.replace.bind(stage.records);
    stage.records.replace = async (...args) => {
      replaced += 1;
      return await replace(...args);
    };
    for (let at = 0; at < 300; at += 1) {
      stage.history.refusal(refused());
      await stage.clock.advance(100);
    }
    stage.history.refusal(refused({ personId: 'dave-id', username: 'dave' }));
    await stage.clock.advance(60_000);
    stage.history.refusal(refused({ reason: 'limit' }));
    await stage.written();
    expect((await stage.read()).map((row) => (row.kind === 'refusal' ? [row.username, row.count] : undefined))).toEqual(
      [
        ['carol', 1],
        ['dave', 1],
        ['carol', 300],
      ],
    );
    // Each write writes a whole part: they are gathered.
    expect(replaced).toBeLessThan(12);
  });

  test('of a minute say where, and by which ids AWS has what failed', async () => {
    stage.history.refusal(refused({ channelId: 'channel-2', reason: 'not-begun', requestId: 'request-2' }));
    stage.history.refusal(refused());
    stage.history.refusal(refused());
    expect(await stage.read()).toEqual([
      expect.objectContaining({ channelIds: ['channel-2', 'channel-1'], requestIds: ['request-2'], count: 3 }),
    ]);
  });

  test('of a minute that comes again, by a clock that was set back, are not lost', async () => {
    stage.history.refusal(refused());
    stage.history.refusal(refused());
    await stage.written();
    stage.clock.set(stage.clock.now() + 60_000);
    stage.history.refusal(refused());
    stage.clock.set(stage.clock.now() - 60_000);
    stage.history.refusal(refused());
    await stage.written();
    expect((await stage.read()).map((row) => row.kind === 'refusal' && row.count)).toEqual([1, 3]);
  });

  test('of ever more people within a minute fill no memory, and none is lost', async () => {
    for (let at = 0; at < 2_500; at += 1) {
      stage.history.refusal(refused({ personId: `person-${String(at)}`, words: [] }));
      if (at % 500 === 499) await stage.written();
    }
    stage.history.refusal(refused({ personId: 'person-0', words: [] }));
    await stage.written();
    const rows = await stage.read();
    expect(rows).toHaveLength(2_500);
    expect(rows.find((row) => row.kind === 'refusal' && row.personId === 'person-0')).toMatchObject({ count: 2 });
  });

  test('have so many words, each of so many characters, and leave most of a day to others', async () => {
    const many = Array.from({ length: 50 }, (_, index) => `${String(index)}${'x'.repeat(100)}`);
    stage.history.refusal(refused({ words: many }));
    const long = many.map((word) => `${word.slice(0, 2)}${'😀'.repeat(100)}\u0001`);
    stage.history.refusal(refused({ personId: 'dave-id', words: long, channelId: 'x'.repeat(26) }));
    stage.history.refusal(refused({ personId: 'dave-id', words: long.toReversed() }));
    const rows = await stage.read();
    const [kept = [], bounded = []] = ['carol-id', 'dave-id'].map((id) =>
      rows.flatMap((row) => (row.kind === 'refusal' && row.personId === id ? row.words : [])),
    );
    expect(kept.map((word) => word.length)).toEqual(Array.from({ length: 10 }, () => 60));
    expect(bounded.length).toBeGreaterThan(2);
    expect(bounded.every((word) => word.isWellFormed() && Array.from(word).length <= 60)).toBe(true);
    await stage.written();
    // A row for each minute of a day.
    for (const row of stage.stored(REFUSED_TODAY).rows) {
      expect(Buffer.byteLength(JSON.stringify(row)) * 24 * 60).toBeLessThan(PARTS_A_DAY * PART_LIMIT_BYTES);
    }
  });
});
