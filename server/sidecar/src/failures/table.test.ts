import { describe, expect, test } from '@jest/globals';
import { en } from '../messages/en.ts';
import { OUR_CODES, OUR_FAILURES } from './own-codes.ts';
import { KINDS } from './row.ts';
import { isOwnCode, ROWS, rowOf } from './table.ts';

describe('every row', () => {
  test('has a name of its own, and all its sentences', () => {
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
    const missing = ROWS.flatMap(({ name, saidAs = name, brief }) => [
      `failure.${saidAs}.sentence`,
      `failure.${name}.means`,
      `failure.${name}.admin`,
      ...(brief === undefined ? [] : [`failure.${name}.reason`]),
    ]).filter((id) => !Object.hasOwn(en, id));
    expect(missing).toEqual([]);
  });

  test('is meant by a sentence of the catalogue, which means no other', () => {
    const meant = Object.keys(en).flatMap((id) => /^failure\.(\w+)\.means$/.exec(id)?.[1] ?? []);
    expect(meant.toSorted()).toEqual(ROWS.map(({ name }) => name).toSorted());
  });

  test('can be reached by its codes: none is hidden behind another', () => {
    const hidden = ROWS.filter((row) =>
      [...(row.codes ?? []), ...(row.ours ?? [])].some(
        (code) => rowOf({ code, variant: row.variant }, row.asked?.[0] ?? 'start') !== row,
      ),
    );
    expect(hidden.map(({ name }) => name)).toEqual([]);
  });

  test('stands in a section, and no section is empty', () => {
    expect(new Set(ROWS.map(({ kind }) => kind))).toEqual(new Set(KINDS));
  });
});

test('every code of ours has a row, and is known to be ours; one that AWS has as well is not', () => {
  const ours = [...Object.values(OUR_CODES), ...Object.values(OUR_FAILURES)].filter((code) => code !== 'InternalError');
  expect(ours.filter((code) => rowOf({ code }) === undefined || !isOwnCode(code))).toEqual([]);
  expect(isOwnCode('InternalError')).toBe(false);
});

test.each([
  [{ code: 'OperationNotPermitted' }, 'stop', 'stopProtection'],
  [{ code: 'OperationNotPermitted' }, 'start', 'notPermitted'],
  [{ code: 'UnauthorizedOperation' }, 'stop', 'denied'],
  [{ code: 'UnauthorizedOperation', variant: 'explicit-deny' }, 'stop', 'deniedExplicitly'],
  [{ code: 'SignatureDoesNotMatch' }, 'regions', 'signature'],
  [{ code: 'SignatureDoesNotMatch', variant: 'clock' }, 'regions', 'clock'],
  [{ code: 'IncorrectInstanceState' }, 'stop', 'wrongState'],
  [{ code: 'InsufficientInstanceCapacity' }, 'start', 'capacity'],
  [{ code: 'IncorrectSpotRequestState' }, 'stop', 'spotRequest'],
  [{ code: 'InvalidInstanceID.NotFound' }, 'stop', 'unknownId'],
  [{ code: 'InvalidInstanceID.Malformed' }, 'stop', 'unknownId'],
  [{ code: 'RequestLimitExceeded' }, 'instances', 'throttled'],
  [{ code: 'Throttling' }, 'instances', 'throttled'],
  [{ code: 'AuthFailure' }, 'instances', 'credentials'],
  [{ code: 'ExpiredToken' }, 'instances', 'expired'],
  [{ code: 'RequestTimeTooSkewed' }, 'instances', 'clockSkew'],
  [{ code: 'RequestExpired' }, 'instances', 'expiredOrClock'],
  [{ code: 'OptInRequired' }, 'instances', 'notEnabled'],
  [{ code: 'RegionNotEnabled' }, 'instances', 'notEnabled'],
  [{ code: 'RegionDisabledException' }, 'regions', 'notEnabled'],
  [{ code: 'Client.InvalidKMSKey.InvalidState' }, 'start', 'kmsKey'],
  [{ code: 'Client.VolumeLimitExceeded' }, 'start', 'volumeLimit'],
  [{ code: 'Server.SpotInstanceShutdown' }, 'start', 'spotInterrupted'],
  [{ code: 'Server.SpotInstanceTermination' }, 'start', 'spotTerminated'],
  [{ code: 'NameNotFound' }, 'instances', 'nameNotFound'],
  [{ code: 'TlsUntrusted' }, 'instances', 'tlsUntrusted'],
  [{ code: 'ProxyRefused' }, 'instances', 'proxyRefused'],
  [{ code: 'TimedOut' }, 'instances', 'timedOut'],
  [{ code: 'Client.SomethingNew' }, 'start', 'wentElsewhere'],
  [{ code: 'constructor' }, 'start', undefined],
] as const)('%j, asked %s: %s', (failure, asked, name) => {
  expect(rowOf(failure, asked)?.name).toBe(name);
});
