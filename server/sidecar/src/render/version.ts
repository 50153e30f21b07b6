import type { MessageId } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { Head, VersionDetails, VersionFacts } from '../views.ts';
import { code, plain } from './escape.ts';
import { renderHead } from './head.ts';
import { joinLines } from './limit.ts';
import { inCodeSpans } from './refusal.ts';

/** A URL is shown in full: what is cut cannot be compared. */
const URL_LIMIT = 300;

const CREDENTIALS = {
  demo: 'version.credentials.demo',
  key: 'version.credentials.key',
  server: 'version.credentials.server',
} as const satisfies Record<VersionDetails['credentials'], MessageId>;

/** The answer to `version`, to the person alone: the numbers for everyone, what is in use for those who may look. */
export function renderVersion(messages: Messages, head: Head, facts: VersionFacts): string {
  return joinLines(messages, [
    renderHead(messages, { ...head, username: undefined }),
    messages.format('version.title', { version: facts.version, build: code(facts.build) }),
    messages.format('version.software', { mattermost: facts.mattermost, runtime: facts.runtime }),
    ...inUse(messages, facts),
  ]);
}

function inUse(messages: Messages, { details: known, problem }: VersionFacts): string[] {
  if (known !== undefined) return details(messages, known);
  if (problem === undefined) return [messages.format('access.adminsOnly')];
  return [messages.format('configuration.unusable', { sentence: messages.text(inCodeSpans(problem)) })];
}

function details(messages: Messages, facts: VersionDetails): string[] {
  const parts = [
    messages.format(CREDENTIALS[facts.credentials]),
    messages.format('version.home', { region: code(facts.homeRegion) }),
    ...(facts.endpointUrl === ''
      ? []
      : [messages.format('version.endpoint', { url: code(facts.endpointUrl, { limit: URL_LIMIT }) })]),
  ];
  return [parts.join(messages.format('general.separator')), regionsLine(messages, facts)];
}

function regionsLine(messages: Messages, { regions, regionsFromSettings }: VersionDetails): string {
  if (regions.length === 0) return messages.format('version.regions.unknown');
  const values = {
    count: regions.length,
    regions: regions
      .toSorted()
      .map((region) => plain(region))
      .join(' '),
  };
  return messages.format(regionsFromSettings ? 'version.regions.setting' : 'version.regions', values);
}
