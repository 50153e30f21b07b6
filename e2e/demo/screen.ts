import type { WriteStream } from 'node:tty';
import { wrapped } from './text-width.ts';

/** Something on the screen that may change: a post, or a remark. */
interface Block {
  readonly key: string;
  rows: string[];
}

/**
 * A terminal that scrolls like a chat: blocks of lines above one input line. A block that changes while it is still on
 * the screen is drawn anew where it stands; one that has scrolled away is drawn again at the end.
 */
export class Screen {
  readonly #out: WriteStream;
  readonly #clearInput: () => void;
  readonly #drawInput: () => void;
  #blocks: Block[] = [];

  /**
   * @param out the terminal
   * @param input takes the input line off the screen, leaving the cursor at its beginning, and puts it back
   */
  constructor(out: WriteStream, input: { clear: () => void; draw: () => void }) {
    this.#out = out;
    this.#clearInput = input.clear;
    this.#drawInput = input.draw;
  }

  /** Shows a block, or shows the block of that key anew with other lines. */
  show(key: string, lines: readonly string[]): void {
    const rows = lines.flatMap((line) => wrapped(line, Math.max(20, this.#out.columns - 1)));
    const index = this.#blocks.findIndex((block) => block.key === key);
    this.#clearInput();
    const below = index < 0 ? [] : this.#blocks.slice(index);
    const height = below.reduce((sum, block) => sum + block.rows.length, 0);
    if (index >= 0 && height < this.#out.rows - 1) {
      const block = this.#blocks[index];
      if (block !== undefined) {
        block.rows = rows;
      }
      this.#out.moveCursor(0, -height);
      this.#out.clearScreenDown();
      below.forEach((one) => {
        this.#print(one.rows);
      });
    } else {
      this.#blocks = [...this.#blocks.filter((block) => block.key !== key), { key, rows }];
      this.#print(rows);
    }
    this.#drawInput();
  }

  /** Counts what was typed and sent, which the terminal shows already, as a block that never changes. */
  typed(line: string): void {
    this.#blocks.push({ key: `typed ${String(this.#blocks.length)}`, rows: wrapped(line, this.#out.columns) });
  }

  #print(rows: readonly string[]): void {
    this.#out.write(rows.map((row) => `${row}\n`).join(''));
  }
}
