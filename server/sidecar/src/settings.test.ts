import { describe, expect, test } from '@jest/globals';
import { judge } from './settings.ts';

const key = { credentials: 'key', accesskeyid: 'AKIAIOSFODNN7EXAMPLE', secretaccesskey: 'wJalr/K7MDENG+bPx' };

function problemOf(raw: Record<string, unknown>): string | undefined {
  const judgement = judge(raw);
  return judgement.usable ? undefined : judgement.problem.id;
}

describe('defaults', () => {
  test('an empty configuration is the demo fleet', () => {
    expect(judge({})).toEqual({
      usable: true,
      settings: {
        ec2: {
          credentials: 'demo',
          accessKeyId: '',
          secretAccessKey: '',
          sessionToken: '',
          roleArn: '',
          externalId: '',
          homeRegion: 'us-east-1',
          regions: [],
          endpointUrl: '',
        },
        viewers: '',
        operators: '',
        listings: 'auto',
      },
    });
  });

  test('nothing stored is the same', () => {
    expect(judge(null)).toEqual(judge({}));
  });

  test.each([[null], [7], [{}], [['x']]])('a value that is no text counts as empty: %p', (value) => {
    expect(judge({ credentials: value, homeregion: value, regions: value })).toEqual(judge({}));
  });
});

describe('what is taken', () => {
  test('an access key, with blanks around it', () => {
    expect(judge({ ...key, accesskeyid: ` ${key.accesskeyid}\n` })).toMatchObject({
      usable: true,
      settings: { ec2: { accessKeyId: key.accesskeyid } },
    });
  });

  test('regions by commas, blanks and lines, once each', () => {
    const judgement = judge({ regions: 'us-east-1, eu-west-1\nus-gov-west-1 us-east-1,' });
    expect(judgement).toMatchObject({ settings: { ec2: { regions: ['us-east-1', 'eu-west-1', 'us-gov-west-1'] } } });
  });

  test.each(['https://ec2.example.org', 'http://127.0.0.1:5000', 'http://localhost:5000', 'http://[::1]:5000'])(
    'the endpoint %s',
    (endpointurl) => {
      expect(problemOf({ endpointurl })).toBeUndefined();
    },
  );

  test('a half key pair while the server has its own identity', () => {
    expect(problemOf({ credentials: 'server', accesskeyid: 'AKIA' })).toBeUndefined();
  });
});

describe('what is refused', () => {
  test.each([
    [{ credentials: 'root' }, 'configuration.credentials.unknown'],
    [{ listings: 'private' }, 'configuration.listings.unknown'],
    [{ credentials: 'key' }, 'configuration.accessKeyId.missing'],
    [{ ...key, accesskeyid: 'not a key' }, 'configuration.accessKeyId.shape'],
    [{ ...key, secretaccesskey: '' }, 'configuration.secretAccessKey.missing'],
    [{ ...key, secretaccesskey: 'with\nnewline' }, 'configuration.secretAccessKey.shape'],
    [{ ...key, accesskeyid: 'ASIAIOSFODNN7EXAMPLE' }, 'configuration.sessionToken.missing'],
    [{ ...key, sessiontoken: 'with blank' }, 'configuration.sessionToken.shape'],
    [{ homeregion: 'Frankfurt' }, 'configuration.homeRegion.shape'],
    [{ regions: 'eu-west-1, everywhere' }, 'configuration.regions.shape'],
    [{ endpointurl: 'nonsense' }, 'configuration.endpoint.shape'],
    [{ endpointurl: 'ftp://ec2.example.org' }, 'configuration.endpoint.https'],
    [{ endpointurl: 'http://ec2.example.org' }, 'configuration.endpoint.https'],
    [{ endpointurl: 'http://127.0.0.1.example.org' }, 'configuration.endpoint.https'],
    [{ endpointurl: 'https://user:pass@ec2.example.org' }, 'configuration.endpoint.parts'],
    [{ endpointurl: 'https://ec2.example.org/?a=b' }, 'configuration.endpoint.parts'],
  ])('%j', (raw, problem) => {
    expect(problemOf(raw)).toBe(problem);
  });

  test('never with the value of a secret', () => {
    const judgement = judge({ ...key, secretaccesskey: 'hunter2 hunter2' });
    expect(JSON.stringify(judgement)).not.toContain('hunter2');
  });
});
