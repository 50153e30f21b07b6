import {
  type ByPerson,
  type ChangeRow,
  type HistoryRow,
  REFUSAL_REASONS,
  type RefusalRow,
  ROW_OUTCOMES,
  type RowInstance,
  type SettingsRow,
} from '../history-rows.ts';
import { VERBS } from '../ports.ts';
import { type Fields, flag, list, number, object, oneOf, optional, readStored, text } from '../stored.ts';

/** The last one that JavaScript can name, in milliseconds since the epoch. */
const LAST_MOMENT = 8_640_000_000_000_000;

/** A row as it was stored; undefined for what is none of this version. */
export function decodeRow(stored: unknown): HistoryRow | undefined {
  return readStored(() => {
    const fields = object(stored);
    const row = { id: text(fields['id']), at: number(fields['at']) };
    // No calendar has it.
    if (Math.abs(row.at) > LAST_MOMENT) return undefined;
    switch (fields['kind']) {
      case 'change':
        return { kind: 'change', ...row, ...decodeBy(fields), ...decodeChange(fields) } satisfies ChangeRow;
      case 'refusal':
        return { kind: 'refusal', ...row, ...decodePerson(fields), ...decodeRefusal(fields) } satisfies RefusalRow;
      case 'settings':
        return { kind: 'settings', ...row, ...decodeSettings(fields) } satisfies SettingsRow;
      default:
        return undefined;
    }
  });
}

function decodePerson(fields: Fields): Omit<ByPerson, 'channelId'> {
  return { personId: text(fields['personId']), username: optional(fields['username'], text) };
}

function decodeBy(fields: Fields): ByPerson {
  return { ...decodePerson(fields), channelId: text(fields['channelId']) };
}

function decodeChange(fields: Fields): Omit<ChangeRow, 'kind' | 'id' | 'at' | keyof ByPerson> {
  return {
    verb: oneOf(fields['verb'], VERBS),
    force: flag(fields['force']),
    hibernate: flag(fields['hibernate']),
    dryRun: flag(fields['dryRun']),
    instances: list(fields['instances']).map((instance) => decodeInstance(object(instance))),
    leftOut: number(fields['leftOut']),
    tookMs: number(fields['tookMs']),
    requestIds: list(fields['requestIds']).map(text),
    end: optional(fields['end'], (end) => oneOf(end, ['limit', 'shutdown', 'settings-changed'] as const)),
  };
}

function decodeInstance(fields: Fields): RowInstance {
  return {
    id: text(fields['id']),
    name: optional(fields['name'], text),
    region: text(fields['region']),
    outcome: oneOf(fields['outcome'], ROW_OUTCOMES),
    code: optional(fields['code'], text),
  };
}

function decodeRefusal(fields: Fields): Omit<RefusalRow, 'kind' | 'id' | 'at' | keyof ByPerson> {
  return {
    channelIds: list(fields['channelIds']).map(text),
    verbs: list(fields['verbs']).map(text),
    words: list(fields['words']).map(text),
    reasons: list(fields['reasons']).map((reason) => oneOf(reason, REFUSAL_REASONS)),
    requestIds: list(fields['requestIds']).map(text),
    count: number(fields['count']),
  };
}

function decodeSettings(fields: Fields): Omit<SettingsRow, 'kind' | 'id' | 'at'> {
  return {
    settings: list(fields['settings']).map(text),
    people: list(fields['people']).map(text),
    leftOut: number(fields['leftOut']),
  };
}
