/** What is printed: a table in Markdown, a row for each thing that was measured. */

/** One comparison. What is a text is shown as it is. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** What it is compared with, by name, and its figure. */
  readonly baseline: string;
  readonly ratio: string;
  /** What must hold; undefined for a figure that is shown for itself. */
  readonly reach?: { readonly text: string; readonly held: boolean };
  /** The best that was ever seen, in a trial. */
  readonly knownBest?: string;
}

const HEADING = ['what', 'ours', 'baseline', 'ratio', 'reach', 'known best', ''];

/** The lines of the table. */
export function tableOf(rows: readonly Row[]): string[] {
  const cells = [
    HEADING,
    HEADING.map(() => ''),
    ...rows.map(({ what, ours, baseline, ratio, reach, knownBest }) => [
      what,
      ours,
      baseline,
      ratio,
      reach?.text ?? '–',
      knownBest ?? '–',
      reach === undefined ? '' : reach.held ? 'ok' : '**missed**',
    ]),
  ];
  const widths = HEADING.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row, line) => {
    const padded = row.map((cell, column) => cell.padEnd(widths[column] ?? 0, line === 1 ? '-' : ' '));
    return `| ${padded.join(' | ')} |`;
  });
}

/** The rows whose reach was missed. */
export function missed(rows: readonly Row[]): Row[] {
  return rows.filter(({ reach }) => reach !== undefined && !reach.held);
}

/** A number with three figures that count. */
export function figure(value: number): string {
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(Math.min(places, 2));
}

/** A ratio, as it is written. */
export function times(ratio: number): string {
  return `${figure(ratio)} ×`;
}
