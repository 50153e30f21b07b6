/**
 * Reads XML of the plain form that EC2 writes: elements with a name alone, and text. Anything else (a comment, CDATA, an
 * attribute below the root, text beside elements, an end tag of another name) is given up as `NotPlainXml`; then the
 * SDK's own parser, which knows more, is to be asked. So whatever is read here is read as the SDK would have.
 */

/** The text is no XML, or is some of another form than EC2's. Says nothing of its own: the SDK's parser finds the words. */
export class NotPlainXml extends Error {
  override readonly name = 'NotPlainXml';
}

/** Elements in elements, at most: more are left to the SDK. EC2 itself has a dozen. */
const DEPTH = 100;

const NEWLINE = 0x0a;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;

/** Of a name; EC2 takes letters and digits alone. */
const IN_NAME = bytesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
/** Between elements. */
const BLANK = bytesOf(' \t\r\n');
/** What means itself in a text. */
const LITERAL = new Uint8Array(256).fill(1, 0x20, 0x7f);
LITERAL[LESS] = LITERAL['&'.charCodeAt(0)] = 0;

/** The declaration of XML, and the root element. */
const BEGINNING = /^(?:<\?xml [^<>]*\?>)?[ \t\r\n]*<([A-Za-z0-9]+)(?: xmlns="[^"<>]*")?>/;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A document that is read once, from its beginning to its end. Every method throws `NotPlainXml`. */
export class PlainXml {
  readonly #bytes: Buffer;
  #at = 0;
  /** The element entered last was `<name/>`: it has nothing in it. */
  #empty = false;

  /** Enters the root element, which must have this name; its namespace does not matter. */
  constructor(bytes: Uint8Array, root: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found = BEGINNING.exec(this.#bytes.toString('latin1', 0, 1_000));
    if (found?.[1] !== root) throw new NotPlainXml();
    this.#at = found[0].length;
  }

  /** Nothing but blanks may follow the root, which was left. */
  end(): void {
    while (this.#at < this.#bytes.length) if (!isIn(BLANK, this.#bytes[this.#at++])) throw new NotPlainXml();
  }

  /**
   * Enters the next element in the present one that has one of these names, whatever stands before it, and returns which
   * of them; or leaves the present one, and returns -1. What was entered is to be left by `text`, or by this method.
   * @param parent name of the present one
   */
  next(parent: string, names: readonly string[]): number {
    for (;;) {
      if (this.#empty) {
        this.#empty = false;
        return -1;
      }
      this.#skipBlanks();
      if (this.#bytes[this.#at + 1] === SLASH) {
        this.#leave(parent);
        return -1;
      }
      const start = this.#at + 1;
      const end = this.#enter();
      const index = this.#indexOf(names, start, end - start);
      if (index !== -1) return index;
      this.#skip(start, end, 0);
    }
  }

  /** The text of the element with this name, which is left. */
  text(name: string): string {
    if (this.#empty) {
      this.#empty = false;
      return '';
    }
    const bytes = this.#bytes;
    const start = this.#at;
    let end = start;
    while (isIn(LITERAL, bytes[end])) end += 1;
    const literal = bytes[end] === LESS;
    if (!literal) end = bytes.indexOf(LESS, end);
    if (end === -1) throw new NotPlainXml();
    this.#at = end;
    this.#leave(name);
    // From the bytes: a slice of a string would hold on to the whole page.
    return literal ? bytes.toString('latin1', start, end) : decode(bytes.toString('utf8', start, end));
  }

  /** Leaves an element just entered, whatever is in it. Its name stands from `start` to `end`. */
  #skip(start: number, end: number, depth: number): void {
    if (this.#empty) {
      this.#empty = false;
      return;
    }
    if (depth > DEPTH) throw new NotPlainXml();
    const bytes = this.#bytes;
    let at = this.#at;
    // What nobody reads may say what it likes.
    while (at < bytes.length && bytes[at] !== LESS) at += 1;
    while (bytes[at + 1] !== SLASH) {
      this.#at = at;
      this.#skip(at + 1, this.#enter(), depth + 1);
      this.#skipBlanks();
      at = this.#at;
    }
    at += 2;
    for (let i = start; i < end; i += 1, at += 1) if (bytes[at] !== bytes[i]) throw new NotPlainXml();
    if (bytes[at] !== GREATER) throw new NotPlainXml();
    this.#at = at + 1;
  }

  /** Reads `<name>` or `<name/>`, and returns where the name ends. */
  #enter(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    if (bytes[at] !== LESS) throw new NotPlainXml();
    do at += 1;
    while (isIn(IN_NAME, bytes[at]));
    const end = at;
    if (end === this.#at + 1) throw new NotPlainXml();
    this.#empty = bytes[at] === SLASH;
    if (this.#empty) at += 1;
    if (bytes[at] !== GREATER) throw new NotPlainXml();
    this.#at = at + 1;
    return end;
  }

  /** Reads `</name>`. */
  #leave(name: string): void {
    const end = this.#at + 2 + name.length;
    const fits = this.#bytes[this.#at + 1] === SLASH && this.#bytes[end] === GREATER;
    if (!fits || !this.#isAt(this.#at + 2, name)) throw new NotPlainXml();
    this.#at = end + 1;
  }

  /** Between elements there is nothing, or the layout of the text. Blanks without a line's end are text to the SDK. */
  #skipBlanks(): void {
    const bytes = this.#bytes;
    if (bytes[this.#at] === LESS) return;
    let lines = 0;
    for (; isIn(BLANK, bytes[this.#at]); this.#at += 1) if (bytes[this.#at] === NEWLINE) lines += 1;
    if (lines === 0 || bytes[this.#at] !== LESS) throw new NotPlainXml();
  }

  #indexOf(names: readonly string[], start: number, length: number): number {
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] ?? '';
      if (name.length === length && this.#isAt(start, name)) return index;
    }
    return -1;
  }

  /** Whether this name stands there. Byte by byte: a string of the whole page would be as large as the page. */
  #isAt(start: number, name: string): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < name.length; i += 1) if (bytes[start + i] !== name.charCodeAt(i)) return false;
    return true;
  }
}

function bytesOf(signs: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const sign of signs) table[sign.charCodeAt(0)] = 1;
  return table;
}

function isIn(table: Uint8Array, byte: number | undefined): boolean {
  return byte !== undefined && table[byte] === 1;
}

/** What a text means, by the SDK's rules: they are not XML's in all. */
function decode(text: string): string {
  const decoded = text
    .replace(/\r\n?/g, '\n')
    .replace(
      /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g,
      (_, hex: string | undefined, decimal: string | undefined, name: string) => {
        if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
        if (decimal !== undefined) return String.fromCharCode(parseInt(decimal, 10));
        return NAMED[name] ?? '';
      },
    );
  return decoded.trim() === '' && decoded.includes('\n') ? '' : decoded;
}
