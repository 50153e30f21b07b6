import type { Outcome, Skip } from './outcome.ts';

/** One line of `go test -json`. @see https://pkg.go.dev/cmd/test2json */
interface GoEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Output?: string;
}

interface TestState {
  action: string;
  output: string;
}

/** What `go test -json` says, read line by line. */
export class GoReport {
  readonly #tests = new Map<string, TestState>();
  readonly #packages = new Map<string, TestState>();

  /**
   * Takes one line.
   * @returns what a person should see at once: the output of a test or package that failed
   */
  take(line: string): string {
    if (!line.startsWith('{')) {
      // The go command itself, when it cannot even begin.
      return line === '' ? '' : `${line}\n`;
    }
    const event = JSON.parse(line) as GoEvent;
    const packageName = event.Package ?? event.ImportPath ?? '';
    const isTest = event.Test !== undefined;
    const states = isTest ? this.#tests : this.#packages;
    const key = isTest ? `${packageName}: ${event.Test}` : packageName;
    const state = states.get(key) ?? { action: '', output: '' };
    states.set(key, state);
    state.output += event.Output ?? '';
    if (['pass', 'fail', 'skip', 'build-fail'].includes(event.Action)) {
      state.action = event.Action;
    }
    return event.Action === 'fail' || event.Action === 'build-fail' ? state.output : '';
  }

  /** Counts the tests that have no tests below them, and whatever failed without a test being at fault. */
  outcome(part: string, notes: readonly string[] = []): Outcome {
    const names = [...this.#tests.keys()];
    const parents = new Set(names.flatMap(parentsOf));
    const failures: string[] = [];
    const skips: Skip[] = [];
    let passed = 0;
    for (const [name, { action, output }] of this.#tests) {
      const isLeaf = !parents.has(name);
      if (action === 'skip') {
        skips.push({ test: name, reason: skipReason(output) });
      } else if (action === 'pass') {
        passed += Number(isLeaf);
      } else if (isLeaf || !this.#hasFailureBelow(name)) {
        // Failed, or never ended because the process died.
        failures.push(name);
      }
    }
    for (const [name, { action }] of this.#packages) {
      if (action === 'build-fail' || (action === 'fail' && !failures.some((test) => test.startsWith(`${name}: `)))) {
        failures.push(`${name}: the package failed`);
      }
    }
    return { part, passed, failures, skips, notes };
  }

  #hasFailureBelow(parent: string): boolean {
    return [...this.#tests].some(
      ([name, { action }]) => name.startsWith(`${parent}/`) && action !== 'pass' && action !== 'skip',
    );
  }
}

function parentsOf(name: string): string[] {
  const parts = name.split('/');
  const first = parts.findIndex((part) => part.includes(': '));
  return parts.slice(first + 1).map((_, index) => parts.slice(0, first + 1 + index).join('/'));
}

/** What the test gave to `t.Skip`: the line before `--- SKIP`, behind the place in the source. */
function skipReason(output: string): string {
  return /^\s+\S+\.go:\d+: (.+)$/m.exec(output)?.[1] ?? '';
}
