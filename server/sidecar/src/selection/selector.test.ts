import { expect, test } from '@jest/globals';
import { createMessages } from '../messages/messages.ts';
import { readSelector } from './selector.ts';

test.each([
  ['web-1', { kind: 'name', word: 'web-1' }],
  ['Web Server', { kind: 'name', word: 'Web Server' }],
  ['i-beam', { kind: 'name', word: 'i-beam' }],
  ['i-0a1f39c5d2e84b7f6', { kind: 'id', word: 'i-0a1f39c5d2e84b7f6', id: 'i-0a1f39c5d2e84b7f6' }],
  ['I-0A1F39C5D2E84B7F6', { kind: 'id', word: 'I-0A1F39C5D2E84B7F6', id: 'i-0a1f39c5d2e84b7f6' }],
  ['i-cafe', { kind: 'id', word: 'i-cafe', id: 'i-cafe' }],
  ['web-*', { kind: 'pattern', word: 'web-*' }],
  ['i-0a1f*', { kind: 'pattern', word: 'i-0a1f*' }],
  ['tag:Env=dev', { kind: 'tag', word: 'tag:Env=dev', key: 'Env', value: 'dev' }],
  ['Tag:Env=dev', { kind: 'tag', word: 'Tag:Env=dev', key: 'Env', value: 'dev' }],
  ['tag:Env', { kind: 'tag', word: 'tag:Env', key: 'Env', value: undefined }],
  ['tag:Env=', { kind: 'tag', word: 'tag:Env=', key: 'Env', value: '' }],
  ['tag:a=b=c', { kind: 'tag', word: 'tag:a=b=c', key: 'a', value: 'b=c' }],
  ['tag:aws:ec2:x=1', { kind: 'tag', word: 'tag:aws:ec2:x=1', key: 'aws:ec2:x', value: '1' }],
  ['state:stopped', { kind: 'state', word: 'state:stopped', pattern: 'stopped' }],
  ['STATE:stop*', { kind: 'state', word: 'STATE:stop*', pattern: 'stop*' }],
  ['type:t3.*', { kind: 'type', word: 'type:t3.*', pattern: 't3.*' }],
  ['type:t3', { kind: 'type', word: 'type:t3', pattern: 't3.*' }],
  ['region:us-west-2', { kind: 'region', word: 'region:us-west-2', pattern: 'us-west-2' }],
  ['regions:x', { kind: 'name', word: 'regions:x' }],
])('%s', (word, selector) => {
  expect(readSelector(word)).toEqual(selector);
});

test.each([
  ['tag:', '**`tag:` names no tag.** Write it as `tag:Env=dev`, or as `tag:Env` for any value.'],
  ['tag:=dev', '**`tag:=dev` names no tag.** Write it as `tag:Env=dev`, or as `tag:Env` for any value.'],
  [
    'state:sleeping',
    '**`state:sleeping` names no state.** There are `running`, `stopped`, `pending`, `stopping` and `shutting-down`.',
  ],
  ['type:', '**`type:` names no type.** Write it as `type:t3.micro`, or as `type:t3.*` for all sizes.'],
  ['region:', '**`region:` names no region.** Write it as `region:eu-central-1`.'],
])('%s selects nothing whatever there is', (word, sentence) => {
  const selector = readSelector(word);
  if (selector.kind !== 'problem') throw new TypeError('It selects something');
  expect(createMessages('en').text(selector.text)).toBe(sentence);
});
