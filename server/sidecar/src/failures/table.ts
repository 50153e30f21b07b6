/**
 * The one table of what can fail: what a channel reads, what an admin is told besides, and what is known of a change. The
 * posts, the judging of answers and `docs/troubleshooting.md` all come from it.
 */
import type { Failure } from '../views.ts';
import type { Asked, Row } from './row.ts';
import { ACCESS_ROWS } from './rows-access.ts';
import { AWS_ROWS } from './rows-aws.ts';
import { INSTANCE_ROWS } from './rows-instance.ts';
import { NETWORK_ROWS } from './rows-network.ts';
import { PLUGIN_ROWS } from './rows-plugin.ts';

/** Every kind of failure there is. Of rows with the same code the more special one stands first. */
export const ROWS: readonly Row[] = [...ACCESS_ROWS, ...NETWORK_ROWS, ...AWS_ROWS, ...INSTANCE_ROWS, ...PLUGIN_ROWS];

/** Why an instance is in its state, as EC2 names it; also where the table does not know it. */
const STATE_REASON = /^(?:Client|Server)\./;

const byCode = new Map<string, Row[]>();
for (const row of ROWS) {
  for (const code of [...(row.codes ?? []), ...(row.ours ?? [])]) {
    byCode.set(code, [...(byCode.get(code) ?? []), row]);
  }
}
const ownCodes: ReadonlySet<string> = new Set(ROWS.flatMap((row) => row.ours ?? []));

/** What is known of a failure: its code, and which of two things it is where AWS has one code for both. */
export type FailureTraits = Pick<Failure, 'code' | 'variant'>;

/**
 * The row of a failure.
 * @param asked what was asked when it failed; where left out, a row for certain questions alone counts as well
 * @returns undefined for a code that is not known
 */
export function rowOf(failure: FailureTraits, asked?: Asked): Row | undefined {
  const row = byCode
    .get(failure.code)
    ?.find(
      ({ variant, asked: only }) =>
        (variant === undefined || variant === failure.variant) &&
        (only === undefined || asked === undefined || only.includes(asked)),
    );
  return row ?? (STATE_REASON.test(failure.code) ? byCode.get('WentElsewhere')?.[0] : undefined);
}

/** Whether what failed came before anything was asked of EC2: it was no use to begin with, and has changed nothing. */
export function wasNeverSent({ attempts }: Pick<Failure, 'attempts'>): boolean {
  return attempts?.count === 0;
}

/** Whether a code is one that we gave ourselves: it proves nothing to anyone. */
export function isOwnCode(code: string): boolean {
  return ownCodes.has(code);
}
