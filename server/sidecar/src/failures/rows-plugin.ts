import type { Row } from './row.ts';

/** What an operation comes to, whatever AWS says. */
export const PLUGIN_ROWS: readonly Row[] = [
  { name: 'interrupted', kind: 'plugin', ours: ['Interrupted'] },
  { name: 'notAsked', kind: 'plugin', ours: ['NotAsked'], outcome: 'refused-caller' },
  // One by one they would wait no less.
  { name: 'notSent', kind: 'plugin', ours: ['NotSent'], outcome: 'refused-caller', brief: true },
  { name: 'stopped', kind: 'plugin', ours: ['Stopped'], brief: true },
  { name: 'notRecorded', kind: 'plugin', ours: ['NotRecorded'] },
  { name: 'notMoved', kind: 'plugin', ours: ['NotMoved'], mend: true },
  { name: 'wentElsewhere', kind: 'plugin', ours: ['WentElsewhere'], mend: true },
  { name: 'gone', kind: 'plugin', ours: ['Gone'] },
];
