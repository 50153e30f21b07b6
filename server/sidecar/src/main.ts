/**
 * The sidecar: a child process of the bridge, which speaks JSON-RPC over stdin and stdout. This file alone
 * puts the parts together.
 */
// First of all, before any other import can print to stdout.
import { protocolStreams, writeLogLine } from './rpc/claim-stdio.ts';
import { createApp } from './app.ts';
import { BUILD_VERSION } from './build-version.ts';
import { systemClock } from './clock.ts';
import { createLog } from './log.ts';
import { createCallHost } from './mattermost/call-host.ts';
import { createHostApi } from './mattermost/host-api.ts';
import { openEc2 } from './open-ec2.ts';
import { openConnection } from './rpc/connection.ts';

// It served the runtime's own libraries; no child of ours is to inherit it.
delete process.env['LD_LIBRARY_PATH'];

const log = createLog(writeLogLine);

function exit(code: number): void {
  // Keep-alive sockets and timers would hold the event loop open after the pipe is gone.
  process.exit(code);
}

process.on('uncaughtException', (error) => {
  log('error', 'the sidecar failed and exits', { error: error.stack ?? error.message });
  exit(1);
});
process.on('unhandledRejection', (reason) => {
  const error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  log('error', 'a failure of the sidecar was handled nowhere', { error });
});
protocolStreams.output.on('error', () => {
  exit(0);
});

const app = createApp({
  buildVersion: BUILD_VERSION,
  runtimeVersion: process.version,
  clock: systemClock,
  log,
  host: createHostApi((method, args) => callHost(method, args)),
  openEc2: (settings) => openEc2(settings, log),
});
const connection = openConnection({
  input: protocolStreams.input,
  write: protocolStreams.write,
  handlers: app.handlers,
  onDefect: (reference, method, error) => {
    log('error', 'a request failed by a defect', { reference, method, error: describe(error) });
  },
  onClose: (reason, isEnd) => {
    log(isEnd ? 'debug' : 'error', 'the connection to the bridge is closed', { reason });
    exit(isEnd ? 0 : 1);
  },
});
const callHost = createCallHost(connection);

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
