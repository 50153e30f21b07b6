import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Readers } from '../ports.ts';
import { NO_LISTS } from './list.ts';
import { idOf } from './testing/fake-directory.ts';
import { BOT, createStage, type Stage } from './testing/stage.ts';

const DEPLOYS = idOf('channel', 'sre/deploys');
const TEAM = idOf('team', 'sre');
const SRE = `team:sre (id ${TEAM})`;
const IN_DEPLOYS = `~sre/deploys (id ${DEPLOYS})`;

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});

async function may(lists: { viewers?: string; operators?: string }, readers: Partial<Readers>): Promise<boolean> {
  stage.directory.channelReaders.set(DEPLOYS, {
    kind: 'private',
    teamId: TEAM,
    people: [],
    hasOutsiders: false,
    ...readers,
  });
  stage.access.change({ ...NO_LISTS, ...lists });
  return await stage.access.everyReaderMayLook(DEPLOYS);
}

describe('everyone who reads may look', () => {
  test.each([
    [{ viewers: 'everyone' }, { kind: 'public' }],
    [{ viewers: 'everyone' }, { kind: 'private' }],
    [{ viewers: 'everyone' }, { kind: 'group', teamId: undefined }],
    [{ viewers: SRE }, { kind: 'public' }],
    [{ viewers: SRE }, { kind: 'private' }],
    [{ operators: SRE }, { kind: 'public' }],
    [{ viewers: IN_DEPLOYS }, { kind: 'private' }],
    [{ operators: IN_DEPLOYS }, { kind: 'private' }],
    [{ viewers: `everyone in ${IN_DEPLOYS}` }, { kind: 'private' }],
    [{ viewers: `${SRE} in ${IN_DEPLOYS}` }, { kind: 'private' }],
    [{}, { kind: 'direct', teamId: undefined, people: ['alice', BOT] }],
  ] as const)('%j, %j', async (lists, readers) => {
    expect(await may(lists, readers)).toBe(true);
  });
});

describe('somebody reads who may not look', () => {
  test.each([
    [{}, { kind: 'private' }],
    [{ viewers: `@alice (id ${idOf('person', 'alice')})` }, { kind: 'private' }],
    [{ operators: 'everyone' }, { kind: 'private' }],
    [{ viewers: SRE }, { kind: 'public', teamId: idOf('team', 'other') }],
    [{ viewers: SRE }, { kind: 'group', teamId: undefined }],
    // A public channel is read without joining.
    [{ viewers: IN_DEPLOYS }, { kind: 'public' }],
    [{ viewers: `${SRE} in ${IN_DEPLOYS}` }, { kind: 'public' }],
    [{ viewers: `~sre/square (id ${idOf('channel', 'sre/square')})` }, { kind: 'private' }],
    [{ viewers: 'everyone' }, { kind: 'private', hasOutsiders: true }],
    [{ viewers: SRE }, { kind: 'public', hasOutsiders: true }],
    [{ viewers: IN_DEPLOYS }, { kind: 'private', hasOutsiders: true }],
    [{}, { kind: 'direct', teamId: undefined, people: ['alice', 'bob'] }],
  ] as const)('%j, %j', async (lists, readers) => {
    expect(await may(lists, readers)).toBe(false);
  });

  test('a channel that is not there', async () => {
    stage.access.change({ ...NO_LISTS, viewers: 'everyone', operators: '' });
    expect(await stage.access.everyReaderMayLook('nowhere')).toBe(false);
  });

  test('a team that grants nothing any longer', async () => {
    expect(await may({ operators: SRE }, { kind: 'private' })).toBe(true);
    stage.directory.add('team', 'sre', { isOpen: true });
    expect(await stage.access.everyReaderMayLook(DEPLOYS)).toBe(false);
  });
});
