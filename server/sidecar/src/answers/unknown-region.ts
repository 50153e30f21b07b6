import { nearestRegions } from '../commands/nearest.ts';
import { renderUnknownRegion } from '../render/not-acted.ts';
import type { UnknownRegionError } from '../selection/choose-regions.ts';
import type { Settings } from '../settings.ts';
import { type Asker, ownHead } from './asker.ts';

/** That a region is none, with the typed line as it may have been meant. */
export function unknownRegionText(
  asker: Asker,
  { region, known }: UnknownRegionError,
  demo: boolean,
  settings: Settings,
): string {
  const lines = nearestRegions(region, known).map((name) => `/${asker.typed.replace(region, () => name)}`);
  const unknown = { region, known, fromSettings: settings.ec2.regions.length > 0 };
  return renderUnknownRegion(asker.own, ownHead(asker, demo), unknown, lines);
}
