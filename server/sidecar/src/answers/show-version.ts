import { renderVersion } from '../render/version.ts';
import type { Ec2Settings } from '../settings.ts';
import type { VersionDetails } from '../views.ts';
import { type Asker, ownHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/** The text of `version`; never asks AWS. The details are for those who may look. */
export async function versionText(around: Surroundings, asker: Asker): Promise<string> {
  const { build, runtime, mattermost } = around.versions();
  const judgement = around.judgement();
  const mayLook = asker.person.isSystemAdmin;
  return renderVersion(asker.own, ownHead(asker), {
    version: build.split('+')[0] ?? build,
    build,
    mattermost,
    runtime: runtime.replace(/^v/, ''),
    details: mayLook && judgement.usable ? await detailsInForce(around, judgement.settings.ec2) : undefined,
    problem: mayLook && !judgement.usable ? judgement.problem : undefined,
  });
}

async function detailsInForce(around: Surroundings, settings: Ec2Settings): Promise<VersionDetails> {
  const { credentials, homeRegion, endpointUrl, regions } = settings;
  const knownRegions = (await around.ec2.current()).knownRegions();
  return { credentials, homeRegion, endpointUrl, regions: knownRegions, regionsFromSettings: regions.length > 0 };
}
