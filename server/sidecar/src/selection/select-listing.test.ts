import { describe, expect, test } from '@jest/globals';
import { readSelector, type Selector } from './selector.ts';
import { selectListing } from './select-listing.ts';
import { selectionOf } from './selection.ts';
import { listed } from './testing/listed.ts';

const REGIONS = ['us-west-2', 'us-east-1', 'eu-west-1'];

const web1 = listed('web-1', { tags: { Env: 'dev', Team: 'Web' }, type: 't3.small' });
const web2 = listed('web-2', { tags: { Env: 'prod', Team: 'web' }, state: 'stopped' });
const Web2 = listed('Web-2', { region: 'us-east-1', tags: { env: 'dev' } });
const db = listed('db', { region: 'eu-west-1', type: 'r6i.large' });
const otherDb = listed('db', { region: 'us-east-1', type: 'r6i.xlarge', state: 'stopped' });
const gone = listed('gone', { state: 'terminated', tags: { Env: 'dev' } });
const nameless = listed(undefined, { region: 'eu-west-1' });
const oddName = listed('tag:Env=dev');
const FLEET = [web1, web2, Web2, db, otherDb, gone, nameless, oddName];

function select(...words: string[]): ReturnType<typeof selectListing> {
  const selectors = words.map(readSelector).filter((one): one is Selector => one.kind !== 'problem');
  return selectListing(selectionOf(selectors), FLEET, REGIONS);
}

describe('what is meant', () => {
  test.each([
    [[], FLEET],
    [['web-1'], [web1]],
    [['WEB-1'], [web1]],
    // The spelling as it is comes first.
    [['web-2'], [web2]],
    [['WEB-2'], [web2, Web2]],
    [['db'], [db, otherDb]],
    [['web-*'], [web1, web2, Web2]],
    [
      ['web-1', 'db'],
      [web1, db, otherDb],
    ],
    [[db.id], [db]],
    [[`${db.id.slice(0, -1)}*`], FLEET.filter(({ id }) => id.startsWith(db.id.slice(0, -1)) && id !== gone.id)],
    [['tag:Env=dev'], [web1, Web2, gone]],
    [['tag:Env=d*', 'tag:Team=web'], [web1]],
    [['tag:Team'], [web1, web2]],
    [['state:stopped'], [web2, otherDb]],
    [
      ['state:stopped', 'state:running', 'db'],
      [db, otherDb],
    ],
    [['type:r6i'], [db, otherDb]],
    [['db', 'region:eu-west-1'], [db]],
    [['web-*', 'stopped'], [web2]],
    [['us-east-1'], [Web2, otherDb]],
    [['US-East-1', 'running'], [Web2]],
    [['gone'], []],
    [[gone.id], [gone]],
    [
      ['db', 'db', db.id],
      [db, otherDb],
    ],
  ])('%j', (words, instances) => {
    expect(select(...words).instances).toEqual(instances);
  });

  test('a word that is no name, but begins some, means those', () => {
    const { instances, selected } = select('web');
    expect(instances).toEqual([web1, web2, Web2]);
    expect(selected).toMatchObject({ beginnings: ['web'], misses: [] });
  });

  test('a name that looks like a state or a region wins over it', () => {
    const odd = listed('stopped');
    const { instances } = selectListing(selectionOf([readSelector('stopped') as Selector]), [...FLEET, odd], REGIONS);
    expect(instances).toEqual([odd]);
  });
});

describe('what is not there', () => {
  test('is said of each word, with the nearest names', () => {
    const { instances, selected } = select('wbe-1', 'db', 'x-*', 'i-0123456789abcdef0');
    expect(instances).toEqual([db, otherDb]);
    expect(selected?.misses).toEqual([
      { word: 'wbe-1', kind: 'name', ruledOut: [], nearest: [web1] },
      { word: 'x-*', kind: 'pattern', ruledOut: [], nearest: [] },
      { word: 'i-0123456789abcdef0', kind: 'id', ruledOut: [], nearest: [] },
    ]);
  });

  test('is told from what the rest of the command rules out', () => {
    expect(select('web-1', 'stopped').selected?.misses).toEqual([
      { word: 'web-1', kind: 'name', ruledOut: [web1], nearest: [] },
    ]);
  });

  test('a terminated instance is near to nothing', () => {
    expect(select('gon').selected?.misses).toEqual([{ word: 'gon', kind: 'name', ruledOut: [], nearest: [] }]);
  });
});

test('a terminated instance that is called like a state does not take the word', () => {
  const stopped = listed('db', { state: 'stopped' });
  const fleet = [listed('stopped', { state: 'terminated' }), stopped];
  const { instances } = selectListing(selectionOf([{ kind: 'name', word: 'stopped' }]), fleet, REGIONS);
  expect(instances).toEqual([stopped]);
});
