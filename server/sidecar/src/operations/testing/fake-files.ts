import type { Clock } from '../../clock.ts';
import type { Files, NewFile } from '../../files.ts';
import { Faults } from './faults.ts';

/** A file of the fake. */
export interface FakeFile {
  readonly id: string;
  readonly channelId: string;
  readonly name: string;
  readonly text: string;
}

/** Uploads in memory for tests. */
export class FakeFiles implements Files {
  readonly uploaded: FakeFile[] = [];
  /** Struck at `upload`, by channel id. */
  readonly faults: Faults;

  constructor(clock: Clock) {
    this.faults = new Faults(clock);
  }

  async upload(channelId: string, { name, content }: NewFile): Promise<string> {
    return await this.faults.play('upload', channelId, undefined, () => {
      const id = `file-${String(this.uploaded.length + 1)}`;
      this.uploaded.push({ id, channelId, name, text: Buffer.from(content).toString() });
      return id;
    });
  }
}
