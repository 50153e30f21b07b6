import { KINDS, type Row } from '../failures/row.ts';
import { ROWS } from '../failures/table.ts';
import { createMessages, type Messages } from '../messages/messages.ts';
import { code } from './escape.ts';
import { failureReason, rowSentence } from './failure.ts';

/** How long the regions are asked at most, in the words of one that timed out. */
const READ_LIMIT_MS = 8_000;

/** `docs/troubleshooting.md`: every row of the table of failures, by what it is about. */
export function troubleshootingMarkdown(): string {
  const messages = createMessages('en');
  const titles = [
    messages.format('troubleshooting.column.see'),
    messages.format('troubleshooting.column.codes'),
    messages.format('troubleshooting.column.means'),
    messages.format('troubleshooting.column.admin'),
  ];
  const sections = KINDS.map((kind) =>
    [
      `## ${messages.format(`troubleshooting.kind.${kind}`)}`,
      [
        `| ${titles.join(' | ')} |`,
        '| --- | --- | --- | --- |',
        ...ROWS.filter((row) => row.kind === kind).map((row) => tableRow(messages, row)),
      ].join('\n'),
    ].join('\n\n'),
  );
  return (
    [
      `<!-- ${messages.format('troubleshooting.generated')} -->`,
      `# ${messages.format('troubleshooting.title')}`,
      messages.format('troubleshooting.about'),
      ...sections,
    ].join('\n\n') + '\n'
  );
}

function tableRow(messages: Messages, row: Row): string {
  const means = messages.format(`failure.${row.name}.means`);
  const cells = [
    seen(messages, row),
    codesOf(row),
    row.outcome === 'open' ? `${means} ${messages.format('troubleshooting.open')}` : means,
    messages.format(`failure.${row.name}.admin`),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

/** The sentence in quotes, and the words in a bracket, where a region is shown with some. */
function seen(messages: Messages, row: Row): string {
  const sentence = `"${rowSentence(messages, row)}"`;
  const [first = ''] = [...(row.codes ?? []), ...(row.ours ?? [])];
  const failure = { code: first, requestId: undefined, variant: row.variant };
  const reason = failureReason(messages, failure, READ_LIMIT_MS);
  if (reason === code(first)) return sentence;
  return `${sentence} ${messages.format('troubleshooting.bracket', { reason })}`;
}

/** AWS's codes; ours in italics, since nobody is shown them but the log. */
function codesOf(row: Row): string {
  return [...(row.codes ?? []).map((one) => code(one)), ...(row.ours ?? []).map((one) => `*${one}*`)].join(', ') || '–';
}
