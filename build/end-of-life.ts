/** Set to `1`, `make dist` builds with a Node that gets no security fixes any more. */
const ALLOW_VARIABLE = 'EC2CTL_ALLOW_END_OF_LIFE';

/** Which Node it is, and how long its line is kept: the part of `runtime.json` that is looked at here. */
export interface RuntimeLine {
  /** Such as `24.21.0`. */
  readonly version: string;
  /**
   * The last day, in UTC, on which a line of Node gets fixes, by the line's number. The dates are those of `schedule.json` in
   * the repository nodejs/Release.
   */
  readonly endOfLife: Readonly<Record<string, string>>;
}

/**
 * Makes sure that what is released can still get the fixes of Node.
 * @param now the day of the build
 * @param environment where the variable that allows it all the same is looked for
 * @throws when the line is past its end of life, or its end is not known
 */
export function assertMaintained(
  { version, endOfLife }: RuntimeLine,
  now: Date,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const line = version.split('.')[0] ?? '';
  const lastDay = endOfLife[line];
  if (lastDay === undefined) {
    throw new Error(`Cannot make dist with Node ${version}: build/runtime.json does not say when line ${line} ends`);
  }
  if (now.toISOString().slice(0, 10) > lastDay && environment[ALLOW_VARIABLE] !== '1') {
    throw new Error(
      `Cannot make dist with Node ${version}: it gets no security fixes since ${lastDay}. ` +
        `Take a newer line (CONTRIBUTING.md says how), or set ${ALLOW_VARIABLE}=1`,
    );
  }
}
