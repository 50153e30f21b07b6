import { complete, type CompletionInput, type CompletionRow, typedWord } from '../commands/completion.ts';
import { createMessages } from '../messages/messages.ts';
import type { Person } from '../ports.ts';
import type { ServeHTTPParams, ServeHTTPResult } from '../rpc/protocol.ts';
import { jsonAnswer } from './json-answer.ts';
import { mayChange } from '../views.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Answers Mattermost's question what may follow in a line. What a person is offered depends on who Mattermost's session
 * says they are, never on a name in the query; the channel in it counts only as far as they are members there. An answer
 * is never empty: after an empty one the phone app asks no more for that line.
 */
export function createCompletionRoute(around: Surroundings): (params: ServeHTTPParams) => Promise<ServeHTTPResult> {
  async function knownTo(userId: string, channelId: string): Promise<Omit<CompletionInput, 'userInput' | 'parsed'>> {
    const nothing = { mayLook: false, knownRegions: [] };
    try {
      // Both at once: somebody waits for each letter that they type. Most people are neither guests nor administrators.
      const [person, usual] = await Promise.all([
        around.people.find(userId),
        around.access.rightsOf(ordinary(userId), channelId),
      ]);
      if (person === undefined) return nothing;
      const messages = createMessages(person.locale);
      const isOrdinary = !person.isSystemAdmin && !person.isOutsider;
      const access = isOrdinary ? usual : await around.access.rightsOf(person, channelId);
      if (access === 'none') return { ...nothing, messages };
      const changes = mayChange(access);
      if (!around.judgement().usable) {
        return { mayLook: true, mayChange: changes, messages, knownRegions: [], isUnusable: true };
      }
      const { regions: knownRegions } = await around.ec2.known();
      const fleet = around.fleet.look();
      return { mayLook: true, mayChange: changes, messages, knownRegions, fleet, now: around.clock.now() };
    } catch (error) {
      // Nobody can say what this person may see: as to who may not look, what is typed is given back.
      around.log('warn', 'completion knows no regions', { userId, error: String(error) });
      return nothing;
    }
  }

  return async (params) => {
    const query = new URLSearchParams(params.query);
    const typed = { userInput: query.get('user_input') ?? '', parsed: query.get('parsed') ?? '' };
    // In silence: who types so fast reads no sentence.
    if (!around.limits.completion(params.userId)) return jsonAnswer(200, [typedWord(typed)]);
    const known = await knownTo(params.userId, query.get('channel_id') ?? '');
    const rows: readonly CompletionRow[] = complete({ ...typed, ...known });
    return jsonAnswer(200, rows);
  };
}

/** Somebody with nothing about them that bears on their rights but who they are. */
function ordinary(id: string): Person {
  return { id, username: '', locale: '', timeZone: undefined, isSystemAdmin: false, isOutsider: false };
}
