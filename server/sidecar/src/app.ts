import { createAccess } from './access/access.ts';
import { createLimits } from './access/limits.ts';
import { createCommandHook } from './answers/command-hook.ts';
import { endCard } from './answers/end-card.ts';
import { offerAgain } from './answers/offer-again.ts';
import { tellInterrupted } from './answers/tell-interrupted.ts';
import { createRoutes } from './answers/routes.ts';
import type { Surroundings } from './answers/surroundings.ts';
import { Cards } from './cards/cards.ts';
import { createAuditTrail } from './audit-trail.ts';
import type { Clock } from './clock.ts';
import { createEc2Source, type OpenEc2 } from './ec2-source.ts';
import { BugError, UpstreamError } from './errors.ts';
import { Errands } from './errands/errands.ts';
import { createHistory } from './history/history.ts';
import { createAuditLines } from './mattermost/audit-lines.ts';
import { type BotState, ensureBot } from './mattermost/bot.ts';
import { createDirectory } from './mattermost/directory.ts';
import type { HostApi } from './mattermost/host-api.ts';
import { createChannels } from './mattermost/channels.ts';
import { createFiles } from './mattermost/files.ts';
import { createPeople } from './mattermost/people.ts';
import { createPosts } from './mattermost/posts.ts';
import { createReplies } from './mattermost/replies.ts';
import { createRecords } from './mattermost/records.ts';
import { createMessages } from './messages/messages.ts';
import { createFleet } from './fleet/fleet.ts';
import { OUR_FAILURES } from './failures/own-codes.ts';
import { createOperations } from './operations/operations.ts';
import { createSharedReads } from './operations/shared-reads.ts';
import type { Log, Place } from './ports.ts';
import { renderAuditLine } from './render/audit-line.ts';
import { renderChange } from './render/change.ts';
import { changeFile } from './render/change-file.ts';
import { renderChangeReply } from './render/change-reply.ts';
import { WireError } from './rpc/errors.ts';
import type { Handlers } from './rpc/connection.ts';
import { type RawConfiguration, RPC_ERROR, type ServerFacts } from './rpc/protocol.ts';
import { judgeSave } from './saving.ts';
import { createSettingsRecord } from './settings-record.ts';
import { judge, namedLists } from './settings.ts';

/** How long the last edits may take at an orderly end; the bridge waits for 3 s. */
const SHUTDOWN_MS = 2_800;

/** What the sidecar needs of the world. */
export interface AppOptions {
  readonly buildVersion: string;
  /** The version of the runtime, as shown to admins. */
  readonly runtimeVersion: string;
  readonly host: HostApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly openEc2: OpenEc2;
}

/** The sidecar, as the bridge sees it. */
export interface App {
  readonly handlers: Handlers;
}

/** What `initialize` brought, and what a save changes. */
interface Started {
  readonly pluginId: string;
  readonly serverVersion: string;
  readonly instanceId: string;
  bot: BotState;
}

/** Puts the parts together. One for the life of the process. */
export function createApp({ buildVersion, runtimeVersion, host, clock, log, openEc2 }: AppOptions): App {
  let started: Started | undefined;
  let server: ServerFacts = { siteUrl: '', defaultLocale: 'en' };
  let judgement = judge({});
  const ending = new AbortController();
  const answers = new Set<Promise<void>>();
  const ec2 = createEc2Source(openEc2);
  const posts = createPosts(host, { botId, pluginId });
  const files = createFiles(host);
  const records = createRecords(host);
  const people = createPeople(host, clock);
  const access = createAccess({ directory: createDirectory(host), records, log, isBot: (id) => id === botIdIfOurs() });
  const history = createHistory({ records, clock, log });
  const trail = createAuditTrail({ host, history, log });
  const settingsRecord = createSettingsRecord({ records, host, history, clock, log });
  const reads = createSharedReads(clock);
  const fleet = createFleet({
    clock,
    log,
    shareReads: reads.recent,
    use: (work) => ec2.use(work),
    ending: ending.signal,
  });
  const operations = createOperations({
    posts,
    replies: createReplies(host, { botId }),
    audit: { target: () => access.auditChannel(), ...createAuditLines(host, { botId }) },
    people,
    records,
    owner: instanceId,
    clock,
    log,
    offerAgain: (record, change) => offerAgain(surroundings, record, change),
    saw: (instances) => {
      fleet.saw(instances);
    },
    files,
    trail,
    render: ({ head, place }, change, file) =>
      renderChange(channelMessages(place), { head, change, now: clock.now(), file }),
    drawFile: (change) => changeFile(change, clock.now()),
    renderReply: ({ username, place }, change) => renderChangeReply(channelMessages(place), { username, change }),
    renderAudit: ({ head, personId, postId }, change) =>
      renderAuditLine(channelMessages(), { head, personId, change, postUrl: postUrl(postId) }),
  });
  const cards = new Cards({
    records,
    clock,
    log,
    ending: ending.signal,
    end: (card, why) => endCard(surroundings, card, why),
  });
  const errands = new Errands({
    records,
    clock,
    log,
    owner: instanceId,
    ending: ending.signal,
    tell: (errand) => tellInterrupted(surroundings, errand),
  });
  const surroundings: Surroundings = {
    posts,
    files,
    people,
    channels: createChannels(host),
    access,
    limits: createLimits(clock),
    reads,
    fleet,
    clock,
    log,
    operations,
    trail,
    history,
    cards,
    errands,
    ending: ending.signal,
    track: (answer) => {
      answers.add(answer);
      void answer.finally(() => answers.delete(answer));
    },
    ec2,
    judgement: () => judgement,
    siteUrl: () => server.siteUrl,
    postUrl,
    pluginId,
    channelMessages,
    versions: () => ({ build: buildVersion, runtime: runtimeVersion, mattermost: start().serverVersion }),
  };
  const answer = createCommandHook(surroundings);
  const serve = createRoutes(surroundings);

  function start(): Started {
    if (started === undefined) throw new WireError(RPC_ERROR.invalidParams, 'Cannot take requests: not initialized');
    if (ending.signal.aborted) throw new WireError(RPC_ERROR.shuttingDown, 'Shutting down');
    return started;
  }

  function channelMessages(place?: Pick<Place, 'locale'>): ReturnType<typeof createMessages> {
    return createMessages(place?.locale ?? server.defaultLocale);
  }

  /** Where a post is found, whatever team and channel it is in; they are not named by it. */
  function postUrl(postId: string | undefined): string | undefined {
    return postId === undefined || server.siteUrl === '' ? undefined : `${server.siteUrl}/_redirect/pl/${postId}`;
  }

  function botIdIfOurs(): string | undefined {
    return started?.bot.kind === 'ready' ? started.bot.botId : undefined;
  }

  /** Also while the process ends: last edits are made then. */
  function pluginId(): string {
    if (started === undefined) throw new BugError('NoPlugin', 'Cannot name the plugin: not initialized');
    return started.pluginId;
  }

  function instanceId(): string {
    if (started === undefined) throw new BugError('NoInstance', 'Cannot own anything: not initialized');
    return started.instanceId;
  }

  function botId(): string {
    const id = botIdIfOurs();
    if (id === undefined) throw new BugError('NoBot', 'Cannot post: the bot is not ours');
    return id;
  }

  /** Puts a configuration in force. An unusable one leaves no old one in force: commands say what is wrong. */
  function configure(facts: ServerFacts, configuration: RawConfiguration): void {
    server = facts;
    judgement = judge(configuration);
    access.change(namedLists(configuration));
    surroundings.track(settingsRecord.note(configuration));
    if (judgement.usable) {
      if (ec2.change(judgement.settings.ec2)) fleet.forget();
    } else {
      // What is read for those who type would go on being read with the old ones.
      fleet.forget();
      log('warn', 'the settings cannot be used', { problem: createMessages('en').text(judgement.problem) });
    }
  }

  async function lookForBot(pluginId: string): Promise<BotState> {
    const bot = await ensureBot(host, pluginId);
    if (bot.kind === 'taken') {
      log('error', 'the name of the bot is taken: rename that account, then try again', {
        holder: bot.holder,
        userId: bot.holderId,
      });
    }
    return bot;
  }

  /** Looks again whether the name is free. Operations of an earlier process have waited for the bot until now. */
  async function settleBot(mine: Started): Promise<void> {
    const bot = await lookForBot(mine.pluginId);
    // Two commands may find the name free at the same time; one takes the operations up.
    if (bot.kind === 'ready' && mine.bot.kind === 'taken') {
      mine.bot = bot;
      void takeUpOperations();
    }
  }

  async function takeUpOperations(): Promise<void> {
    try {
      void cards.watchOver();
      void errands.watchOver();
      await operations.watchOver(() => (judgement.usable ? (work) => ec2.use(work) : undefined));
    } catch (error) {
      log('error', 'operations of an earlier process were not taken up', { error: String(error) });
    }
  }

  return {
    handlers: {
      async initialize(params) {
        if (params.buildVersion !== buildVersion) {
          const data = { expected: buildVersion, actual: params.buildVersion };
          throw new WireError(RPC_ERROR.versionMismatch, 'Bridge and sidecar are of different builds', data);
        }
        configure(params.server, params.configuration);
        const { pluginId, serverVersion, instanceId } = params;
        started = { pluginId, serverVersion, instanceId, bot: await lookForBot(pluginId) };
        if (started.bot.kind === 'ready') void takeUpOperations();
        return { buildVersion };
      },

      'configuration/changed': (params) => {
        configure(params.server, params.configuration);
        return null;
      },

      async 'hook/executeCommand'(params, signal) {
        const mine = start();
        // Whoever had the name may have given it back since.
        if (mine.bot.kind === 'taken') await settleBot(mine);
        return { response: await answer(params, mine.bot, signal) };
      },

      'hook/serveHTTP': (params) => {
        start();
        return serve(params);
      },

      async 'hook/configurationWillBeSaved'(params) {
        start();
        const { problem, configuration = null } = await judgeSave({ access, log }, params);
        return { rejection: problem === undefined ? null : channelMessages().text(problem), configuration };
      },

      async shutdown() {
        ending.abort(new UpstreamError('mattermost', OUR_FAILURES.interrupted, 'The process is ending'));
        history.close();
        const done = Promise.all([operations.shutdown(SHUTDOWN_MS), ...answers]);
        // What they noted is written with them, and what of it is left after them.
        const kept = done.then(() => Promise.all([history.idle(), trail.idle()]));
        await Promise.race([kept, clock.sleep(SHUTDOWN_MS)]);
        return null;
      },

      '$/ping': () => null,
    },
  };
}
