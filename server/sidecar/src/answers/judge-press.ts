import type { Card } from '../cards/card.ts';
import { COURSES } from '../courses.ts';
import { VERBS } from '../ports.ts';
import { confirmChoice } from '../render/info-buttons.ts';
import { fittingOf } from './open-choice.ts';

/**
 * Whether a card offers this. What a menu sends is the client's word, and Mattermost passes on whatever it is; buttons of
 * `info` come and go, so that an old one may still be pressed.
 */
export function isOffered({ subject }: Card, choice: string): boolean {
  switch (subject.kind) {
    case 'confirm':
      return choice === 'confirm' || choice === 'cancel';
    case 'choice':
      if (choice === 'cancel') return true;
      if (choice === 'all') return subject.order.verb !== 'info';
      return fittingOf(subject).some(({ id }) => id === choice);
    case 'info':
      if (choice === 'cancel') return true;
      if (isConfirm(choice)) return subject.asks !== undefined && choice === confirmChoice(subject.asks);
      return VERBS.some((verb) => verb === choice && COURSES[verb].from.includes(subject.instance.state));
    case 'listing':
      return choice === 'show';
  }
}

/** Whether a press of a button below `info` is of the one that acts. */
export function isConfirm(choice: string): boolean {
  return VERBS.some((verb) => choice === confirmChoice(verb));
}

/** Whether a press gives something up that was asked: whoever asked too much may still do that. */
export function isGivingUp({ subject }: Card, choice: string): boolean {
  return choice === 'cancel' && (subject.kind !== 'info' || subject.asks !== undefined);
}

/** Whether a press may begin a change. */
export function isChanging({ subject }: Card, choice: string): boolean {
  switch (subject.kind) {
    case 'confirm':
      return choice === 'confirm';
    case 'info':
      return isConfirm(choice);
    case 'choice':
      return choice !== 'cancel' && subject.order.verb !== 'info';
    case 'listing':
      return false;
  }
}
