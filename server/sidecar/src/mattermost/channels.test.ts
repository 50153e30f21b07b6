import { beforeEach, expect, test } from '@jest/globals';
import { UpstreamError } from '../errors.ts';
import { createChannels } from './channels.ts';
import { FakeHost } from './testing/fake-host.ts';

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
  host.addTeam('sre', ['bob', 'carol'], { name: 'sre' });
  host.addChannel('secret', 'sre', ['bob'], { name: 'quiet' });
  host.addChannel('open', 'sre', ['bob'], { name: 'deploys', type: 'O' });
  host.addChannel('direct', '', ['bob'], { type: 'D' });
  host.addChannel('group', '', ['bob'], { type: 'G' });
});

async function label(channelId: string, personId: string): Promise<unknown> {
  return await createChannels(host).labelFor(channelId, personId);
}

test('a private channel has its name for its members alone', async () => {
  expect(await label('secret', 'bob')).toEqual({ kind: 'named', name: 'sre/quiet' });
  expect(await label('secret', 'carol')).toEqual({ kind: 'private' });
  expect(await label('secret', 'dave')).toEqual({ kind: 'private' });
});

test('a public one for its team, also for those who did not join it; for nobody who has left the team', async () => {
  expect(await label('open', 'carol')).toEqual({ kind: 'named', name: 'sre/deploys' });
  expect(await label('open', 'dave')).toEqual({ kind: 'elsewhere' });
  host.members.delete('sre carol');
  host.members.add('sre carol left');
  expect(await label('open', 'carol')).toEqual({ kind: 'elsewhere' });
});

test('to a guest of the team only if they are in it', async () => {
  host.addUser('gina', { roles: 'system_guest' });
  host.members.add('sre gina');
  expect(await label('open', 'gina')).toEqual({ kind: 'elsewhere' });
  expect(await label('secret', 'gina')).toEqual({ kind: 'private' });
  host.members.add('open gina').add('secret gina');
  expect(await label('open', 'gina')).toEqual({ kind: 'named', name: 'sre/deploys' });
  expect(await label('secret', 'gina')).toEqual({ kind: 'named', name: 'sre/quiet' });
});

test('neither for who has left the team, though a row in the channel outlived that', async () => {
  host.members.delete('sre bob');
  for (const gone of ['', 'sre bob left']) {
    if (gone !== '') host.members.add(gone);
    expect(await label('secret', 'bob')).toEqual({ kind: 'private' });
    expect(await label('open', 'bob')).toEqual({ kind: 'elsewhere' });
  }
});

test('messages have none, nor has what is gone', async () => {
  expect(await label('direct', 'bob')).toEqual({ kind: 'direct' });
  expect(await label('group', 'carol')).toEqual({ kind: 'group' });
  expect(await label('never', 'bob')).toEqual({ kind: 'gone' });
  host.teams.delete('sre');
  expect(await label('secret', 'bob')).toEqual({ kind: 'gone' });
});

test('a failure on the way is none of these', async () => {
  host.GetChannelMember = () => Promise.reject(new UpstreamError('mattermost', 'Unreachable', 'no answer'));
  await expect(label('secret', 'bob')).rejects.toMatchObject({ code: 'Unreachable' });
});
