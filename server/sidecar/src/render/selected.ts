import type { Messages } from '../messages/messages.ts';
import type { Instance } from '../ports.ts';
import type { Miss, Selected } from '../views.ts';
import { code, plain } from './escape.ts';
import { MARKS, nameInLine, sharedNames, WARNING } from './instance.ts';
import { joinSentences } from './sentences.ts';

/** Words that mean nothing, or only begin names, are told up to this number. */
const MOST_MISSES = 10;

/** The answer where nothing that was asked for is there: in bold, then what is near. */
export function nothingSelected(messages: Messages, misses: readonly Miss[], words: readonly string[] = []): string[] {
  const [miss, ...more] = misses;
  if (miss === undefined || more.length > 0) {
    const named = messages.list(words.slice(0, MOST_MISSES).map((word) => code(word)));
    const told = misses.slice(0, MOST_MISSES);
    return [messages.format('selection.nothing', { words: named }), ...told.flatMap((one) => near(messages, one))];
  }
  return [`**${missOf(messages, miss)}**`, ...near(messages, miss)];
}

/** A line for each word that means nothing, and for words that only begin names, where others mean something. */
export function selectionLines(messages: Messages, selected: Selected): string[] {
  const beginnings = selected.beginnings
    .slice(0, MOST_MISSES)
    .map((word) => messages.format('selection.beginning', { word: code(word) }));
  const misses = selected.misses.slice(0, MOST_MISSES).map((miss) => `${WARNING} ${missLine(messages, miss)}`);
  return [...beginnings, ...misses];
}

/** That a word means nothing, and what is near, in one line. */
export function missLine(messages: Messages, miss: Miss): string {
  return joinSentences(missOf(messages, miss), ...near(messages, miss));
}

function missOf(messages: Messages, { word, kind, ruledOut }: Miss): string {
  const values = { word: code(word) };
  if (ruledOut.length > 0) return messages.format('selection.ruledOut', values);
  switch (kind) {
    case 'name':
      return messages.format('selection.none.name', values);
    case 'id':
      return messages.format('selection.none.id', values);
    case 'pattern':
      return messages.format('selection.none.pattern', values);
  }
}

function near(messages: Messages, { ruledOut, nearest }: Miss): string[] {
  if (ruledOut.length > 0 || nearest.length === 0) return [];
  const shared = sharedNames(nearest);
  const instances = nearest.map((instance) => named(instance, shared)).join(messages.format('general.separator'));
  return [messages.format('selection.nearest', { instances })];
}

function named(instance: Instance, shared: ReadonlySet<string>): string {
  return `${MARKS[instance.state]} ${nameInLine(instance, shared)} ${plain(instance.region)}`;
}
