import { createIntl, createIntlCache, type IntlShape } from '@formatjs/intl';
import type { MessageId, Words } from './catalogue.ts';
import { en } from './en.ts';
import type { Text, Values } from './text.ts';
import { TRANSLATIONS } from './translations.ts';

type AnyValues = Readonly<Record<string, Words | number>>;

/** The sentences, numbers and durations of one language. */
export interface Messages {
  /** The language in use, as a BCP 47 tag. */
  readonly locale: string;
  /** The sentence of a `Text`. */
  text(text: Text): string;
  /** The sentence with this id and these values. */
  format<Id extends MessageId>(id: Id, ...values: Values<Id>): string;
  /** A length of time in at most two units: 34s, 2m 10s, 3d 4h, or 2 分鐘 10 秒. Below a second it is 0s. */
  duration(ms: number): string;
  /** The time that reading took, in seconds with one decimal: 1.2s. */
  readingTime(ms: number): string;
  /** A number with its thousands separated. */
  number(value: number): string;
  /** Several things one after another, with the separator of the language. */
  list(items: readonly string[]): string;
}

const cache = createIntlCache();

/** So many durations are kept in words: completion says one in each row, and that is most of what it takes. */
const MOST_LENGTHS = 1_000;

/** Made once for each language: what formats a duration takes as long to make as a call of the plugin API. */
const made = new Map<string, Messages>();

/**
 * The sentences of a language. What the language lacks is in English, as is everything for a language that has no file.
 *
 * @param locale a BCP 47 tag, as Mattermost keeps it for a person or the server
 */
export function createMessages(locale: string): Messages {
  const language = Object.hasOwn(TRANSLATIONS, locale) ? locale : 'en';
  const known = made.get(language) ?? makeMessages(language);
  made.set(language, known);
  return known;
}

function makeMessages(locale: string): Messages {
  const intl = createIntl(
    {
      locale,
      messages: { ...en, ...TRANSLATIONS[locale]?.() },
      // A sentence that cannot be made is a defect of ours; half a sentence would hide it.
      onError: (error) => {
        throw error;
      },
    },
    cache,
  );
  return messagesOf(intl, locale);
}

function messagesOf(intl: IntlShape, locale: string): Messages {
  const style = locale === 'en' ? 'narrow' : 'short';
  const lengths = new Map<string, string>();
  const durations = new Map<'auto' | 'always', Intl.DurationFormat>();
  function durationFormat(secondsDisplay: 'auto' | 'always'): Intl.DurationFormat {
    const known = durations.get(secondsDisplay) ?? new Intl.DurationFormat(locale, { style, secondsDisplay });
    durations.set(secondsDisplay, known);
    return known;
  }
  const constants = new Map<MessageId, string>();
  function constant(id: MessageId): string {
    const known = constants.get(id) ?? formatId(id, {});
    constants.set(id, known);
    return known;
  }
  function formatId(id: MessageId, values: AnyValues): string {
    const named = Object.entries(values).map(([name, value]) => [name, isSeveral(value) ? list(value) : value]);
    // `<id>` in a sentence is meant as it stands, not as a tag.
    return intl.formatMessage({ id }, Object.fromEntries(named) as Record<string, string | number>, {
      ignoreTag: true,
    });
  }
  function list(items: readonly string[]): string {
    return items.join(constant('general.list.separator'));
  }
  return {
    locale,
    text: (text) => formatId(text.id, text.values),
    format: (id, ...values) => (values[0] === undefined ? constant(id) : formatId(id, values[0] as AnyValues)),
    duration(ms) {
      const parts = twoUnits(ms);
      const key = Object.values(parts).join(' ');
      const known = lengths.get(key);
      if (known !== undefined) return known;
      const isBelowAMinute = parts.days === 0 && parts.hours === 0 && parts.minutes === 0;
      const words = durationFormat(isBelowAMinute ? 'always' : 'auto').format(parts);
      if (lengths.size >= MOST_LENGTHS) lengths.clear();
      lengths.set(key, words);
      return words;
    },
    readingTime: (ms) =>
      intl.formatNumber(ms / 1000, {
        style: 'unit',
        unit: 'second',
        unitDisplay: style,
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
      }),
    number: (value) => intl.formatNumber(value),
    list,
  };
}

function isSeveral(value: Words | number): value is readonly string[] {
  return Array.isArray(value);
}

/** The two largest units of a duration, in whole numbers, cut and not rounded: a watch of 59.9 s has not taken a minute. */
function twoUnits(ms: number): { days: number; hours: number; minutes: number; seconds: number } {
  const total = Math.max(0, Math.floor(ms / 1000));
  const days = Math.floor(total / 86_400);
  const hours = Math.floor(total / 3600) % 24;
  const minutes = Math.floor(total / 60) % 60;
  return {
    days,
    hours,
    minutes: days > 0 ? 0 : minutes,
    seconds: days > 0 || hours > 0 ? 0 : total % 60,
  };
}
