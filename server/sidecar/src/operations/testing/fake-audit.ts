import type { Audit, AuditTarget } from '../../audit.ts';
import type { Clock } from '../../clock.ts';
import { Faults } from './faults.ts';

/** A line of the fake. */
export interface FakeLine {
  readonly channelId: string;
  readonly operationId: string;
  readonly message: string;
  /** When it was made, in milliseconds of the clock. */
  readonly at: number;
}

/** The audit channel in memory for tests; none unless told. Outlives whatever uses it. */
export class FakeAudit implements Audit {
  readonly made: FakeLine[] = [];
  goesTo: AuditTarget = { kind: 'none' };
  /** Struck by method, and by channel id. */
  readonly faults: Faults;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.faults = new Faults(clock);
  }

  /** The only line there is. */
  get only(): FakeLine {
    const [line] = this.made;
    if (line === undefined || this.made.length > 1) throw new Error(`Not one line: ${String(this.made.length)}`);
    return line;
  }

  async target(): Promise<AuditTarget> {
    return await this.faults.play('target', '', undefined, () => this.goesTo);
  }

  async make(channelId: string, message: string, operationId: string): Promise<void> {
    await this.faults.play('make', channelId, undefined, () => {
      this.made.push({ channelId, operationId, message, at: this.#clock.now() });
    });
  }

  async find(channelId: string, operationId: string, since: number): Promise<string | undefined> {
    return await this.faults.play('find', channelId, undefined, () => {
      const at = this.made.findIndex(
        (line) => line.channelId === channelId && line.operationId === operationId && line.at >= since,
      );
      return at === -1 ? undefined : `line-${String(at + 1)}`;
    });
  }
}
