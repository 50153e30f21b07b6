import type { en } from './en.ts';

type English = typeof en;

/** The id of a sentence. */
export type MessageId = keyof English;

/** What precedes the first `End` in `Source`. */
type UpTo<Source extends string, End extends string> = Source extends `${infer Head}${End}${string}` ? Head : Source;

/**
 * The argument that a piece of an ICU message opens, if it opens one: the text behind a `{` up to the next `}`. The text of
 * a plural's branch is behind a `{` as well; it has a space or a `#`, which no name has (a test holds that).
 */
type Argument<Piece extends string> = Piece extends `${infer Name},${infer Kind}`
  ? IsName<Name> extends true
    ? Record<Name, Kind extends ` ${'plural' | 'number'}${string}` ? number : Words>
    : Nothing
  : IsName<Piece> extends true
    ? Record<Piece, Words>
    : Nothing;

/** What stands for `{name}`: words, or several that are put one after another as the language does it. */
export type Words = string | readonly string[];

type IsName<Text extends string> = Text extends '' | `${string} ${string}` | `${string}#${string}` ? false : true;

/** The neutral element of `&`. */
type Nothing = unknown;

type ArgumentsIn<Source extends string, Found = Nothing> = Source extends `${string}{${infer Rest}`
  ? ArgumentsIn<Rest, Found & Argument<UpTo<Rest, '}'>>>
  : Found;

type Flat<Values> = { readonly [Name in keyof Values]: Values[Name] };

/** The values that a sentence takes, read from its English ICU text: `{name}` takes words, a plural or number a number. */
export type MessageArguments<Id extends MessageId> = Flat<ArgumentsIn<English[Id]>>;

/** The ids of sentences that take no value. */
export type PlainMessageId = { [Id in MessageId]: keyof MessageArguments<Id> extends never ? Id : never }[MessageId];

/** A further language, or a topic of it: any part of the sentences; English stands in for the rest. */
export type Translation = Readonly<Partial<Record<MessageId, string>>>;
