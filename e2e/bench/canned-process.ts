/** The canned EC2 as a process of its own, so that its work is not in the process that is measured. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Asked, type CannedEc2, type Fleet, startCannedEc2 } from './canned-ec2.ts';

/** The same, a process away. */
export interface CannedProcess {
  readonly url: string;
  play(fleet: Fleet): Promise<void>;
  asked(): Promise<Asked>;
  stop(): void;
}

/** Starts one; it ends with the process that started it. */
export async function startCannedProcess(): Promise<CannedProcess> {
  const child = fork(import.meta.filename);
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    async play(fleet) {
      const played = once(child, 'message');
      child.send(fleet);
      await played;
    },
    async asked() {
      const told = once(child, 'message') as Promise<[Asked]>;
      child.send('asked');
      return (await told)[0];
    },
    stop: () => {
      child.disconnect();
    },
  };
}

function serve(canned: CannedEc2, tell: (message: string | Asked) => void): void {
  process.on('message', (message: Fleet | 'asked') => {
    if (message === 'asked') {
      tell(canned.asked());
      return;
    }
    canned.play(message);
    tell('played');
  });
  process.on('disconnect', () => {
    process.exit(0);
  });
  tell(canned.url);
}

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  serve(await startCannedEc2(), process.send.bind(process));
}
