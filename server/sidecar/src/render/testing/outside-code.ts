/**
 * What of a Markdown text stands in no code span, as CommonMark pairs backticks: a run of them opens a span if a run of the same
 * length follows anywhere in the text.
 */
export function outsideCode(text: string): string {
  const runs = [...text.matchAll(/`+/g)];
  let outside = '';
  let from = 0;
  for (let index = 0; index < runs.length; index++) {
    const opening = runs[index];
    const close = runs.findIndex((run, other) => other > index && run[0].length === opening?.[0].length);
    const closing = runs[close];
    if (opening === undefined || closing === undefined) continue;
    outside += text.slice(from, opening.index);
    from = closing.index + closing[0].length;
    index = close;
  }
  return outside + text.slice(from);
}
