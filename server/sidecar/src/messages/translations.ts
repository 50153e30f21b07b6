import type { Translation } from './catalogue.ts';
import { zhTW } from './zh-TW.ts';

/**
 * Languages other than English, by the names that Mattermost has for them. Each is a function: until somebody reads the
 * language, its sentences are not even made.
 */
export const TRANSLATIONS: Readonly<Record<string, () => Translation>> = {
  'zh-TW': zhTW,
};

/** All languages that there are. */
export const LOCALES: readonly string[] = ['en', ...Object.keys(TRANSLATIONS)];
