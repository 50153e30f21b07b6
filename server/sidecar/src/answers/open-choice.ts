import type { ChoiceSubject } from '../cards/card.ts';
import { COURSES } from '../courses.ts';
import type { Ec2, Instance } from '../ports.ts';
import { renderChoice, renderNoneFits } from '../render/choice.ts';
import type { Choice } from '../card-views.ts';
import { type Asker, ownHead } from './asker.ts';
import { draftOf } from './card-draft.ts';
import type { Surroundings } from './surroundings.ts';

/** Above this many, to take all of them is asked for once more. */
const ALL_AT_ONCE = 4;

/** What a choice is asked for. */
export type ChoiceRequest = Omit<ChoiceSubject, 'kind'>;

/** Asks the person alone which of several instances is meant; or tells them that the order fits none. */
export async function openChoice(around: Surroundings, asker: Asker, ec2: Ec2, request: ChoiceRequest): Promise<void> {
  const head = ownHead(asker, ec2.demo);
  const { order, dryRun, word, why, instances, others, exact, unread } = request;
  const subject: ChoiceSubject = { kind: 'choice', order, dryRun, word, why, instances, others, exact, unread };
  const choice: Choice = { ...subject, fitting: fittingOf(subject), asksAgain: asksAgain(subject) };
  if (choice.fitting.length === 0) {
    const message = renderNoneFits(asker.own, head, { choice, now: around.clock.now() });
    await around.posts.ephemeral(asker.person.id, asker.place, message);
    return;
  }
  await around.cards.open({ ...draftOf(asker, ec2, head), subject }, async ({ token }) => {
    const now = around.clock.now();
    const { message, attachment } = renderChoice(asker.own, head, { choice, token, now });
    const post = await around.posts.ephemeral(asker.person.id, asker.place, message, attachment);
    return { kind: 'ephemeral', post };
  });
}

/** Those that the order can be carried out on. */
export function fittingOf({ order, instances }: Pick<ChoiceSubject, 'order' | 'instances'>): readonly Instance[] {
  if (order.verb === 'info') return instances;
  const { from } = COURSES[order.verb];
  return instances.filter(({ state }) => from.includes(state));
}

/**
 * Whether a further question follows. To press a button with one instance on it, or with both of two that are listed beside
 * it, is an answer; together with others, or where it is forced, it is not.
 */
export function asksAgain(subject: ChoiceSubject): Choice['asksAgain'] {
  const { order, others, unread, dryRun } = subject;
  if (order.verb === 'info' || dryRun) return { one: false, all: false };
  const more = order.force === true || others.length > 0;
  const isLong = fittingOf(subject).length > ALL_AT_ONCE;
  return { one: more, all: more || isLong || unread.length > 0 };
}
