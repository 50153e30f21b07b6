import { inParts } from '../access/parts.ts';
import type { ParsedHistory } from '../commands/parse.ts';
import { UpstreamError } from '../errors.ts';
import type { HistoryFound } from '../history/read-history.ts';
import type { ChannelLabel, HistoryRow } from '../history-rows.ts';
import { logDefect, reasonOf } from '../operations/failures.ts';
import { channelIdsIn } from '../render/entry-channels.ts';
import { renderHistory, renderHistoryUnread } from '../render/history.ts';
import { matcherOf } from '../selection/pattern.ts';
import type { Noun } from '../selection/selector.ts';
import { type Access, mayChange } from '../views.ts';
import { type Asker, ownHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** So many lines never fit a post. */
const MOST_LINES = 300;

/** Of so many channels it is looked up what the asker may know of them; all others are told to nobody. */
const MOST_CHANNELS = 500;

/** Answers `history`, to the asker alone: operators see all, others what they did themselves. */
export async function answerHistory(
  around: Surroundings,
  asker: Asker,
  access: Access,
  parsed: ParsedHistory,
): Promise<void> {
  const { clock, history, posts } = around;
  const { person, place, own } = asker;
  const head = ownHead(asker);
  let found: HistoryFound;
  try {
    found = await history.read({ from: clock.now() - parsed.sinceMs, fits: wanted(asker, access, parsed) });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    around.log('warn', 'The history could not be read', reasonOf(error));
    await posts.ephemeral(person.id, place, renderHistoryUnread(own, head, error.code));
    return;
  }
  const look = { now: clock.now(), timeZone: person.timeZone, labels: await labelsOf(around, asker, found.rows) };
  const view = { ...found, sinceMs: parsed.sinceMs, isOwnAlone: !mayChange(access) && !parsed.mine };
  await posts.ephemeral(person.id, place, renderHistory(own, head, view, look));
}

/** What of the history the asker may see and asks for. */
function wanted(asker: Asker, access: Access, { mine, instances }: ParsedHistory): (row: HistoryRow) => boolean {
  const isMeant = instances.map(matcherOfNoun);
  const ownAlone = mine || !mayChange(access);
  return (row) => {
    // Who changed the settings is not known, so it is nobody's own.
    if (ownAlone && (row.kind === 'settings' || row.personId !== asker.person.id)) return false;
    return isMeant.length === 0 || isMeant.some((isOne) => isOne(row));
  };
}

/** Whether a row is about what a word means: an instance of a change, or of a refusal the words that were typed. */
function matcherOfNoun({ kind, word }: Noun): (row: HistoryRow) => boolean {
  const isIt = matcherOf(word);
  return (row) => {
    switch (row.kind) {
      case 'change':
        // What is shaped like an id is never a name, whatever an instance is called.
        return row.instances.some(({ id, name }) => isIt(id) || (kind !== 'id' && name !== undefined && isIt(name)));
      case 'refusal':
        return row.words.some(isIt);
      case 'settings':
        return false;
    }
  };
}

function channelsOf(row: HistoryRow): readonly string[] {
  switch (row.kind) {
    case 'change':
      return [row.channelId];
    case 'refusal':
      return row.channelIds;
    case 'settings':
      return row.people.flatMap(channelIdsIn);
  }
}

async function labelsOf(
  { channels, log }: Surroundings,
  { person }: Asker,
  rows: readonly HistoryRow[],
): Promise<ReadonlyMap<string, ChannelLabel>> {
  const ids = new Set(rows.slice(0, MOST_LINES).flatMap(channelsOf));
  const labels = new Map<string, ChannelLabel>();
  for (const part of inParts([...ids].slice(0, MOST_CHANNELS))) {
    await Promise.all(
      part.map(async (channelId) => {
        try {
          labels.set(channelId, await channels.labelFor(channelId, person.id));
        } catch (error) {
          logDefect(log, error, { channelId });
          log('warn', 'A channel could not be looked up; it is not named', { channelId, ...reasonOf(error) });
        }
      }),
    );
  }
  return labels;
}
