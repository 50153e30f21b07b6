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
        auditchannel: '',
        listings: 'auto',
        atOnce: 50,
        confirmAbove: 5,
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
    const judgement = judge({ regions: 'us-east-1, eu-west-1\nsa-east-1 us-east-1,' });
    expect(judgement).toMatchObject({ settings: { ec2: { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] } } });
  });

  test('a half key pair while the server has its own identity', () => {
    expect(problemOf({ credentials: 'server', accesskeyid: 'AKIA' })).toBeUndefined();
  });
});

describe('what is refused', () => {
  test.each([
    [{ credentials: 'root' }, 'configuration.credentials.unknown'],
    [{ listings: 'nobody' }, 'configuration.listings.unknown'],
    [{ credentials: 'key' }, 'configuration.accessKeyId.missing'],
    [{ ...key, accesskeyid: 'not a key' }, 'configuration.accessKeyId.shape'],
    [{ ...key, secretaccesskey: '' }, 'configuration.secretAccessKey.missing'],
    [{ ...key, secretaccesskey: 'with\nnewline' }, 'configuration.secretAccessKey.shape'],
    [{ ...key, accesskeyid: 'ASIAIOSFODNN7EXAMPLE' }, 'configuration.sessionToken.missing'],
    [{ ...key, sessiontoken: 'with blank' }, 'configuration.sessionToken.shape'],
    [{ homeregion: 'Frankfurt' }, 'configuration.homeRegion.shape'],
    [{ homeregion: 'nowhere-east-1' }, 'configuration.homeRegion.shape'],
    [{ homeregion: 'us-EAST-1' }, 'configuration.homeRegion.shape'],
    [{ regions: 'eu-west-1, everywhere' }, 'configuration.regions.shape'],
    [{ regions: 'eu-west-1, xx-west-1' }, 'configuration.regions.shape'],
    [{ regions: 'eu-west-1, us-gov-west-1' }, 'configuration.regions.partition'],
    [{ homeregion: 'cn-north-1', regions: 'eu-west-1' }, 'configuration.regions.partition'],
  ])('%j', (raw, problem) => {
    expect(problemOf(raw)).toBe(problem);
  });

  test('never with the value of a secret', () => {
    const judgement = judge({ ...key, secretaccesskey: 'hunter2 hunter2' });
    expect(JSON.stringify(judgement)).not.toContain('hunter2');
  });
});

describe('numbers', () => {
  test.each([
    [
      { atonce: 1, confirmabove: 0 },
      { atOnce: 1, confirmAbove: 0 },
    ],
    [
      { atonce: '200', confirmabove: ' 50 ' },
      { atOnce: 200, confirmAbove: 50 },
    ],
    [
      { atonce: '', confirmabove: null },
      { atOnce: 50, confirmAbove: 5 },
    ],
  ])('%j', (configuration, settings) => {
    expect(judge(configuration)).toMatchObject({ usable: true, settings });
  });

  test.each([
    [{ atonce: 0 }, 'configuration.atOnce.range'],
    [{ atonce: 201 }, 'configuration.atOnce.range'],
    [{ atonce: 1.5 }, 'configuration.atOnce.range'],
    [{ atonce: 'many' }, 'configuration.atOnce.range'],
    [{ atonce: true }, 'configuration.atOnce.range'],
    [{ confirmabove: -1 }, 'configuration.confirmAbove.range'],
    [{ confirmabove: 51 }, 'configuration.confirmAbove.range'],
  ])('%j is refused', (configuration, id) => {
    expect(problemOf(configuration)).toBe(id);
  });
});
