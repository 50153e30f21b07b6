import { isIPv4 } from 'node:net';
import { text as sentence, type Text } from './messages/text.ts';
import { REGION_NAME } from './ports.ts';
import type { RawConfiguration } from './rpc/protocol.ts';

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
export type Listings = 'auto' | 'channel';

/** The settings of the System Console, checked; absent ones have their defaults. */
export interface Settings {
  readonly ec2: Ec2Settings;
  /** The list of those who may look, as it stands in the box. No line of it makes the settings unusable. */
  readonly viewers: string;
  /** The list of those who may look, start and stop, as it stands in the box. */
  readonly operators: string;
  readonly listings: Listings;
}

/** What the judge of a configuration says: settings to work with, or one sentence that names the setting first. */
export type Judgement =
  { readonly usable: true; readonly settings: Settings } | { readonly usable: false; readonly problem: Text };

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
  if (listings !== 'auto' && listings !== 'channel') {
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
  const problem = keyProblem(ec2) ?? regionProblem(ec2) ?? endpointProblem(ec2);
  if (problem !== undefined) return unusable(problem);
  return {
    usable: true,
    settings: { ec2, ...peopleLists(raw), listings },
  };
}

/** The lists of people as they stand in their boxes, whatever else is wrong with the settings. */
export function peopleLists(configuration: RawConfiguration | null): Pick<Settings, 'viewers' | 'operators'> {
  const raw = configuration ?? {};
  return { viewers: text(raw, 'viewers'), operators: text(raw, 'operators') };
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

function regionProblem(settings: Ec2Settings): Text | undefined {
  if (!REGION_NAME.test(settings.homeRegion)) {
    return sentence('configuration.homeRegion.shape', { value: shown(settings.homeRegion) });
  }
  const wrong = settings.regions.find((region) => !REGION_NAME.test(region));
  return wrong === undefined ? undefined : sentence('configuration.regions.shape', { value: shown(wrong) });
}

function endpointProblem(settings: Ec2Settings): Text | undefined {
  if (settings.endpointUrl === '') {
    return undefined;
  }
  if (!URL.canParse(settings.endpointUrl)) {
    return sentence('configuration.endpoint.shape', { value: shown(settings.endpointUrl) });
  }
  const url = new URL(settings.endpointUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return sentence('configuration.endpoint.https');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return sentence('configuration.endpoint.parts');
  }
  return undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}

/** A wrong value, short enough for the one line beside the Save button. */
function shown(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}
