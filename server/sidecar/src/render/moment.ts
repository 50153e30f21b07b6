/** The formats of the zones that were asked for, each made once; few zones have people in them. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The day and minute of a moment, as `2026-11-20 09:12 UTC`.
 *
 * @param timeZone a name of the IANA database, for what one person reads alone: `2026-11-20 17:12 GMT+8`. UTC where it is left
 *   out, or is none that is known here
 */
export function moment(at: number, timeZone?: string): string {
  const format = timeZone === undefined ? undefined : formatIn(timeZone);
  if (format === undefined) return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute, zone] = (
    ['year', 'month', 'day', 'hour', 'minute', 'timeZoneName'] as const
  ).map((type) => parts.get(type) ?? '');
  return `${String(year)}-${String(month)}-${String(day)} ${String(hour)}:${String(minute)} ${String(zone)}`;
}

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en', {
      ...{ timeZone, timeZoneName: 'short', hourCycle: 'h23' },
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    });
    formats.set(timeZone, format);
    return format;
  } catch (error) {
    // A newer client may know zones that this runtime does not.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
