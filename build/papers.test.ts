/** What the papers tell an administrator is what the code does. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as limits from '../server/sidecar/src/access/limits.ts';
import { LIMITS } from '../server/sidecar/src/ec2/budget.ts';
import { PART_LIMIT_BYTES } from '../server/sidecar/src/history/part.ts';
import { KEPT_SECONDS, PARTS_A_DAY } from '../server/sidecar/src/history/part-key.ts';
import { MOST_WAITING } from '../server/sidecar/src/history/shelf-writer.ts';
import { launch } from '../server/sidecar/src/launch.ts';
import { HOST_METHODS } from '../server/sidecar/src/mattermost/host-api.ts';
import { SHARED_MS } from '../server/sidecar/src/operations/shared-reads.ts';
import { ROOT } from './repository.ts';

/** A page on one line, so that a sentence may go over the end of one. */
function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8').replace(/\s+/g, ' ');
}

const README = read('README.md');
const SECURITY = read('docs/security.md');
const GUIDE = read('docs/admin-guide.md');

test('how much one person may ask, and how much of AWS', () => {
  const { COMMANDS_A_MINUTE: commands, CHANGES_A_MINUTE: changes, LISTS_AT_ONCE: lists } = limits;
  const minute = `may type ${String(commands)} commands a minute, ${String(changes)} of them changes`;
  expect(README).toContain(`${minute}, and have ${String(lists)} lists read at a time.`);
  expect(SECURITY).toContain(
    `${minute}, have ${String(lists)} lists under way, and ask ${String(limits.COMPLETIONS_A_SECOND)} times a second`,
  );
  expect(SECURITY).toContain(`The same list within ${String(SHARED_MS / 1000)} s is read once.`);
  const { atOnce, rates, waitMs } = LIMITS;
  expect(SECURITY).toContain(
    `at most ${String(atOnce.change)} calls at once and, in each region, ${String(rates.read.burst)} readings and ` +
      `${String(rates.change.burst)} changes in a burst, ${String(rates.read.perSecond)} and ${String(rates.change.perSecond)} a second.`,
  );
  expect(SECURITY).toContain(`what waits for ${String(waitMs / 1000)} s is not sent`);
});

test('which variables of the server are heeded', () => {
  const { environment, profiles } = launch('x');
  const named = (page: string): string[] =>
    [...new Set(page.match(/`(?:[A-Z]+_)+[A-Z]+`/g))].map((one) => one.slice(1, -1));
  const handedOn = [...environment, ...Object.values(profiles).flatMap((profile) => profile.environment)];
  for (const page of [GUIDE, SECURITY]) {
    const variables = named(page).filter((name) => !/^(?:EC2CTL|RLIMIT)_/.test(name));
    expect(variables).not.toEqual([]);
    expect(variables.filter((name) => !handedOn.includes(name))).toEqual([]);
  }
});

describe('docs/security.md', () => {
  test('says what is trusted, what is checked where, what is not protected, and how to report a hole', () => {
    const headings = [...readFileSync(join(ROOT, 'docs/security.md'), 'utf8').matchAll(/^## (.+)$/gm)].map(
      ([, one]) => one,
    );
    expect(headings).toEqual([
      'What is trusted',
      'What is checked where',
      'What is kept',
      'What is tried',
      'Known holes of what we use',
      'What is not protected',
      'What to do',
      'Report a hole',
    ]);
  });

  test('names tests and sources that there are', () => {
    const paths = [...SECURITY.matchAll(/`((?:server|e2e|build)\/[\w/.-]+\.ts)`/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('names no holder of the key less than there are', () => {
    for (const holder of [/every other plugin/i, /System admins/, /configuration or its database/, /host's root/]) {
      expect(SECURITY).toMatch(holder);
    }
    expect(SECURITY).toMatch(/`--permission` is a seat belt/);
    expect(SECURITY).toMatch(/Revoke a key after you have replaced it/);
  });

  test('says what the methods that the sidecar may call are worth to a bad package', () => {
    const worth = {
      CreatePost: 'write and edit posts in anybody’s name',
      GetPostsForChannel: 'read every post',
      LogAuditRec: 'write into the audit log',
    };
    const page = SECURITY.replaceAll("'", '’');
    for (const [method, words] of Object.entries(worth)) {
      expect({ method, isSaid: page.includes(words) }).toEqual({ method, isSaid: method in HOST_METHODS });
    }
  });
});

test('for how long it is kept who did what, and under which names the audit log has it', () => {
  const { history, refusals } = KEPT_SECONDS;
  const [changes, refused] = [history, refusals].map((seconds) => String(seconds / 86_400));
  const kept = `kept for ${String(changes)} days, refusals for ${String(refused)}`;
  expect(README).toContain(kept);
  expect(SECURITY).toContain(`changes and settings ${String(changes)} days, refusals ${String(refused)}`);
  expect(SECURITY).toContain(`${String((PARTS_A_DAY * PART_LIMIT_BYTES) / 1e6)} MB of changes`);
  expect(SECURITY).toContain(`while ${MOST_WAITING.toLocaleString('en')} rows wait`);
  expect(GUIDE).toContain(`for ${String(changes)} days, refusals for ${String(refused)}`);
  const sources = ['audit-trail.ts', 'settings-record.ts'].map((name) => read(`server/sidecar/src/${name}`)).join('');
  const events = [...sources.matchAll(/event_name: '(\w+)'/g)].map(([, event]) => `\`${String(event)}\``);
  expect(events).toHaveLength(3);
  for (const event of events) for (const page of [GUIDE, SECURITY]) expect(page).toContain(event);
});

test('the guide is one page with all that an administrator looks for', () => {
  const source = readFileSync(join(ROOT, 'docs/admin-guide.md'), 'utf8');
  const linked = [...README.matchAll(/\]\(([^)#]+)/g)].map(([, target]) => target);
  const headings = [...source.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
  for (const about of [
    /credentials/i,
    /roles/i,
    /people/i,
    /audit/i,
    /proxies/i,
    /without a way to the internet/i,
    /upgrade/i,
    /remove/i,
  ]) {
    expect(headings.filter((heading) => about.test(heading))).not.toEqual([]);
  }
  expect(source.split('\n').length).toBeLessThan(120);
  for (const page of ['admin-guide', 'security', 'troubleshooting']) expect(linked).toContain(`docs/${page}.md`);
});

test('CONTRIBUTING says how fast a hole of Node or a dependency is mended', () => {
  const page = read('CONTRIBUTING.md');
  expect(page).toMatch(/Node, or a package that the bundle carries: a release of ours within \d+ working days/);
});
