/** Which commands ask first, and when `--yes` counts, through the whole sidecar. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { CardStage, DB, WEB_1, WEB_2 } from './testing/card-stage.ts';

const IDS = ['1', '2', '3', '4', '5', '6'].map((n) => `i-0000000000000000${n}`);

let stage: CardStage;

beforeEach(async () => {
  stage = await CardStage.begin();
  for (const [index, id] of IDS.entries()) stage.add(id, 'stopped', { name: `off-${String(index + 1)}` });
});

function five(): string {
  return IDS.slice(0, 5).join(' ');
}

/** Whether a line asks first, changes something, or does neither. */
async function comesOf(line: string): Promise<'asks' | 'acts' | 'neither'> {
  await stage.type(line);
  await stage.clock.advance(100);
  const asks = stage.buttons.includes('Cancel');
  expect(asks && stage.asked.length > 0).toBe(false);
  return asks ? 'asks' : stage.asked.length > 0 ? 'acts' : 'neither';
}

describe('asks first:', () => {
  test.each([
    ['a stop of two', `stop ${WEB_1} ${WEB_2}`],
    ['a stop of two by their names', 'stop web-1 web-2'],
    ['a reboot of two', `reboot ${WEB_1},${WEB_2}`],
    ['a start of six', `start ${IDS.join(' ')}`],
    ['a pattern that fits one', 'stop web-1*'],
    ['a pattern that fits one to be started', 'start d*'],
    ['a tag', 'stop tag:Name=web-1'],
    ['a state', 'stop state:running'],
    ['a type', 'stop type:t3.*'],
    ['a region', 'stop region:us-west-2'],
    ['a region beside a name', 'stop web-1 region:us-west-2'],
    ['-r beside a name', 'stop web-1 -r us-west-2'],
    ['-r beside an id', `stop ${WEB_1} -r us-west-2`],
    ['--force of one, by its id', `stop ${WEB_1} --force`],
  ])('%s', async (_what, line) => {
    expect(await comesOf(`/ec2ctl ${line}`)).toBe('asks');
  });

  test('a name while a region could not be read, where another may bear it', async () => {
    for (const call of ['listInstances', 'listNamed']) stage.ec2.faults.add({ call, at: 'eu-west-1', hang: true });
    await stage.type('/ec2ctl stop web-1');
    await stage.clock.advance(10_000);
    expect(stage.answer).toContain(
      '**Stop `web-1`?**\n⚠️ A region was not read, and may have others that fit: `eu-west-1`',
    );
    expect(stage.asked).toEqual([]);
  });
});

describe('acts at once:', () => {
  test.each([
    ['a stop of one, by its id', `stop ${WEB_1}`],
    ['a stop of one, by its name', 'stop web-1'],
    ['whatever its case', 'stop WEB-1'],
    ['a reboot of one', 'reboot web-1'],
    ['a start of five', `start ${IDS.slice(0, 5).join(' ')}`],
    ['a start of seven, of which five are stopped', `start ${IDS.slice(0, 5).join(' ')} ${WEB_1} ${WEB_2}`],
    ['a stop of two, of which one is stopped', `stop ${WEB_1} ${DB}`],
  ])('%s', async (_what, line) => {
    expect(await comesOf(`/ec2ctl ${line}`)).toBe('acts');
  });
});

describe('does neither, since there is nothing to do:', () => {
  test.each([
    ['a pattern', 'stop off-*'],
    ['--force', `stop ${DB} --force`],
    ['a state', 'start state:running'],
  ])('%s', async (_what, line) => {
    expect(await comesOf(`/ec2ctl ${line}`)).toBe('neither');
    expect(stage.posts.at(-1)?.message).toMatch(/already/);
    expect(stage.openCards).toEqual([]);
  });
});

describe('--yes', () => {
  test.each([
    ['two ids', `stop ${WEB_1} ${WEB_2} --yes`],
    ['two names', 'stop web-1 web-2 -y'],
    ['a reboot of two', 'reboot web-1 web-2 --yes'],
  ])('counts for %s', async (_what, line) => {
    expect(await comesOf(`/ec2ctl ${line}`)).toBe('acts');
  });

  test.each([
    ['--force', `stop ${WEB_1} --force --yes`, '`--yes` does not count with `--force`.'],
    ['a pattern', 'stop web-* --yes', '`--yes` counts only for names and ids that are written out.'],
    ['a tag', 'stop tag:Name=web-1 --yes', '`--yes` counts only for names and ids that are written out.'],
    ['a state', 'stop state:running --yes', '`--yes` counts only for names and ids that are written out.'],
    ['a type', 'stop type:t3.* --yes', '`--yes` counts only for names and ids that are written out.'],
    ['a region', 'stop web-1 -r us-west-2 --yes', '`--yes` counts only for names and ids that are written out.'],
    ['more than five', `start ${IDS.join(' ')} --yes`, '`--yes` counts for up to 5 instances.'],
  ])('does not count with %s, and the card says why', async (_what, line, why) => {
    expect(await comesOf(`/ec2ctl ${line}`)).toBe('asks');
    expect(stage.answer.split('\n')[1]).toBe(why);
  });

  test('does not count while a region could not be read', async () => {
    for (const call of ['listInstances', 'listNamed']) stage.ec2.faults.add({ call, at: 'eu-west-1', hang: true });
    await stage.type('/ec2ctl stop web-1 --yes');
    await stage.clock.advance(10_000);
    expect(stage.answer.split('\n')[1]).toBe('`--yes` does not count while a region cannot be read.');
    expect(stage.asked).toEqual([]);
  });

  test('is no matter where nothing is asked', async () => {
    expect(await comesOf(`/ec2ctl start ${five()} --yes`)).toBe('acts');
  });
});
