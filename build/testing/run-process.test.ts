import { describe, expect, test } from '@jest/globals';
import { runProcess } from './run-process.ts';

const node = process.execPath;

describe('runProcess', () => {
  test('gives every line, and nothing when all went well', async () => {
    const lines: string[] = [];
    const problem = await runProcess(node, ['-e', 'console.log("one\\ntwo")'], {
      cwd: '/',
      limit: 60_000,
      onLine: (line) => lines.push(line),
    });
    expect({ problem, lines }).toEqual({ problem: undefined, lines: ['one', 'two'] });
  });

  test('says how a process ended', async () => {
    const options = { cwd: '/', limit: 60_000 };
    expect(await runProcess(node, ['-e', 'process.exit(3)'], options)).toContain('ended with status 3');
    expect(await runProcess(node, ['-e', 'process.kill(process.pid)'], options)).toContain('ended with SIGTERM');
    expect(await runProcess('/there/is/no/such', [], options)).toContain('could not be run');
  });

  test('ends what takes too long, also when it left something behind that holds its stdout', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const stays = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit', detached: true });
      console.log(stays.pid);
      setTimeout(() => {}, 60000);
    `;
    let left = 0;
    const problem = await runProcess(node, ['-e', script], {
      cwd: '/',
      limit: 1500,
      onLine: (line) => {
        left = Number(line);
      },
    });
    expect(problem).toContain('was ended after');
    expect(left).toBeGreaterThan(0);
    process.kill(left);
  });
});
