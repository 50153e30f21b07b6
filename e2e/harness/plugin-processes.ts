import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { type ProcessInfo, processesRunFrom, processInfo } from './processes.ts';

/** The two processes of our plugin on one server: found by where their programs lie, whoever their parent is by now. */
export class PluginProcesses {
  readonly #folder: string;

  /**
   * @param serverFolder the folder of the server
   * @param pluginId whose processes
   */
  constructor(serverFolder: string, pluginId: string) {
    this.#folder = join(realpathSync(serverFolder), 'plugins', pluginId);
  }

  /** All processes of the plugin. */
  all(): ProcessInfo[] {
    return processesRunFrom(this.#folder);
  }

  /** The sidecar, as soon as there is one; another than `not` if that is given. */
  async sidecar({ not = 0, timeout = 20_000 } = {}): Promise<ProcessInfo> {
    return eventually(() => this.sidecars().find(({ pid }) => pid !== not), { what: 'the sidecar', timeout });
  }

  /** The sidecars that there are: one, when all is well. */
  sidecars(): ProcessInfo[] {
    return this.all().filter(({ executable }) => executable.endsWith('/runtime/bin/node'));
  }

  /** The plugin process, as soon as there is one. */
  async bridge({ not = 0, timeout = 20_000 } = {}): Promise<ProcessInfo> {
    return eventually(
      () =>
        this.all().find(({ pid, executable }) => pid !== not && executable.startsWith(join(this.#folder, 'server'))),
      { what: 'the plugin process', timeout },
    );
  }

  /** Resolves when none is left. */
  async gone(timeout: number): Promise<void> {
    await eventually(() => this.all().length === 0, { what: 'the end of the plugin and its sidecar', timeout });
  }

  /**
   * How many milliseconds it took from now until `/proc` showed none of them, whatever ends them.
   *
   * @param end asks for the end; what it answers is waited for, but is not part of the time
   */
  async timeToGo(end: () => Promise<unknown>): Promise<number> {
    const before = performance.now();
    const ended = end();
    // Shown by the awaiting below; here it must only not count as unhandled.
    ended.catch(() => undefined);
    const looked = eventually(() => this.all().length === 0 && performance.now() - before, {
      what: 'the end of the plugin and its sidecar',
      timeout: 30_000,
      interval: 20,
    });
    const [milliseconds] = await Promise.all([looked, ended]);
    return milliseconds;
  }

  /** Resolves when this process is gone. */
  async ended(pid: number, timeout: number): Promise<void> {
    await eventually(() => processInfo(pid) === undefined, { what: `the end of process ${String(pid)}`, timeout });
  }
}
