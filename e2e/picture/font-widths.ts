import { textWidth } from '../demo/text-width.ts';

/**
 * Widths of Helvetica, in thousandths of the font's size: those characters that have each. Arial and Liberation Sans have the
 * same, so that text comes out as wide as it is drawn for with what nearly every machine has.
 */
const REGULAR: Readonly<Record<number, string>> = {
  191: "'",
  222: 'ijl',
  260: '|',
  278: ' !,./:;I[\\]ft·',
  333: '()-`r',
  355: '"',
  389: '*',
  500: 'Jcksvxyz',
  556: '#$0123456789?L_abdeghnopqu–',
  584: '+<=>~',
  611: 'FTZ',
  667: '&ABEKPSVXY',
  722: 'CDHNRUw',
  778: 'GOQ',
  833: 'Mm',
  889: '%',
  944: 'W',
  1000: '→…',
  1015: '@',
};

/** The same of Helvetica Bold. */
const BOLD: Readonly<Record<number, string>> = {
  238: "'",
  278: ' ,./I\\ijl·',
  280: '|',
  333: '!()-:;[]`ft',
  389: '*r',
  474: '"',
  500: 'z',
  556: '#$0123456789J_aceksvxy–',
  584: '+<=>~',
  611: '?FLTZbdghnopqu',
  667: 'EPSVXY',
  722: '&ABCDHKNRU',
  778: 'GOQw',
  833: 'M',
  889: '%m',
  944: 'W',
  975: '@',
  1000: '→…',
};

/** Of a font of fixed width, and what one of its columns takes. */
const COLUMN = 0.6;

/** How a piece of text is written. */
export type Face = 'regular' | 'bold' | 'fixed';

const TABLES = { regular: byCharacter(REGULAR), bold: byCharacter(BOLD) } as const;

/** How wide a text is, in pixels. */
export function drawnWidth(text: string, face: Face, size: number): number {
  if (face === 'fixed') {
    return textWidth(text) * COLUMN * size;
  }
  const known = TABLES[face];
  const thousandths = Array.from(text).reduce((sum, one) => sum + (known.get(one) ?? 600 * textWidth(one)), 0);
  return (thousandths / 1000) * size;
}

function byCharacter(widths: Readonly<Record<number, string>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(widths).flatMap(([width, all]) => Array.from(all).map((one) => [one, Number(width)] as const)),
  );
}
