import type { Lists } from './access/list.ts';
import { type Partition, partitionOfRegion } from './ec2/partitions.ts';
import { endpointProblem } from './endpoint-setting.ts';
import { text as sentence, type Text } from './messages/text.ts';
import { type NumberRange, wholeNumber } from './number-setting.ts';
import { REGION_NAME } from './ports.ts';
import { roleProblem } from './role-setting.ts';
import type { RawConfiguration } from './rpc/protocol.ts';
import { shown } from './shown-value.ts';

/** Where the credentials for AWS come from. */
export type CredentialMode = 'demo' | 'key' | 'server';

/** What the settings say about EC2; absent ones have their defaults. */
export interface Ec2Settings {
  readonly credentials: CredentialMode;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Empty unless the key is temporary. */
  readonly sessionToken: string;
  /** The role to take on with the credentials; empty for none. */
  readonly roleArn: string;
  /** What the role's trust policy asks for besides; empty for nothing. */
  readonly externalId: string;
  /** Where DescribeRegions is asked. */
  readonly homeRegion: string;
  /** Empty: all that are enabled for the account. */
  readonly regions: readonly string[];
  /** Empty: AWS's own. */
  readonly endpointUrl: string;
}

/** Where a listing is shown: only where everyone who reads it may look, or always in the channel. */
export type Listings = 'auto' | 'channel' | 'private';

/** The settings of the System Console, checked; absent ones have their defaults. */
export interface Settings {
  readonly ec2: Ec2Settings;
  /** The list of those who may look, as it stands in the box. No line of it makes the settings unusable. */
  readonly viewers: string;
  /** The list of those who may look, start and stop, as it stands in the box. */
  readonly operators: string;
  /** The channel that is told of every change, as it stands in the box. It makes the settings unusable as little. */
  readonly auditchannel: string;
  readonly listings: Listings;
  /** The most instances that one command may change. */
  readonly atOnce: number;
  /** The most instances for which `--yes` counts. */
  readonly confirmAbove: number;
}

/** What the judge of a configuration says: settings to work with, or one sentence that names the setting first. */
export type Judgement =
  { readonly usable: true; readonly settings: Settings } | { readonly usable: false; readonly problem: Text };

/** How many instances one command may change: what a post can tell of, and AWS takes in one call. */
export const AT_ONCE: NumberRange = { least: 1, most: 200, byDefault: 50 };

/** Up to how many `--yes` counts; with 0 it never does. */
export const CONFIRM_ABOVE: NumberRange = { least: 0, most: 50, byDefault: 5 };

/** An access key id: upper-case letters and digits. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html */
const KEY_ID = /^[A-Z0-9]{16,128}$/;

/**
 * Judges a configuration: at the start, at every change, and before one is saved. Defaults are applied
 * here, since servers before 11.8 ignore those of settings in sections. Never throws, whatever is stored.
 */
export function judge(configuration: RawConfiguration | null): Judgement {
  const raw = configuration ?? {};
  const mode = text(raw, 'credentials') || 'demo';
  if (mode !== 'demo' && mode !== 'key' && mode !== 'server') {
    return unusable(sentence('configuration.credentials.unknown', { value: shown(mode) }));
  }
  const listings = text(raw, 'listings') || 'auto';
  if (listings !== 'auto' && listings !== 'channel' && listings !== 'private') {
    return unusable(sentence('configuration.listings.unknown', { value: shown(listings) }));
  }
  const ec2: Ec2Settings = {
    credentials: mode,
    accessKeyId: text(raw, 'accesskeyid'),
    secretAccessKey: text(raw, 'secretaccesskey'),
    sessionToken: text(raw, 'sessiontoken'),
    roleArn: text(raw, 'rolearn'),
    externalId: text(raw, 'externalid'),
    homeRegion: text(raw, 'homeregion') || 'us-east-1',
    regions: [
      ...new Set(
        text(raw, 'regions')
          .split(/[\s,;]+/)
          .filter(Boolean),
      ),
    ],
    endpointUrl: text(raw, 'endpointurl'),
  };
  const problem = keyProblem(ec2) ?? regionProblem(ec2) ?? roleProblem(ec2) ?? endpointProblem(ec2);
  if (problem !== undefined) return unusable(problem);
  const atOnce = wholeNumber(raw, 'atonce', AT_ONCE);
  if (atOnce === undefined) return unusable(rangeProblem('configuration.atOnce.range', raw['atonce'], AT_ONCE));
  const confirmAbove = wholeNumber(raw, 'confirmabove', CONFIRM_ABOVE);
  if (confirmAbove === undefined) {
    return unusable(rangeProblem('configuration.confirmAbove.range', raw['confirmabove'], CONFIRM_ABOVE));
  }
  return {
    usable: true,
    settings: { ec2, ...namedLists(raw), listings, atOnce, confirmAbove },
  };
}

/** The lists of people and the audit channel as they stand in their boxes, whatever else is wrong with the settings. */
export function namedLists(configuration: RawConfiguration | null): Lists {
  const raw = configuration ?? {};
  return {
    viewers: text(raw, 'viewers'),
    operators: text(raw, 'operators'),
    auditchannel: text(raw, 'auditchannel'),
  };
}

function rangeProblem(
  id: 'configuration.atOnce.range' | 'configuration.confirmAbove.range',
  stored: unknown,
  { least, most }: NumberRange,
): Text {
  const value = shown(typeof stored === 'string' ? stored : JSON.stringify(stored));
  return sentence(id, { value, least, most });
}

function unusable(problem: Text): Judgement {
  return { usable: false, problem };
}

/** A setting as text without blanks around it; whatever is no text counts as empty. */
function text(raw: RawConfiguration, key: string): string {
  const value = raw[key];
  return typeof value === 'string' ? value.trim() : '';
}

function keyProblem(settings: Ec2Settings): Text | undefined {
  if (settings.credentials !== 'key') {
    return undefined;
  }
  if (settings.accessKeyId === '') {
    return sentence('configuration.accessKeyId.missing');
  }
  if (!KEY_ID.test(settings.accessKeyId)) {
    return sentence('configuration.accessKeyId.shape');
  }
  if (settings.secretAccessKey === '') {
    return sentence('configuration.secretAccessKey.missing');
  }
  if (!/^[\x21-\x7e]+$/.test(settings.secretAccessKey)) {
    return sentence('configuration.secretAccessKey.shape');
  }
  if (settings.accessKeyId.startsWith('ASIA') && settings.sessionToken === '') {
    return sentence('configuration.sessionToken.missing');
  }
  if (!/^[\x21-\x7e]*$/.test(settings.sessionToken)) {
    return sentence('configuration.sessionToken.shape');
  }
  return undefined;
}

function regionProblem({ homeRegion, regions }: Ec2Settings): Text | undefined {
  const home = partitionOf(homeRegion);
  if (home === undefined) return sentence('configuration.homeRegion.shape', { value: shown(homeRegion) });
  const wrong = regions.find((region) => partitionOf(region) === undefined);
  if (wrong !== undefined) return sentence('configuration.regions.shape', { value: shown(wrong) });
  // Of another part of AWS neither the credentials nor the list of regions are worth anything.
  const foreign = regions.find((region) => partitionOf(region) !== home);
  return foreign === undefined
    ? undefined
    : sentence('configuration.regions.partition', { value: shown(foreign), region: homeRegion });
}

/** The partition of a word that looks like a region: the SDK's forms alone let capital letters through. */
function partitionOf(word: string): Partition | undefined {
  return REGION_NAME.test(word) ? partitionOfRegion(word) : undefined;
}
