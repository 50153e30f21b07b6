import { expect, test } from '@jest/globals';
import { nearest, nearestRegions } from './nearest.ts';

const REGIONS = ['ap-northeast-1', 'eu-central-1', 'eu-west-1', 'us-east-1', 'us-east-2', 'us-west-2'];

test.each([
  ['stpo', 'stop'],
  ['lst', 'ls'],
  ['sl', 'ls'],
  ['l', 'ls'],
  ['STAR', 'start'],
  ['vers', 'version'],
  ['sta', 'start'],
])('%s is nearest to %s', (typed, expected) => {
  expect(nearest(typed, ['ls', 'start', 'stop', 'help', 'version'])).toBe(expected);
});

test.each(['st', '', 'xyz', 'up', 'terminate', 'x'])('%s is near to none, or to two alike', (typed) => {
  expect(nearest(typed, ['ls', 'start', 'stop', 'help', 'version'])).toBeUndefined();
});

test.each([
  ['us-wset-2', ['us-west-2', 'us-east-2']],
  ['uswest2', ['us-west-2']],
  ['us east 1', ['us-east-1', 'us-east-2', 'us-west-2']],
  ['eu', ['eu-central-1', 'eu-west-1']],
  ['frankfurt', []],
  ['', []],
])('the regions nearest to %s', (typed, expected) => {
  expect(nearestRegions(typed, REGIONS)).toEqual(expected);
});
