/**
 * What may go into a request. The SDK's serializer keeps what it has written when it fails half-way (a lone surrogate
 * makes it throw), and puts that before the next request of the same client: the ids of a failed call would be stopped
 * by the next one. So nothing that could make it throw ever reaches it.
 */
import { BugError, UpstreamError } from '../errors.ts';
import { OUR_CODES } from '../failures/own-codes.ts';
import { INSTANCE_ID, type Switch } from '../ports.ts';

/** A region becomes a part of a host name and of the signature. */
const REGION = /^[a-z]{2,10}(-[a-z0-9]{1,20}){1,5}$/;

/**
 * The ids, each once.
 * @throws UpstreamError `InvalidInstanceID.Malformed`, as EC2 would, if one is no instance id
 */
export function checkedIds(ids: readonly string[]): string[] {
  const wrong = ids.filter((id) => !INSTANCE_ID.test(id));
  if (wrong.length > 0) {
    const named = wrong.map((id) => id.toWellFormed().slice(0, 40)).join(', ');
    throw new UpstreamError('aws', 'InvalidInstanceID.Malformed', `Invalid id: "${named}"`, { status: 400 });
  }
  return [...new Set(ids)];
}

/**
 * The ids of a change, each once.
 * @throws UpstreamError as `checkedIds` does
 * @throws BugError when there are none
 */
export function idsToChange(ids: readonly string[]): string[] {
  const wanted = checkedIds(ids);
  // To Describe no ids mean all there are; what they mean to a change shall never matter.
  if (wanted.length === 0) throw new BugError('NoIds', 'Cannot change instances: no id is given');
  return wanted;
}

/**
 * Refuses what AWS has no parameter for, so that nobody takes it for done.
 * @throws BugError for a start by force
 */
export function checkOrder({ verb, force, hibernate }: Switch): void {
  if (verb === 'start' && (force === true || hibernate === true)) {
    throw new BugError('NoSuchOrder', 'Cannot start instances: only a stop is forced or hibernates');
  }
}

/** Whether a word has the form of a region's name. */
export function isRegion(word: string): boolean {
  return REGION.test(word);
}

/**
 * Refuses a region that must not be asked, however it was come by.
 * @param allowed the admin's list, or the regions that AWS names
 * @param chosen whether it is the admin's list
 * @throws UpstreamError `RegionNotListed`, `RegionNotEnabled`
 */
export function checkRegion(region: string, allowed: readonly string[], chosen = false): void {
  if (isRegion(region) && allowed.includes(region)) return;
  const named = region.toWellFormed().slice(0, 40);
  const code = chosen ? OUR_CODES.regionNotListed : OUR_CODES.regionNotEnabled;
  throw new UpstreamError('aws', code, `The region "${named}" is not one of those in use`);
}
