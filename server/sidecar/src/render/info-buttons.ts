import type { Action, Attachment } from '../attachment.ts';
import type { Messages } from '../messages/messages.ts';
import { COURSES } from '../courses.ts';
import { type Instance, type Verb, VERBS } from '../ports.ts';
import { cancelButton, CONFIRM_COLOR, footerOf, plainName } from './confirmation.ts';

/** What the buttons below `info` are for. */
export interface InfoButtons {
  readonly instance: Instance;
  /** The verb whose button was pressed; undefined while none was. */
  readonly asks: Verb | undefined;
  readonly token: string;
  /** Who alone can answer; undefined where nobody else sees it. */
  readonly username: string | undefined;
}

/** What the button that acts stands for: with its verb, since a post may show a question that is not the one that is kept. */
export function confirmChoice(verb: Verb): string {
  return `confirm:${verb}`;
}

/** What stands below the text of `info`, with buttons for the verbs that fit the state, or with the question that one asks. */
export function infoAttachment(
  messages: Messages,
  fields: Attachment | undefined,
  { instance, asks, token, username }: InfoButtons,
): Attachment | undefined {
  if (fields === undefined) return undefined;
  if (asks === undefined) {
    const actions = VERBS.filter((verb) => COURSES[verb].from.includes(instance.state)).map((verb): Action => {
      const name = messages.format(`card.do.${verb}.bare`);
      const style = verb === 'stop' ? { style: 'danger' as const } : {};
      return { type: 'button', name, ...style, context: { token, choice: verb } };
    });
    return actions.length === 0 ? fields : { ...fields, actions };
  }
  const name = plainName(instance);
  const doIt: Action = {
    type: 'button',
    name: messages.format(`card.do.${asks}`, { name }),
    ...(asks !== 'start' && { style: 'danger' as const }),
    context: { token, choice: confirmChoice(asks) },
  };
  return {
    ...fields,
    color: CONFIRM_COLOR,
    fallback: messages.format(`card.ask.${asks}`, { name }),
    footer: footerOf(messages, username),
    actions: [doIt, cancelButton(messages, token)],
  };
}
