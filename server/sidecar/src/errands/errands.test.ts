import { beforeEach, expect, test } from '@jest/globals';
import { BEAT_MS } from '../operations/journal.ts';
import { FakeClock } from '../operations/testing/fake-clock.ts';
import { mattermostError } from '../operations/testing/fake-posts.ts';
import { FakeRecords } from '../operations/testing/fake-records.ts';
import { SeverableRecords } from '../operations/testing/severable-records.ts';
import { Errands } from './errands.ts';

const ASKED = {
  personId: 'bob',
  head: { typed: 'ec2ctl stop web-1', username: undefined, demo: false, settingsUrl: undefined },
  place: { channelId: 'c', rootId: '' },
  changing: true,
};

/** A process, as far as errands go: cut off from Mattermost it neither reads nor tells. */
class Process {
  readonly records: SeverableRecords;
  readonly errands: Errands;

  constructor(owner: string) {
    this.records = new SeverableRecords(store);
    this.errands = new Errands({
      records: this.records,
      clock,
      log: (_level, message) => logged.push(message),
      owner: () => owner,
      ending: new AbortController().signal,
      tell: () => {
        if (this.records.isCutOff || isDeaf) return Promise.reject(mattermostError('DeadlineExceeded'));
        told.push(owner);
        return Promise.resolve();
      },
    });
  }
}

let clock: FakeClock;
let store: FakeRecords;
/** Whether Mattermost tells nobody anything. */
let isDeaf: boolean;
/** By whom somebody was told. */
let told: string[];
let logged: string[];

beforeEach(() => {
  clock = new FakeClock();
  store = new FakeRecords(clock);
  isDeaf = false;
  told = [];
  logged = [];
});

function owner(): unknown {
  const [record] = store.stored.values();
  return record === undefined ? undefined : (JSON.parse(record.json) as { owner?: unknown }).owner;
}

test('whoever is cut off while it tells leaves it to the one that takes over', async () => {
  await new Process('dead').errands.open(ASKED).begin();
  isDeaf = true;
  const [ours, theirs] = [new Process('ours'), new Process('theirs')];
  void ours.errands.watchOver();
  await clock.advance(40_000);
  expect(owner()).toBe('ours');
  ours.records.isCutOff = true;
  void theirs.errands.watchOver();
  await clock.advance(40_000);
  expect(owner()).toBe('theirs');
  isDeaf = false;
  ours.records.isCutOff = false;
  await clock.advance(300_000);
  expect([told, store.stored.size]).toEqual([['theirs'], 0]);
});

test('who could be told neither the answer nor that there is none is told as soon as that can be', async () => {
  const ours = new Process('ours');
  void ours.errands.watchOver();
  const errand = ours.errands.open(ASKED);
  errand.beginLater();
  await errand.leave(false);
  await clock.advance(60_000);
  expect([told, store.stored.size]).toEqual([['ours'], 0]);
});

test('who was answered is told nothing by another while the record cannot be removed', async () => {
  const first = new Process('first');
  void first.errands.watchOver();
  await clock.advance(31_000);
  const errand = first.errands.open(ASKED);
  await errand.begin();
  store.faults.add({ call: 'remove', error: mattermostError('DeadlineExceeded') });
  await errand.end();
  await clock.advance(1_000);
  void new Process('second').errands.watchOver();
  await clock.advance(25_000);
  expect([owner(), logged]).toEqual(['first', ['Record of an operation cannot be removed']]);
  store.faults.clear();
  await clock.advance(BEAT_MS);
  expect(store.stored.size).toBe(0);
  await clock.advance(300_000);
  expect([told, logged.length]).toEqual([[], 1]);
});
