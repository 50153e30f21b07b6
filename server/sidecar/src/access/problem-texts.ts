/**
 * What is wrong with an entry, in one line of under 140 characters beside the Save button: the setting's name first, the
 * nearest name where there is one.
 */
import { nearest } from '../commands/nearest.ts';
import { text, type Text } from '../messages/text.ts';
import type { Directory } from '../ports.ts';
import { shown } from '../shown-value.ts';
import { labelOf, type Misspelt, type Named } from './entry.ts';
import type { Unfit } from './find-named.ts';
import type { ListName } from './list.ts';

/** A name is cut to this, so that the line holds two of them. */
const NAME_LIMIT = 32;

const SETTINGS: Readonly<Record<ListName, string>> = {
  viewers: 'Viewers',
  operators: 'Operators',
  auditchannel: 'Audit channel',
};

/** For what is no entry at all. */
export function misspeltText(list: ListName, entry: string, why: Misspelt): Text {
  const values = { setting: SETTINGS[list], entry: cut(entry) };
  switch (why) {
    case 'bare':
      return text('people.bare', values);
    case 'mention':
      return text('people.mention', values);
    case 'form':
      return text('people.form', values);
  }
}

/** For what is no channel, where a channel alone is taken. */
export function noChannelText(list: ListName, entry: string): Text {
  return text('audit.noChannel', { setting: SETTINGS[list], entry: cut(entry) });
}

/** For more than one channel. */
export function oneAloneText(list: ListName): Text {
  return text('audit.oneAlone', { setting: SETTINGS[list] });
}

/** For `everyone` where it is not taken. */
export function everyoneText(list: ListName): Text {
  return text('people.everyone', { setting: SETTINGS[list] });
}

/**
 * For a name or an id that means nothing, with the nearest name.
 * @param hint whether to look for that
 */
export async function nobodyText(directory: Directory, list: ListName, named: Named, hint = true): Promise<Text> {
  const setting = SETTINGS[list];
  if (named.id !== undefined) return text('people.unknownId', { setting, name: cut(labelOf(named)) });
  // What kind is meant stands in the sentence; of a person the mark is a part of how they are called.
  const values = { setting, name: cut(named.kind === 'person' ? labelOf(named) : named.name) };
  if (!hint) return text(`people.nobody.${named.kind}`, values);
  // That there is nobody is known already, and does not hang on the hint.
  const names = await directory.similar(named.kind, named.name).catch(() => []);
  const near = nearest(named.name, names);
  if (near === undefined) return text(`people.nobody.${named.kind}`, values);
  const label = labelOf({ kind: named.kind, name: near });
  return text(`people.nobody.${named.kind}.near`, { ...values, near: cut(label) });
}

/** For a channel's name that several teams have. */
export function severalText(list: ListName, named: Named, names: readonly string[]): Text {
  const example = cut(labelOf({ kind: named.kind, name: [...names].sort()[0] ?? '' }));
  return text('people.several', { setting: SETTINGS[list], name: cut(labelOf(named)), count: names.length, example });
}

/** For a name that meant nobody when it was first read, and so grants nothing to whoever took it since. */
export function unboundText(list: ListName, named: Named): Text {
  return text('people.unbound', { setting: SETTINGS[list], name: cut(labelOf(named)) });
}

/** For a name and an id of different things. */
export function disagreeText(list: ListName, named: Named): Text {
  return text('people.disagree', { setting: SETTINGS[list], name: cut(labelOf(named)) });
}

/** For what is there and must not stand on this list. */
export function unfitText(list: ListName, named: Named, why: Unfit): Text {
  const values = { setting: SETTINGS[list], name: cut(labelOf(named)) };
  switch (why) {
    case 'archived':
      return text(named.kind === 'person' ? 'people.deactivated' : 'people.archived', values);
    case 'remote':
      return text('people.remote', values);
    case 'open':
      switch (named.kind) {
        case 'channel':
          return text('people.open.channel', values);
        case 'team':
          return text('people.open.team', values);
        case 'group':
        case 'person':
          return text('people.open.group', values);
      }
  }
}

function cut(name: string): string {
  return shown(name, NAME_LIMIT);
}
