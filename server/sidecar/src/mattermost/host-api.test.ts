import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createHostApi, HOST_METHODS, type PluginKVSetOptions, type StoredPost } from './host-api.ts';

interface GoApi {
  methods: Record<string, { args: string[]; results: string[] }>;
  /** JSON name to Go type, by Go type. */
  types: Record<string, Record<string, string>>;
}

const fixture = new URL('../../../protocol/fixtures/plugin-api.json', import.meta.url);
const go = JSON.parse(readFileSync(fixture, 'utf8')) as GoApi;

/** Never to be callable by the sidecar: one bad package in it must not mean control of Mattermost. */
const FORBIDDEN =
  /^(GetUnsanitizedConfig|SaveConfig|CreateSession|CreateUserAccessToken|UpdateUser.*|.*Plugin.*|.*OAuthApp.*|ExecuteSlashCommand|SendMail|PermanentDelete.*)$/;

describe.each(Object.entries(HOST_METHODS))('%s', (method, { args, gives }) => {
  test('has the arity of the Go method', () => {
    expect(go.methods[method]?.args).toHaveLength(args);
  });

  test('gives what the Go method gives', () => {
    const results = (go.methods[method]?.results ?? []).filter((type) => !['*model.AppError', 'error'].includes(type));
    expect(results).toHaveLength(gives === 'nothing' ? 0 : 1);
  });

  test('is not forbidden', () => {
    expect(method).not.toMatch(FORBIDDEN);
  });
});

describe('the names of fields', () => {
  // `Required` makes the compiler ask for every field that our types have.
  const post: Required<StoredPost> = {
    id: '',
    create_at: 0,
    delete_at: 0,
    user_id: '',
    channel_id: '',
    root_id: '',
    message: '',
    props: {},
    file_ids: [],
  };
  const options: Required<PluginKVSetOptions> = { Atomic: true, OldValue: null, ExpireInSeconds: 0 };

  // An unknown name would vanish without a word: `atomic` for `Atomic` makes a plain write of a compare-and-set.
  test.each([
    ['model.Post', post],
    ['model.PluginKVSetOptions', options],
  ])('of %s are those of Go', (type, sample) => {
    expect(Object.keys(go.types[type] ?? {})).toEqual(expect.arrayContaining(Object.keys(sample)));
  });
});

describe('createHostApi', () => {
  test('calls the method by name with its arguments', async () => {
    const calls: unknown[] = [];
    const api = createHostApi((method, args) => {
      calls.push({ method, args });
      return Promise.resolve({ id: 'u' });
    });
    expect(await api.GetUser('u')).toEqual({ id: 'u' });
    expect(calls).toEqual([{ method: 'GetUser', args: ['u'] }]);
  });

  test('takes null for a failure where a value is promised', async () => {
    const api = createHostApi(() => Promise.resolve(null));
    await expect(api.GetUser('u')).rejects.toMatchObject({ code: 'NoResult', source: 'mattermost' });
    expect(await api.KVGet('k')).toBeNull();
  });
});
