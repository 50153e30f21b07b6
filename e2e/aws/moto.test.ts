import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { startMoto } from './moto.ts';

test('moto does not outlive the process that started it', async () => {
  const script = `import { startMoto } from ${JSON.stringify(new URL('moto.ts', import.meta.url).href)};
    console.log((await startMoto()).url); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  expect((await fetch(`${url}/moto-api/data.json`)).status).toBe(200);
  parent.kill('SIGKILL');
  const end = performance.now() + 10_000;
  while (await isUp(url)) {
    expect(performance.now()).toBeLessThan(end);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test('moto stops when it is told to', async () => {
  const moto = await startMoto();
  await moto.stop();
  expect(await isUp(moto.url)).toBe(false);
  await moto.stop();
});

test('a machine without Python is told what to install', async () => {
  const script = `import { preparePython } from ${JSON.stringify(new URL('python-environment.ts', import.meta.url).href)};
    preparePython().catch((error) => console.log(error.constructor.name, error.message));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '/nowhere' },
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(line).toMatch(/^MissingPrerequisite Python 3 is missing\. Install it \(apt-get install python3 /);
});

async function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/moto-api/data.json`).then(
    () => true,
    () => false,
  );
}
