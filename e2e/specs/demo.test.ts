import { afterEach, describe, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawMarkdown } from '../demo/markdown.ts';
import { textWidth, wrapped } from '../demo/text-width.ts';
import { eventually } from '../harness/eventually.ts';
import { allProcesses } from '../harness/processes.ts';

const DEMO = fileURLToPath(new URL('../demo/main.ts', import.meta.url));

/** Runs a program in a terminal of its own: Python is there for the tests, a terminal is not. */
const IN_TERMINAL = `
import fcntl, pty, struct, sys, termios, os, threading
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 50, 160, 0, 0))
def feed():
    while True:
        typed = os.read(0, 1024)
        if not typed:
            return
        os.write(fd, typed)
threading.Thread(target=feed, daemon=True).start()
try:
    while True:
        shown = os.read(fd, 4096)
        if not shown:
            break
        os.write(1, shown)
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** A demo under way, and what it has said so far. */
class Demo {
  readonly child: ChildProcess;
  /** Where it keeps all that it makes. */
  readonly folder = mkdtempSync(join(realpathSync(tmpdir()), 'ec2ctl-demo-'));
  output = '';
  readonly #closed: Promise<unknown>;

  constructor(program: string, args: readonly string[]) {
    // The demo starts a PostgreSQL of its own, as it does for a person.
    const environment: NodeJS.ProcessEnv = { ...process.env, TMPDIR: this.folder };
    delete environment['EC2CTL_TEST_DATABASE'];
    // As root its PostgreSQL is another user.
    chmodSync(this.folder, 0o755);
    this.child = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    // Its end alone would leave out what it said last.
    this.#closed = once(this.child, 'close');
    // What is typed when it has ended already goes nowhere; the test then waits for an answer in vain, and says so.
    this.child.stdin?.on('error', () => undefined);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  /** Waits until something new stands on the screen since `type` was last called. */
  async sees(text: RegExp, timeout = 60_000): Promise<void> {
    await eventually(() => text.test(this.output), { what: `${String(text)} in:\n${this.output}`, timeout });
  }

  type(text: string): void {
    this.output = '';
    this.child.stdin?.write(text);
  }

  async ended(): Promise<number | null> {
    await this.#closed;
    return this.child.exitCode;
  }
}

const demos: Demo[] = [];

function start(program: string, ...args: string[]): Demo {
  const demo = new Demo(program, args);
  demos.push(demo);
  return demo;
}

afterEach(async () => {
  for (const demo of demos.splice(0)) {
    demo.child.kill('SIGKILL');
    await demo.ended();
    rmSync(demo.folder, { recursive: true, force: true });
  }
});

/** No file and no process of it is left. */
async function expectNothingLeft({ folder }: Demo): Promise<void> {
  await eventually(() => readdirSync(folder).length === 0, {
    what: `the removal of all in ${folder}`,
    timeout: 30_000,
  });
  const left = (): string[] =>
    allProcesses()
      .filter(({ executable, commandLine }) => executable.startsWith(folder) || commandLine.join(' ').includes(folder))
      .map(({ commandLine }) => commandLine.join(' '));
  await eventually(() => left().length === 0, { what: 'the end of its processes' });
}

/** The address and both logins that a demo prints can be used. */
async function expectLogins(output: string): Promise<void> {
  const [, url = ''] = /Mattermost +(http\S+)/.exec(output) ?? [];
  const [, admin, password, user] = /Login +(\S+) \/ (\S+) +\(a plain user: (\w+),/.exec(output) ?? [];
  for (const name of [admin, user]) {
    const body = JSON.stringify({ login_id: name, password });
    const answer = await fetch(`${url}/api/v4/users/login`, { method: 'POST', body });
    expect({ name, status: answer.status }).toEqual({ name, status: 200 });
  }
}

describe('without a terminal', () => {
  test('it plays a tour, tells how far it is, prints address and login, and ends with 0', async () => {
    const demo = start(process.execPath, DEMO);
    demo.child.stdin?.end();
    expect(await demo.ended()).toBe(0);

    expect(demo.output).toMatch(/Starting PostgreSQL/);
    expect(demo.output).toMatch(/Mattermost +http:\/\/127\.0\.0\.1:\d+/);
    expect(demo.output).toMatch(/Login +admin \/ \S+/);
    expect(demo.output).toMatch(/INSTANCE NAME +ID +TYPE +STATE +REGION/);
    for (const seen of [
      /web-1 is stopping/,
      /web-1 is stopped after/,
      /jump is running after/,
      /2 instances are named jump[^]*Start which\?[^]*\[ Start both \]/,
      /Stop these 2 instances\?[^]*\[ Stop 2 instances \]/,
      /Stopping 2 instances[^]*Stopped 2 instances/,
      /stop protection/,
      /us-west-2/,
    ]) {
      expect(demo.output).toMatch(seen);
    }
    await expectNothingLeft(demo);
  });

  test('two run side by side; ended by a signal one leaves nothing behind, killed outright the other neither', async () => {
    const [ended, killed] = [start(process.execPath, DEMO), start(process.execPath, DEMO)];
    await Promise.all([ended.sees(/Log +\S+\n/, 90_000), killed.sees(/Log +\S+\n/, 90_000)]);
    for (const { folder } of [ended, killed]) expect(readdirSync(folder)).not.toEqual([]);
    ended.child.kill('SIGINT');
    killed.child.kill('SIGKILL');
    for (const demo of [ended, killed]) await demo.ended();
    for (const demo of [ended, killed]) await expectNothingLeft(demo);
  });
});

test.each([/Starting PostgreSQL/, /Starting the Mattermost server/, /Making a team/, /Uploading the plugin/])(
  'ended at the step %s of its start it leaves nothing behind',
  async (step) => {
    const demo = start(process.execPath, DEMO);
    await demo.sees(step);
    await eventually(() => readdirSync(demo.folder).length > 0, { what: 'something to be left' });
    demo.child.kill('SIGINT');
    expect(await demo.ended()).toBe(130);
    await expectNothingLeft(demo);
  },
);

describe('in a terminal', () => {
  test('it is a chat: a command, its post edited live, completion, and Ctrl-C leaves nothing behind', async () => {
    const demo = start('python3', '-c', IN_TERMINAL, process.execPath, DEMO);
    await demo.sees(/Log +\S+/);
    await expectLogins(demo.output);
    await demo.sees(/~machines ›/);
    demo.type('/ec2ctl ls\r');
    await demo.sees(/web-1.*us-west-2/);
    demo.type('/ec2ctl stop web-1\r');
    await demo.sees(/\(edited\)[^]*is stopped/);
    demo.type('/ec2ctl stop web-*\r');
    await demo.sees(/Stop these 2 instances[^]*\[1\] Stop 2 instances[^]*\[2\] Cancel/);
    demo.type('2\r');
    await demo.sees(/Cancelled\. Nothing was changed\./);
    demo.type('7\r');
    await demo.sees(/There is no button 7\./);
    demo.type('/ec2ctl st\t');
    await demo.sees(/ start <what…>[^]* stop <what…>/);
    demo.type('\u0015/ec2ctl vers\t');
    await demo.sees(/\/ec2ctl version /);
    demo.type('\u0003');
    expect(await demo.ended()).toBe(0);
    await expectNothingLeft(demo);
  });
});

describe('a post in a terminal', () => {
  test('shows bold, code, links and aligned tables', () => {
    const text = [
      '`〉ec2ctl ls` · bob · [demo fleet](http://127.0.0.1/settings)',
      '**2 instances:** 🟢 1 running',
      '',
      '| INSTANCE NAME | ID |',
      '|:--|:--|',
      '| 🟢 `web` | `i-1` |',
      '| ⚪ ``` a`b ``` | `i-2` |',
    ].join('\n');
    expect(drawMarkdown(text, false)).toEqual([
      '〉ec2ctl ls · bob · demo fleet (http://127.0.0.1/settings)',
      '2 instances: 🟢 1 running',
      '',
      'INSTANCE NAME  ID',
      '🟢 web         i-1',
      '⚪ a`b         i-2',
    ]);
    expect(drawMarkdown('**`web` is running**', true)).toEqual([
      '\u001B[1m\u001B[36mweb\u001B[39m\u001B[22m\u001B[1m is running\u001B[22m',
    ]);
  });

  test('cannot steer the terminal', () => {
    expect(drawMarkdown('`a\u001B[2Jb\u0007`', false)).toEqual(['a [2Jb ']);
  });

  test('is cut to the width of the terminal by columns, not by characters', () => {
    expect(textWidth('🟢 日本\u001B[1mx\u001B[22m')).toBe(8);
    expect(wrapped('日本語ab', 4)).toEqual(['日本', '語ab']);
  });
});
