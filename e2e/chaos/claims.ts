/** What a post of a change says, read as a person reads it. */

/** What is said of one instance. */
export interface Claim {
  /** Its name. */
  readonly name: string;
  /**
   * `moving`: it goes on; `arrived`: it is where it was wanted, or was there already; `failed`: it did not work, and the state is the one that
   * was seen; `unwatched`: nobody looks any longer, and the state is the one that was seen last; `told`, `perhaps told`, `not told`:
   * to reboot, of which EC2 shows nothing.
   */
  readonly says: 'moving' | 'arrived' | 'failed' | 'unwatched' | 'told' | 'perhaps told' | 'not told';
  /** The state that it is said to have; undefined where none is said. */
  readonly state: string | undefined;
  readonly denies: Denial | undefined;
}

/** What is said not to have been: that AWS was `asked`, or that anything was `changed`. */
export type Denial = 'asked' | 'changed';

/** A post of a change. */
export interface Said {
  /** Whether the post says no more what will be, but what came of it. */
  readonly isOver: boolean;
  readonly claims: readonly Claim[];
}

const STATE = '(pending|running|shutting-down|terminated|stopping|stopped)';

/** A change of one instance: what its line looks like, and what it says. The first that fits counts. */
const ONE: readonly (readonly [RegExp, Claim['says']])[] = [
  [/^⏳ \*\*`([^`]+)` is (?:asked to (?:start|stop|reboot)|starting|stopping)\*\*/, 'moving'],
  [new RegExp(`^⏳ \\*\\*\`([^\`]+)\`: watching stopped, last seen ${STATE}\\*\\*`), 'moving'],
  [
    new RegExp(`^⏳ \\*\\*\`([^\`]+)\`: watching stopped: the AWS settings changed, last seen ${STATE}\\*\\*`),
    'unwatched',
  ],
  [new RegExp(`^⏳ \\*\\*\`([^\`]+)\` still ${STATE}\\*\\* after`), 'unwatched'],
  [new RegExp(`^[🟢⚪] \\*\\*\`([^\`]+)\` is (?:already )?${STATE}\\*\\*(?!:)`, 'u'), 'arrived'],
  [/^🟢 \*\*`([^`]+)` was told to reboot\*\*/, 'told'],
  [/^❌ \*\*`([^`]+)` may have been told to reboot\*\*:/, 'perhaps told'],
  [/^❌ \*\*`([^`]+)` was not told to reboot\*\*:/, 'not told'],
  [new RegExp(`^❌ \\*\\*\`([^\`]+)\` (?:still|is|last seen) ${STATE}\\*\\*:`), 'failed'],
  [new RegExp(`^\\S+ \\*\\*\`([^\`]+)\` is ${STATE}\\*\\*:`), 'failed'],
];

/** The same for one of several. */
const SEVERAL: readonly (readonly [RegExp, Claim['says']])[] = [
  [new RegExp(`^⏳ \`([^\`]+)\` .*${STATE}\\. Not watched any longer`), 'unwatched'],
  [/^[⏳🟢] `([^`]+)` .*asked to reboot$/u, 'moving'],
  [/^❌ `([^`]+)` (?:[\w-]+ · )?may have been told to reboot:/, 'perhaps told'],
  [/^❌ `([^`]+)` (?:[\w-]+ · )?not told to reboot:/, 'not told'],
  [/^🟢 `([^`]+)` .*told to reboot$/, 'told'],
  [new RegExp(`^❌ \`([^\`]+)\` (?:[\\w-]+ · )?(?:still |last seen )?${STATE}:`), 'failed'],
  [new RegExp(`^[🟢⚪] \`([^\`]+)\` (?:[\\w-]+ · )?${STATE}(?:,|$| ·)`, 'u'), 'arrived'],
  [/^⏳ `([^`]+)` /, 'moving'],
];

const ALREADY = new RegExp(`^\\d+ already ${STATE}: (.+)$`);

const LEFT = /^\d+ left as (?:it is|they are): (.+)$/;

const NOT_ASKED = /AWS was not asked|before AWS was asked/;

/** What is said with a condition denies nothing: that nobody can know, or that no other post may tell of it. */
const NOTHING_CHANGED =
  /(?<!As far as EC2 shows, |no other post tells of it, )nothing was changed|this press changed nothing/i;

/** What a text denies, read as a person reads it. */
export function denialIn(text: string): Denial | undefined {
  if (NOT_ASKED.test(text)) return 'asked';
  return NOTHING_CHANGED.test(text) || text.includes('` is already ') ? 'changed' : undefined;
}

/** Reads the post of a change. Undefined for a post that is none: a question, a refusal, a listing. */
export function readChange(message: string): Said | undefined {
  const lines = message.split('\n').slice(1);
  const claims = lines.flatMap((line) => claimsOf(line, ONE));
  const settingsChanged = message.includes('**watching stopped: the AWS settings changed**');
  const headline = lines.find((line) => line.startsWith('**')) ?? '';
  if (claims.length === 0) {
    if (!/^\*\*(?:Starting|Stopping|Rebooting|Started|Stopped|Told|All|None of them)\b/.test(headline)) {
      return undefined;
    }
    claims.push(...lines.flatMap((line) => [...claimsOf(line, SEVERAL), ...alreadyOf(line)]));
  }
  const told = settingsChanged
    ? claims.map((claim) => (claim.says === 'moving' ? { ...claim, says: 'unwatched' as const } : claim))
    : claims;
  const isUnderWay = /^\*\*(?:Starting|Stopping|Rebooting)\b/.test(headline);
  return { isOver: !isUnderWay && told.every(({ says }) => says !== 'moving'), claims: told };
}

function claimsOf(line: string, forms: readonly (readonly [RegExp, Claim['says']])[]): Claim[] {
  for (const [form, says] of forms) {
    const [, name, state] = form.exec(line) ?? [];
    if (name !== undefined) return [{ name, says, state, denies: denialIn(line) }];
  }
  return [];
}

function alreadyOf(line: string): Claim[] {
  const [, state, names = ''] = ALREADY.exec(line) ?? [];
  const [, left = ''] = LEFT.exec(line) ?? [];
  const unfit = [...left.matchAll(new RegExp(`\`([^\`]+)\` ${STATE}`, 'g'))];
  // To leave it as it is, and to find it there already, is to say that nothing was done.
  const there = { says: 'arrived', denies: 'changed' } as const;
  if (unfit.length > 0) return unfit.map(([, name = '', as]) => ({ ...there, name, state: as }));
  return [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ ...there, name, state }));
}
