import { createHash } from 'node:crypto';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import { component } from './sbom-components.ts';

/** The bundle that a bill of materials is about. */
export interface Billed {
  /** The version with the commit in it, as bridge and sidecar carry it. */
  readonly buildVersion: string;
  /** When the commit was made; undefined where the sources are no commit's. */
  readonly committed: Date | undefined;
  /** The name and SHA-256 of the file. */
  readonly file: string;
  readonly sha256: string;
  /** Everything that others wrote and that is in it. */
  readonly carried: readonly Models.Component[];
}

/**
 * The bill of materials of a bundle: CycloneDX 1.6, as JSON. The same bundle gives the same text: its time is that of the
 * commit, and its serial number a hash of all else.
 */
export function billOfMaterials(billed: Billed): string {
  const bom = describe(billed);
  const content = createHash('sha256').update(serialise(bom)).digest('hex');
  bom.serialNumber = `urn:uuid:${uuidOf(content)}`;
  return `${serialise(bom)}\n`;
}

function describe({ buildVersion, committed, file, sha256, carried }: Billed): Models.Bom {
  const purl = new PackageURL('generic', undefined, 'ec2ctl', buildVersion, undefined, undefined);
  const own = component(Enums.ComponentType.Application, 'ec2ctl', buildVersion, purl, 'Apache-2.0');
  own.description = `Mattermost plugin, ${file}`;
  own.hashes.set(Enums.HashAlgorithm['SHA-256'], sha256);
  const metadata = new Models.Metadata({ component: own });
  if (committed !== undefined) metadata.timestamp = committed;
  const bom = new Models.Bom({ metadata });
  for (const one of carried) {
    bom.components.add(one);
    own.dependencies.add(one.bomRef);
  }
  return bom;
}

function serialise(bom: Models.Bom): string {
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 });
}

/** A UUID of version 8, RFC 9562's form for those that are made of a hash of one's own choice. */
function uuidOf(hex: string): string {
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
