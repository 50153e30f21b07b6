import type { MessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { AdminFacts, AwsFacts, Head, VersionDetails, VersionFacts } from '../views.ts';
import { renderAlone } from './alone.ts';
import { code, plain } from './escape.ts';
import { inCodeSpans } from './refusal.ts';
import { accessLine } from './usage.ts';

/** A URL or an ARN is shown in full: what is cut cannot be compared. */
const WHOLE_LIMIT = 300;

/** Entries of the lists that grant nothing; more than these are counted. */
const MOST_ENTRIES = 20;

const CREDENTIALS = {
  demo: 'version.credentials.demo',
  key: 'version.credentials.key',
  server: 'version.credentials.server',
} as const satisfies Record<VersionDetails['credentials'], MessageId>;

/**
 * The answer to `version`, to the person alone: the numbers for everyone, what is in use for those who may look, with whom
 * and how for administrators.
 */
export function renderVersion(messages: Messages, head: Head, facts: VersionFacts): string {
  const { details, problem, forAdmins } = facts;
  return renderAlone(messages, head, [
    messages.format('version.title', { version: facts.version, build: code(facts.build) }),
    softwareLine(messages, facts),
    ...(problem === undefined
      ? []
      : [messages.format('configuration.unusable', { sentence: messages.text(inCodeSpans(problem)) })]),
    ...(details === undefined ? [] : detailLines(messages, details)),
    ...(forAdmins === undefined ? [] : adminLines(messages, forAdmins)),
    accessLine(messages, facts.access),
  ]);
}

function softwareLine(messages: Messages, { mattermost, forAdmins }: VersionFacts): string {
  if (forAdmins === undefined) return messages.format('version.software', { mattermost });
  return messages.format('version.software.admin', { mattermost, runtime: forAdmins.runtime });
}

function detailLines(messages: Messages, { credentials, regions, regionsFromSettings }: VersionDetails): string[] {
  const inUse = messages.format(CREDENTIALS[credentials]);
  if (regions.length === 0) return [inUse, messages.format('version.regions.unknown')];
  const values = {
    count: regions.length,
    regions: regions
      .toSorted()
      .map((region) => plain(region))
      .join(' '),
  };
  return [inUse, messages.format(regionsFromSettings ? 'version.regions.setting' : 'version.regions', values)];
}

function adminLines(messages: Messages, { aws, idleEntries, idleAudit }: AdminFacts): string[] {
  const left = idleEntries.length - MOST_ENTRIES;
  return [
    ...(aws === undefined ? [] : awsLines(messages, aws)),
    ...idleEntries
      .slice(0, MOST_ENTRIES)
      .map((entry) => messages.format('version.idle', { sentence: messages.text(inCodeSpans(entry)) })),
    ...(left > 0 ? [messages.format('version.idle.more', { count: left })] : []),
    ...(idleAudit === undefined
      ? []
      : [messages.format('version.audit', { sentence: messages.text(inCodeSpans(idleAudit)) })]),
  ];
}

function awsLines(messages: Messages, { homeRegion, roleArn, endpointUrl, caller }: AwsFacts): string[] {
  const whole = (value: string): string => code(value, { limit: WHOLE_LIMIT });
  const parts = [
    messages.format('version.home', { region: code(homeRegion) }),
    ...(roleArn === '' ? [] : [messages.format('version.role', { arn: whole(roleArn) })]),
    ...(endpointUrl === '' ? [] : [messages.format('version.endpoint', { url: whole(endpointUrl) })]),
  ];
  const line = parts.join(messages.format('general.separator'));
  if (caller === undefined) return [line];
  const { accountId, arn, partition } = caller;
  return [
    line,
    messages.format('version.caller', { account: code(accountId), arn: whole(arn), partition: code(partition) }),
  ];
}
