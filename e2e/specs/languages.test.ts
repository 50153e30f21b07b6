import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { beginAnew } from '../harness/begin-anew.ts';
import { Cloud } from '../harness/cloud.ts';
import { eventually } from '../harness/eventually.ts';
import type { Person } from '../harness/person.ts';
import { PLUGIN_ID, World } from '../harness/world.ts';

let cloud: Cloud;
let world: World;
/** Who reads Chinese, and is nothing else. */
let mei: Person;
/** A system admin who reads Chinese. */
let yun: Person;
let count = 0;

beforeAll(async () => {
  cloud = await Cloud.start({ transitionSeconds: 1 });
  world = await World.start({ settings: cloud.settings() });
});
afterAll(async () => {
  await world.close();
  await cloud.stop();
});
beforeEach(async () => {
  await beginAnew(world, cloud);
  count += 1;
  mei = await world.person(`mei${String(count)}`);
  yun = await world.person(`yun${String(count)}`, 'system_user system_admin');
  for (const { client } of [mei, yun]) await client.patchMe({ locale: 'zh-TW' });
  await cloud.seed({ region: 'us-west-2', name: 'web-1' });
});
afterEach(async () => {
  await speak('en');
});

/** Sets the language of the server. */
async function speak(locale: string): Promise<void> {
  const config = await world.admin.patch({ LocalizationSettings: { DefaultServerLocale: locale } });
  expect(config.LocalizationSettings.DefaultServerLocale).toBe(locale);
}

async function toldAlone(person: Person, line: string): Promise<string> {
  const exchange = await person.command(world.channel, line);
  return (await exchange.ephemeral()).message;
}

/** What stands beside each row that the server offers. */
async function helpTexts(person: Person, line: string): Promise<string[]> {
  return (await person.complete(world.channel, line)).map(({ Description }) => Description);
}

describe('who reads Chinese', () => {
  test('has the usage and the help of a command in Chinese, with what is typed as it is', async () => {
    const usage = await toldAlone(mei, '/ec2ctl');
    expect(usage).toContain('**ec2ctl** 可以查看、啟動與停止 EC2 執行個體。');
    expect(usage).toContain('`/ec2ctl ls [what…]` 列出執行個體：全部，或指定的');
    expect(usage).toContain('無法查看。請系統管理員加入 **Viewers** 名單');
    expect(await toldAlone(mei, '/ec2ctl help start')).toMatch(/範例：\n`\/ec2ctl start web-1` 啟動一個執行個體\n/);
  });

  test('is refused in Chinese, and told of a typo so', async () => {
    expect(await toldAlone(mei, '/ec2ctl stop web-1')).toContain(
      '**沒有查看、啟動或停止的權限。** 沒有任何變更。\n請系統管理員加入 **Operators** 名單',
    );
    expect(await toldAlone(mei, '/ec2ctl stpo web-1')).toBe(
      '`〉ec2ctl stpo web-1`\n**沒有 `stpo` 這個指令。** 是不是要輸入：\n`/ec2ctl stop web-1`',
    );
  });

  test('reads of an instance that nobody has in Chinese', async () => {
    expect(await toldAlone(yun, '/ec2ctl stop web-9')).toContain('**沒有名為 `web-9` 的執行個體。** 沒有任何變更。');
  });

  test('is offered rows in Chinese', async () => {
    expect(await helpTexts(yun, '/ec2ctl ls -')).toEqual(expect.arrayContaining(['只限這個區域', '排序依據']));
    // The first keystroke begins the reading.
    await eventually(
      async () => (await helpTexts(yun, '/ec2ctl stop web')).some((about) => /^🟢 執行中 .*t3\.micro/.test(about)),
      { what: 'the instance to be offered', timeout: 20_000 },
    );
  });
});

test('the direct messages with the bot are in the language of who reads them', async () => {
  const botId = await world.botId();
  const direct = { channelId: await yun.directChannel(botId) };
  const listing = await yun.command(direct, '/ec2ctl ls');
  expect((await listing.post()).message).toContain('**us-west-2 共 1 個執行個體：** 🟢 1 執行中\n');
  const change = await yun.command(direct, '/ec2ctl stop web-1');
  const { id } = await change.post(/`web-1` (?:已要求停止|正在停止|已停止)/);
  await change.version(id, /^⚪ \*\*`web-1` 已停止\*\*/m, { timeout: 20_000 });

  // Of two people the other may read another language.
  const two = { channelId: await yun.directChannel(world.bob.id) };
  expect((await (await yun.command(two, '/ec2ctl ls')).post()).message).toContain('**1 instance in us-west-2:**');
});

describe('what all read', () => {
  test('is in the language of the server, whoever typed: English', async () => {
    const exchange = await yun.command(world.channel, '/ec2ctl ls');
    expect((await exchange.post()).message).toContain('**1 instance in us-west-2:** 🟢 1 running\n');
    expect(await helpTexts(yun, '/ec2ctl ')).toContain('list instances: all, or those that are named');
  });

  test('is in Chinese where the server is, from when it is set on, also the help before anything is typed', async () => {
    await speak('zh-TW');
    const admin = await world.anotherAdmin();
    await eventually(async () => (await helpTexts(admin, '/ec2ctl ')).includes('列出執行個體：全部，或指定的'), {
      what: 'the help of the commands in Chinese',
    });
    const [row] = (await admin.complete(world.channel, '/ec2c')).filter(({ Complete }) => Complete === PLUGIN_ID);
    expect(row).toMatchObject({ Hint: '[指令]', Description: '查看、啟動、停止與重新啟動 Amazon EC2 執行個體' });

    const listing = await admin.command(world.channel, '/ec2ctl ls');
    const { message } = await listing.post();
    expect(message).toContain('**us-west-2 共 1 個執行個體：** 🟢 1 執行中\n');
    expect(message).toContain('| INSTANCE NAME | ID | TYPE | STATE | REGION |');
    expect(message).toMatch(/\| running \| us-west-2 \|$/);

    const change = await admin.command(world.channel, '/ec2ctl stop web-1');
    const { id } = await change.post(/`web-1` (?:已要求停止|正在停止|已停止)/);
    const done = await change.version(id, /^⚪ \*\*`web-1` 已停止\*\*，停止花了 \d+ 秒$/m, { timeout: 20_000 });
    expect(done.message.split('\n')[0]).toBe(`\`〉ec2ctl stop web-1\` · ${admin.username}`);

    // One's own language stays one's own.
    expect(await toldAlone(admin, '/ec2ctl stpo web-1')).toContain('There is no command');
  });
});
