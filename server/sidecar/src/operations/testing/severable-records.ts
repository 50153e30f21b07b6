import type { Records } from '../../ports.ts';
import { mattermostError } from './fake-posts.ts';

/** The records as one of several processes reaches them, or does not while it is cut off from the database. */
export class SeverableRecords implements Records {
  isCutOff = false;
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  get: Records['get'] = (...asked) => this.#reach((records) => records.get(...asked));
  insert: Records['insert'] = (...asked) => this.#reach((records) => records.insert(...asked));
  replace: Records['replace'] = (...asked) => this.#reach((records) => records.replace(...asked));
  remove: Records['remove'] = (...asked) => this.#reach((records) => records.remove(...asked));
  keys: Records['keys'] = (...asked) => this.#reach((records) => records.keys(...asked));

  async #reach<T>(work: (records: Records) => Promise<T>): Promise<T> {
    if (this.isCutOff) throw mattermostError('DeadlineExceeded');
    return await work(this.#records);
  }
}
