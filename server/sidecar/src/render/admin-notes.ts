import type { Asked } from '../failures/row.ts';
import { isOwnCode, rowOf } from '../failures/table.ts';
import type { Messages } from '../messages/messages.ts';
import { VERBS } from '../ports.ts';
import type { AdminNote, Head } from '../views.ts';
import { renderAlone } from './alone.ts';
import { code, type CodeOptions } from './escape.ts';
import { evidenceOf, leavesRebootOpen } from './failure.ts';
import { nameInLine, sharedNames } from './instance.ts';
import { joinSentences } from './sentences.ts';

/** The IAM action behind each thing that is asked. */
const ACTIONS: Readonly<Record<Asked, string>> = {
  start: 'ec2:StartInstances',
  stop: 'ec2:StopInstances',
  reboot: 'ec2:RebootInstances',
  instances: 'ec2:DescribeInstances',
  regions: 'ec2:DescribeRegions',
  statusChecks: 'ec2:DescribeInstanceStatus',
  stopProtection: 'ec2:DescribeInstanceAttribute',
};

/** What the fenced policy allows by a tag; reading it allows as a whole. */
const CHANGES: readonly Asked[] = VERBS;

/** The tag that the fenced policy asks for. */
const TAG = 'ec2ctl = operate';

/** AWS's words, and an ARN, are shown whole: one copies them. */
const WHOLE: CodeOptions = { limit: 300 };

/**
 * What a system admin who typed is told alone about what failed: what it was, what to do, what AWS said, the evidence. Has
 * account ids, ARNs and facts of policies, so it is for nobody else.
 */
export function renderAdminNotes(messages: Messages, head: Head, notes: readonly AdminNote[]): string {
  return renderAlone(
    messages,
    head,
    notes.flatMap((note) => noteLines(messages, note)),
  );
}

function noteLines(messages: Messages, note: AdminNote): string[] {
  const { failure, asked, words } = note;
  const row = rowOf(failure, asked);
  const denied = row?.name === 'denied' || row?.name === 'deniedExplicitly';
  const title = titleOf(messages, note, denied);
  const evidence = evidenceOf(messages, failure);
  return [
    note.nothingChanged ? joinSentences(title, messages.format('general.nothingChanged')) : title,
    denied
      ? deniedText(messages, note, row.name === 'deniedExplicitly')
      : messages.format(`failure.${row?.name ?? 'unknown'}.admin`),
    ...(words === undefined || words === ''
      ? []
      : [messages.format(isOwnCode(failure.code) ? 'admin.found' : 'admin.says', { words: code(words, WHOLE) })]),
    ...(evidence === undefined ? [] : [evidence]),
  ];
}

function titleOf(messages: Messages, note: AdminNote, denied: boolean): string {
  const { asked, failure } = note;
  if (asked === 'regions') return messages.format(denied ? 'admin.denied.regions' : 'admin.failed.regions');
  const names = messages.list(namesOf(note));
  if (asked === 'reboot' && !note.nothingChanged && leavesRebootOpen(failure)) {
    return messages.format('admin.open.reboot', { names });
  }
  return messages.format(denied ? `admin.denied.${asked}` : `admin.failed.${asked}`, { names });
}

function namesOf({ instances, regions }: AdminNote): string[] {
  const shared = sharedNames(instances);
  return [...instances.map((instance) => nameInLine(instance, shared)), ...regions.map((region) => code(region))];
}

/** Which action to allow to whom, or which policy denies it. */
function deniedText(messages: Messages, { asked, denial }: AdminNote, explicit: boolean): string {
  const action = code(denial?.action ?? ACTIONS[asked], WHOLE);
  const principal = denial?.principal === undefined ? undefined : code(denial.principal, WHOLE);
  const parts = explicit
    ? [
        principal === undefined
          ? messages.format('admin.forbidden.ours', { action })
          : messages.format('admin.forbidden', { action, principal }),
        ...(denial?.policy === undefined
          ? []
          : [messages.format('admin.forbidden.where', { policy: code(denial.policy) })]),
        ...(denial?.statement === undefined
          ? []
          : [messages.format('admin.forbidden.statement', { statement: code(denial.statement, WHOLE) })]),
      ]
    : [
        principal === undefined
          ? messages.format('admin.allow.ours', { action })
          : messages.format('admin.allow', { action, principal }),
        ...(CHANGES.some((verb) => verb === asked) ? [messages.format('admin.allow.tag', { tag: code(TAG) })] : []),
      ];
  // Of a list the resource is everything.
  if (denial?.resource !== undefined) {
    parts.push(messages.format('admin.resource', { resource: code(denial.resource, WHOLE) }));
  }
  return joinSentences(...parts);
}
