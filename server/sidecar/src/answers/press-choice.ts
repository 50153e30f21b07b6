import type { ChoiceSubject } from '../cards/card.ts';
import type { Instance } from '../ports.ts';
import { renderChosen } from '../render/choice.ts';
import { actOnCard } from './act-on-card.ts';
import type { Asker } from './asker.ts';
import { closeCard, showCard } from './close-card.ts';
import { asksAgain, fittingOf } from './open-choice.ts';
import type { Pressed } from './press.ts';
import { proceed } from './proceed.ts';
import { showInfo } from './show-info.ts';
import type { Surroundings } from './surroundings.ts';
import { finishShowing, takeUp } from './take-up.ts';

/** One of several instances was chosen, or all of them; the card shrinks to that, and the command goes on from there. */
export async function pressChoice(
  around: Surroundings,
  asker: Asker,
  { held, press }: Pressed,
  subject: ChoiceSubject,
): Promise<void> {
  const { card } = held;
  const { order, others, dryRun, exact, unread } = subject;
  const chosen = chosenBy(press.choice, subject);
  const [first] = chosen;
  const taken = await takeUp(around, asker, held);
  if (taken === undefined) return;
  const shrinks = (): Promise<boolean> =>
    finishShowing(around, asker, taken, () =>
      showCard(around, card, { message: renderChosen(asker.own, card.head, chosen) }),
    );
  if (first === undefined) {
    await closeCard(around, taken, { kind: 'cancelled' });
    return;
  }
  if (order.verb === 'info') {
    await asker.errand.begin();
    if (await shrinks()) await showInfo(around, asker, { card, id: first.id });
    return;
  }
  const isAll = press.choice === 'all';
  const asks = asksAgain(subject);
  await actOnCard(around, asker, { taken, before: [...chosen, ...others] }, async ({ ec2, instances, settings }) => {
    if (!(await shrinks())) return;
    await proceed(around, asker, {
      ec2,
      settings,
      // Which one is meant was said; whether others bear the name does not matter any longer.
      wish: { order, instances, yes: false, exact: exact && !isAll, unread: isAll ? unread : [] },
      dryRun,
      isConfirmed: isAll ? !asks.all : !asks.one,
    });
  });
}

/** What a press stands for among what was offered; nothing for Cancel. */
function chosenBy(choice: string, subject: ChoiceSubject): readonly Instance[] {
  const fitting = fittingOf(subject);
  return choice === 'all' ? fitting : fitting.filter(({ id }) => id === choice);
}
