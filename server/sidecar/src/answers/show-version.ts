import { UpstreamError } from '../errors.ts';
import { renderVersion } from '../render/version.ts';
import type { Ec2Settings } from '../settings.ts';
import type { Access, AdminFacts, VersionDetails } from '../views.ts';
import { type Asker, ownHead } from './asker.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The text of `version`; never asks AWS. What is in use is for those who may look, with whom AWS is asked and which entries
 * of the lists grant nothing for administrators, who also see why no channel is told of changes.
 */
export async function versionText(around: Surroundings, asker: Asker, access: Access): Promise<string> {
  const { build, mattermost } = around.versions();
  const judgement = around.judgement();
  const settings = judgement.usable ? judgement.settings.ec2 : undefined;
  const mayLook = access !== 'none';
  return renderVersion(asker.own, ownHead(asker), {
    version: build.split('+')[0] ?? build,
    build,
    mattermost,
    access,
    details: mayLook && settings !== undefined ? await detailsInForce(around, settings) : undefined,
    problem: mayLook && !judgement.usable ? judgement.problem : undefined,
    forAdmins: access === 'admin' ? await adminFacts(around, settings) : undefined,
  });
}

async function detailsInForce(around: Surroundings, settings: Ec2Settings): Promise<VersionDetails> {
  const { credentials, regions } = settings;
  const known = await around.ec2.known();
  return { credentials, regions: known.regions, regionsFromSettings: regions.length > 0 };
}

async function adminFacts(around: Surroundings, settings: Ec2Settings | undefined): Promise<AdminFacts> {
  const runtime = around.versions().runtime.replace(/^v/, '');
  const idle = await idleNames(around);
  if (settings === undefined) return { runtime, aws: undefined, ...idle };
  const { homeRegion, roleArn, endpointUrl } = settings;
  const { caller } = await around.ec2.known();
  return { runtime, aws: { homeRegion, roleArn, endpointUrl, caller }, ...idle };
}

/** What names in the settings do not do. */
async function idleNames({ access, log }: Surroundings): Promise<Pick<AdminFacts, 'idleEntries' | 'idleAudit'>> {
  try {
    const [idleEntries, audit] = await Promise.all([access.idle(), access.auditChannel()]);
    return { idleEntries, idleAudit: audit.kind === 'idle' ? audit.problem : undefined };
  } catch (error) {
    // The rest of the answer does not need Mattermost.
    if (!(error instanceof UpstreamError)) throw error;
    log('warn', 'The names in the settings could not be looked up', { error: error.message });
    return { idleEntries: [], idleAudit: undefined };
  }
}
