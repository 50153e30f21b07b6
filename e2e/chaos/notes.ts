/** What people asked for and what came of it, and what was done to the plugin meanwhile: written down as it is observed. */
import type { Claim } from './claims.ts';
import type { FaultKind } from './plan.ts';

/** What became of a change that a person asked for, by what that person saw. */
export type Outcome =
  /** A post tells what came of it. */
  | 'ended'
  /** It was said that nothing is done, or asked back first. */
  | 'declined'
  /** The server went away before the command was answered, and nothing came. */
  | 'not taken'
  /** The command was taken, and no word came. */
  | 'no word'
  /** There is a post, and it goes on saying what will be. */
  | 'no end';

/** One change that a person asked for: by a command, or by a button below a question. */
export interface Asked {
  readonly person: string;
  readonly line: string;
  /** What every answer to it begins with: the command as it was typed, in a code span. */
  readonly head: string;
  readonly verb: 'start' | 'stop' | 'reboot';
  /** Instances, by their ids. */
  readonly ids: readonly string[];
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  postId: string | undefined;
  outcome: Outcome | undefined;
  /** What was said alone, or by the server. */
  said: string;
  /** When the first word came, and when the end was told, in milliseconds since the epoch. */
  wordAt: number | undefined;
  endedAt: number | undefined;
  /** What the post said in the end of each instance of theirs. */
  readonly claims: (Claim & { readonly id: string })[];
  /** What the post said that was not so, when it had just said it. */
  readonly untrue: string[];
}

/** One request to the server, as the one who made it saw it. */
export interface Answered {
  readonly what: 'command' | 'press' | 'completion';
  readonly tookMs: number;
  /** What the sidecar was going through: for the slowest. */
  readonly line: string;
}

/** Everything that was observed. */
export class Notes {
  readonly asked: Asked[] = [];
  readonly faults = new Map<FaultKind, number>();
  readonly hung: string[] = [];
  /** Processes that outlived what they belong to. */
  readonly orphans: string[] = [];
  /** What was done, and what was asked, in the order of time. */
  readonly diary: string[] = [];
  /** What the harness itself could not do. */
  readonly troubles: string[] = [];
  slowest: Answered | undefined;
  answers = 0;

  /** Notes a fault that was seen to be in force. */
  fault(kind: FaultKind, where = ''): void {
    this.write(`fault ${kind} ${where}`);
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
  }

  /** Notes something that may explain another. */
  write(what: string): void {
    this.diary.push(`${new Date().toISOString()} ${what}`);
  }

  /** How many faults there were. */
  get faultCount(): number {
    return [...this.faults.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Notes a change that is being asked for. */
  ask(asked: Pick<Asked, 'person' | 'line' | 'head' | 'verb' | 'ids'>): Asked {
    const entry: Asked = {
      ...asked,
      sentAt: Date.now(),
      postId: undefined,
      outcome: undefined,
      said: '',
      wordAt: undefined,
      endedAt: undefined,
      claims: [],
      untrue: [],
    };
    this.asked.push(entry);
    this.write(`${asked.person}: ${asked.line}`);
    return entry;
  }

  /** Notes a request that was answered. */
  answered(answered: Answered): void {
    this.answers += 1;
    if (this.slowest === undefined || answered.tookMs > this.slowest.tookMs) this.slowest = answered;
  }
}
