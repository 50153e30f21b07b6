import type { Messages } from '../messages/messages.ts';
import type { Change, ChangeFile, ChangeLine, Head, WatchEnd } from '../views.ts';
import { renderHead } from './head.ts';
import { sharedNames } from './instance.ts';
import { joinLines } from './limit.ts';
import { renderOne } from './change-one.ts';
import { collapse, isMoving, isWarned, type LineContext, type SwitchChange } from './change-line.ts';
import { orderOf } from '../order.ts';
import { rebootLines, unfitLine } from './reboot.ts';
import { namesOf, warningLines } from './warnings.ts';

/** What there is to draw. */
export interface ChangeInput {
  readonly head: Head;
  readonly change: Change;
  /** Milliseconds since the epoch, to say for how long an instance has been running already. */
  readonly now: number;
  readonly file?: ChangeFile | undefined;
}

/**
 * The post of a change at any stage. One instance has a form of its own; several have a line each, from the first
 * version on in one order, failures first only when all is over.
 */
export function renderChange(messages: Messages, input: ChangeInput): string {
  const { head, change, file } = input;
  const lines = isSwitch(change) ? switchLines(messages, input, change) : rebootLines(messages, head, change, file);
  if (file === 'attached') lines.push(messages.format('change.file', { count: change.lines.length }));
  if (change.continued) lines.push(messages.format('change.continued'));
  return joinLines(messages, lines);
}

function isSwitch(change: Change): change is SwitchChange {
  return change.verb !== 'reboot';
}

function switchLines(messages: Messages, { head, now, file }: ChangeInput, change: SwitchChange): string[] {
  const [only] = change.lines;
  return change.lines.length === 1 && only !== undefined
    ? [renderHead(messages, head), ...renderOne(messages, change, only, now)]
    : renderSeveral(messages, head, change, file);
}

function renderSeveral(messages: Messages, head: Head, change: SwitchChange, file: ChangeFile | undefined): string[] {
  const regions = new Set(change.lines.map((line) => line.instance.region));
  const [region] = regions.size === 1 ? regions : [];
  const acted = change.lines.filter(({ outcome }) => outcome !== 'already' && outcome !== 'unfit');
  const already = change.lines.filter((line) => line.outcome === 'already');
  const context: LineContext = {
    verb: change.verb,
    watchEnd: change.watchEnd,
    shared: sharedNames(change.lines.map((line) => line.instance)),
    withRegion: region === undefined,
    file,
  };
  const top = [renderHead(messages, head, region), headline(messages, change, acted)];
  const left = unfitLine(messages, change.lines, context.shared);
  if (acted.length === 0) return [...top, ...collapse(messages, already, context), ...left];
  // A later process goes on where this one is stopped: the lines would move more than once.
  const ordered = isOver(change) && change.watchEnd !== 'shutdown' ? failuresFirst(acted) : acted;
  const warned = change.lines.filter(isWarned).map(({ instance }) => instance);
  return [
    ...top,
    ...warningLines(messages, orderOf(change), warned, context.shared),
    ...collapse(messages, ordered, context),
    ...(already.length === 0 ? [] : [alreadyLine(messages, change, already, context)]),
    ...left,
  ];
}

function isOver(change: Change): boolean {
  return change.watchEnd !== undefined || !change.lines.some(isMoving);
}

/** What did not come out as asked: failed first, then what still moves; the rest in its order. */
function failuresFirst(lines: readonly ChangeLine[]): ChangeLine[] {
  const failed = lines.filter((line) => line.outcome === 'failed');
  const moving = lines.filter(isMoving);
  return [...failed, ...moving, ...lines.filter((line) => line.outcome === 'arrived')];
}

function headline(messages: Messages, change: SwitchChange, acted: readonly ChangeLine[]): string {
  const { verb } = change;
  const count = acted.length;
  if (count === 0) {
    const areAllThere = change.lines.every(({ outcome }) => outcome === 'already');
    return areAllThere
      ? messages.format(`change.several.${verb}.already`, { count: change.lines.length })
      : messages.format('change.several.none');
  }
  const arrived = acted.filter((line) => line.outcome === 'arrived').length;
  const failed = acted.filter((line) => line.outcome === 'failed').length;
  if (!isOver(change)) {
    const progress = progressOf(messages, change, arrived, failed);
    return progress === ''
      ? messages.format(`change.several.${verb}`, { count })
      : messages.format(`change.several.${verb}.progress`, { count, progress });
  }
  const result =
    arrived === count
      ? messages.format(`change.several.${verb}.done`, { count })
      : messages.format(`change.several.${verb}.part`, { arrived, count });
  const time = messages.duration(change.elapsedMs);
  const moving = count - arrived - failed;
  const parts = [
    moving === 0 && arrived > 0 ? messages.format('change.several.in', { headline: result, time }) : result,
    ...(failed > 0 ? [messages.format('change.several.failed', { count: failed })] : []),
    ...(change.watchEnd !== undefined && moving > 0 ? [ended(messages, change, change.watchEnd, moving)] : []),
  ];
  return parts.join(messages.format('general.clause.separator'));
}

function progressOf(messages: Messages, change: SwitchChange, arrived: number, failed: number): string {
  const there = change.verb === 'start' ? 'change.progress.running' : 'change.progress.stopped';
  return messages.list([
    ...(arrived > 0 ? [messages.format(there, { count: arrived })] : []),
    ...(failed > 0 ? [messages.format('change.progress.failed', { count: failed })] : []),
  ]);
}

function ended(messages: Messages, change: SwitchChange, watchEnd: WatchEnd, moving: number): string {
  switch (watchEnd) {
    case 'limit':
      return messages.format('change.several.after', {
        headline: messages.format(`change.several.still.${change.verb}`, { count: moving }),
        time: messages.duration(change.elapsedMs),
      });
    case 'shutdown':
      return messages.format('change.several.watchEnd.shutdown');
    case 'settings-changed':
      return messages.format('change.several.watchEnd.settingsChanged');
  }
}

function alreadyLine(
  messages: Messages,
  change: SwitchChange,
  lines: readonly ChangeLine[],
  context: LineContext,
): string {
  const instances = lines.map((line) => line.instance);
  const names = namesOf(messages, instances, context.shared);
  return messages.format(change.verb === 'start' ? 'change.alreadyRunning' : 'change.alreadyStopped', {
    count: lines.length,
    names,
  });
}
