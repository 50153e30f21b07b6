import fc from 'fast-check';

const PARTS = [
  '|',
  '`',
  '``',
  '@here',
  '@channel',
  '\n',
  '\\',
  '\u202e',
  '#x',
  '~y',
  ':z:',
  'http://e.org',
  '<',
  '**',
  '](',
  'א',
  'ab',
] as const;

/** What whoever may tag or type could write: anything, and more often than not what Markdown takes for its own. */
export const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.constantFrom(...PARTS), { maxLength: 30 }).map((parts) => parts.join('')),
);

/** What must not stand outside a code span: a mention, a link, a tag, an emoji, HTML, a bidi control. */
export const ALIVE = /[@#~:<\\](?=\w)|https?:|[\u202a-\u202e\u200b]/u;
