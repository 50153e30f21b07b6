import { admin } from './en/admin.ts';
import { audit } from './en/audit.ts';
import { bot } from './en/bot.ts';
import { bridge } from './en/bridge.ts';
import { cards } from './en/cards.ts';
import { change } from './en/change.ts';
import { configuration } from './en/configuration.ts';
import { errors } from './en/errors.ts';
import { failures } from './en/failures.ts';
import { general } from './en/general.ts';
import { history } from './en/history.ts';
import { info } from './en/info.ts';
import { listing } from './en/listing.ts';
import { mending } from './en/mending.ts';
import { people } from './en/people.ts';
import { reboot } from './en/reboot.ts';
import { rehearsal } from './en/rehearsal.ts';
import { reply } from './en/reply.ts';
import { selection } from './en/selection.ts';
import { usage } from './en/usage.ts';
import { version } from './en/version.ts';
import { warnings } from './en/warnings.ts';

/** Every sentence in English, by id. This list decides which ids there are and which values each takes. */
export const en = {
  ...general,
  ...listing,
  ...selection,
  ...info,
  ...history,
  ...change,
  ...cards,
  ...reboot,
  ...rehearsal,
  ...warnings,
  ...reply,
  ...audit,
  ...usage,
  ...errors,
  ...failures,
  ...mending,
  ...admin,
  ...configuration,
  ...people,
  ...version,
  ...bot,
  ...bridge,
} as const;
