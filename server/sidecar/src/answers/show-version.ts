import { renderVersion } from '../render/version.ts';
import type { VersionDetails } from '../views.ts';
import { type Asker, ownHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** The text of `version`; never asks AWS. The details are for those who may look. */
export async function versionText(around: Surroundings, asker: Asker): Promise<string> {
  const { build, runtime, mattermost } = around.versions();
  const details = asker.person.isSystemAdmin ? await detailsInForce(around) : undefined;
  return renderVersion(asker.own, ownHead(asker), {
    version: build.split('+')[0] ?? build,
    build,
    mattermost,
    runtime: runtime.replace(/^v/, ''),
    details,
  });
}

async function detailsInForce(around: Surroundings): Promise<VersionDetails | undefined> {
  const judgement = around.judgement();
  if (!judgement.usable) return undefined;
  const { credentials, homeRegion, endpointUrl, regions } = judgement.settings;
  const ec2 = await around.ec2.current();
  return {
    credentials,
    homeRegion,
    endpointUrl,
    regions: ec2.knownRegions(),
    regionsFromSettings: regions.length > 0,
  };
}
