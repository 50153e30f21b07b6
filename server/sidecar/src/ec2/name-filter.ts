/** The filter of DescribeInstances by which instances are asked for that have certain names. */

/** A filter as the SDK takes it, with all its values. */
export interface NameFilter {
  readonly name: 'tag:Name';
  readonly values: readonly string[];
}

/** The most characters of a value. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const LONGEST = 255;

/** Brings all instances of these names, and perhaps others: of a name that is too long for a filter all that begin like it. */
export function nameFilter(names: readonly string[]): NameFilter {
  return { name: 'tag:Name', values: names.filter((name) => name !== '' && name.isWellFormed()).map(literally) };
}

/** A value that means itself and nothing else, as far as there is room: AWS takes `*` and `?` for any characters. */
function literally(name: string): string {
  // Not by UTF-16's units: half of a character is none.
  const characters = Array.from(name, (character) => character.replace(/[*?\\]/, '\\$&'));
  const whole = characters.join('');
  if (whole.length <= LONGEST) return whole;
  let beginning = '';
  for (const character of characters) {
    if (beginning.length + character.length >= LONGEST) break;
    beginning += character;
  }
  return `${beginning}*`;
}
