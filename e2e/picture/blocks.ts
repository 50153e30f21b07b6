import { marked, type Token, type Tokens } from 'marked';

/** A piece of text in one style. */
export interface Run {
  readonly text: string;
  readonly style: Style;
}

/** How it is written. */
export interface Style {
  readonly bold: boolean;
  readonly code: boolean;
  readonly link: boolean;
}

/** Neither bold, nor code, nor a link. */
export const PLAIN: Style = { bold: false, code: false, link: false };

/** What stands below each other in a post. */
export type Block =
  | { readonly kind: 'line'; readonly runs: readonly Run[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Run[])[])[] };

/**
 * Takes a post apart: lines and tables, of plain and bold text, code spans and links.
 *
 * @returns blocks; a table's first row is its heading
 * @throws Error when there is something else in it: the picture must not leave it out
 */
export function blocksOf(markdown: string): Block[] {
  return marked.lexer(markdown, { gfm: true, breaks: true }).flatMap((token): Block[] => {
    switch (token.type) {
      case 'space':
        return [];
      case 'paragraph':
        return linesOf((token as Tokens.Paragraph).tokens).map((runs) => ({ kind: 'line', runs }));
      case 'table': {
        const { header, rows } = token as Tokens.Table;
        return [{ kind: 'table', rows: [header, ...rows].map((row) => row.map(({ tokens }) => runsOf(tokens))) }];
      }
      default:
        throw new Error(`Cannot draw this part of a post: ${token.raw}`);
    }
  });
}

function linesOf(tokens: readonly Token[]): Run[][] {
  const lines: Token[][] = [[]];
  for (const token of tokens) {
    if (token.type === 'br') {
      lines.push([]);
    } else {
      lines.at(-1)?.push(token);
    }
  }
  return lines.map((line) => runsOf(line));
}

function runsOf(tokens: readonly Token[], style = PLAIN): Run[] {
  return tokens.flatMap((token): Run[] => {
    switch (token.type) {
      case 'text':
      case 'escape':
        return [{ text: (token as Tokens.Text).text, style }];
      case 'codespan':
        return [{ text: (token as Tokens.Codespan).text, style: { ...style, code: true } }];
      case 'strong':
        return runsOf((token as Tokens.Strong).tokens, { ...style, bold: true });
      case 'link':
        return runsOf((token as Tokens.Link).tokens, { ...style, link: true });
      default:
        throw new Error(`Cannot draw this part of a post: ${token.raw}`);
    }
  });
}
