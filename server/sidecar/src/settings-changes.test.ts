import { expect, test } from '@jest/globals';
import { settingsChange } from './settings-changes.ts';

test('the audit channel that came and the one that went', () => {
  expect(
    settingsChange({ auditchannel: '~sre/audit (id a)' }, { auditchannel: '~sre/watch (id b)', regions: '' }),
  ).toEqual({
    settings: ['auditchannel', 'regions'],
    people: ['auditchannel +~sre/watch (id b)', 'auditchannel -~sre/audit (id a)'],
  });
});

test('nothing of ours changed', () => {
  expect(settingsChange({ regions: 'a' }, { regions: 'a' })).toBeUndefined();
  expect(settingsChange(null, {})).toBeUndefined();
});

test('which settings changed, never their values', () => {
  const before = { secretaccesskey: 'old-secret', regions: 'us-east-1', homeregion: 'us-east-1' };
  const change = settingsChange(before, { secretaccesskey: 'new-secret', homeregion: 'us-east-1', listings: 'auto' });
  expect(change).toEqual({ settings: ['listings', 'regions', 'secretaccesskey'], people: [] });
});

test('which entries came and went', () => {
  const change = settingsChange(
    { viewers: '@alice (id a), team:sre (id t) # them', operators: '@bob (id b)' },
    { viewers: 'team:sre (id t)\n@carol (id c)', operators: '' },
  );
  expect(change).toEqual({
    settings: ['operators', 'viewers'],
    people: ['viewers +@carol (id c)', 'viewers -@alice (id a)', 'operators -@bob (id b)'],
  });
});
