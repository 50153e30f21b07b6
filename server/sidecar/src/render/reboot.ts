import type { Messages } from '../messages/messages.ts';
import type { Change, ChangeFile, ChangeLine, Head } from '../views.ts';
import { isLarge } from './change-line.ts';
import { code, plain } from './escape.ts';
import { failureSentence, leavesRebootOpen } from './failure.ts';
import { renderHead } from './head.ts';
import { FAILED, MARKS, MOVING, nameInLine, sharedNames, stateWord } from './instance.ts';
import { warningLines } from './warnings.ts';

/**
 * The lines of a `reboot` at any stage. EC2 shows nothing of it: that an instance was told is all that is ever known, so
 * there is nothing to watch, and the post says so.
 */
export function rebootLines(messages: Messages, head: Head, change: Change, file?: ChangeFile): string[] {
  const [only] = change.lines;
  return change.lines.length === 1 && only !== undefined
    ? one(messages, head, only)
    : several(messages, head, change, file !== 'none' && isLarge(change));
}

function one(messages: Messages, head: Head, line: ChangeLine): string[] {
  const { instance, outcome } = line;
  const name = nameInLine(instance, new Set());
  const state = stateWord(messages, instance.state);
  const where = `${plain(instance.region)}${messages.format('general.separator')}${code(instance.id)}`;
  switch (outcome) {
    case 'failed': {
      const sentence = failureSentence(messages, line.failure, 'reboot', instance.state);
      return [
        renderHead(messages, head),
        `${FAILED} ${messages.format(leavesRebootOpen(line.failure) ? 'reboot.one.open' : 'reboot.one.failed', { name, sentence })}`,
        where,
      ];
    }
    case 'unfit':
      return [
        renderHead(messages, head),
        `${MARKS[instance.state]} ${messages.format('reboot.one.unfit', { name, state })}`,
        where,
      ];
    case 'arrived':
      return [
        renderHead(messages, head),
        `${MARKS.running} ${messages.format('reboot.one.told', { name })}`,
        messages.format('reboot.unseen', { count: 1 }),
        where,
      ];
    case 'asked':
    case 'moving':
    case 'already':
      return [
        renderHead(messages, head),
        `${MOVING} ${messages.format('reboot.one.asked', { name })}`,
        messages.format('reboot.unseen', { count: 1 }),
        where,
      ];
  }
}

function several(messages: Messages, head: Head, change: Change, isCounted: boolean): string[] {
  const instances = change.lines.map((line) => line.instance);
  const regions = new Set(instances.map(({ region }) => region));
  const [region] = regions.size === 1 ? regions : [];
  const shared = sharedNames(instances);
  const acted = change.lines.filter(({ outcome }) => outcome !== 'unfit');
  const isOver = acted.every(({ outcome }) => outcome === 'arrived' || outcome === 'failed');
  const failed = acted.filter(({ outcome }) => outcome === 'failed');
  const ordered = isOver ? [...failed, ...acted.filter((line) => !failed.includes(line))] : acted;
  return [
    renderHead(messages, head, region),
    headline(messages, acted, isOver),
    ...warningLines(messages, { verb: 'reboot' }, instances, shared),
    ...(acted.length > failed.length
      ? [messages.format('reboot.unseen', { count: acted.length - failed.length })]
      : []),
    ...ordered
      .filter((line) => !isCounted || line.outcome !== 'arrived')
      .map((line) => lineOf(messages, line, shared, region === undefined)),
    ...(isCounted ? toldByRegion(messages, change.lines) : []),
    ...unfitLine(messages, change.lines, shared),
  ];
}

function toldByRegion(messages: Messages, lines: readonly ChangeLine[]): string[] {
  const told = lines.filter(({ outcome }) => outcome === 'arrived');
  return Array.from(
    Map.groupBy(told, ({ instance }) => instance.region),
    ([region, { length: count }]) =>
      `${MARKS.running} ${messages.format('reboot.line.counted', { region: plain(region), count })}`,
  );
}

function headline(messages: Messages, acted: readonly ChangeLine[], isOver: boolean): string {
  const count = acted.length;
  if (count === 0) return messages.format('reboot.several.none');
  if (!isOver) return messages.format('reboot.several', { count });
  const told = acted.filter(({ outcome }) => outcome === 'arrived').length;
  if (told === count) return messages.format('reboot.several.done', { count });
  const open = acted.filter((line) => line.outcome === 'failed' && leavesRebootOpen(line.failure)).length;
  const failed = count - told - open;
  return messages.list([
    messages.format('reboot.several.part', { told, count }),
    ...(failed > 0 ? [messages.format('change.several.failed', { count: failed })] : []),
    ...(open > 0 ? [messages.format('reboot.several.open', { count: open })] : []),
  ]);
}

function lineOf(messages: Messages, line: ChangeLine, shared: ReadonlySet<string>, withRegion: boolean): string {
  const { instance, outcome, failure } = line;
  const name = nameInLine(instance, shared);
  const region = withRegion ? `${plain(instance.region)}${messages.format('general.separator')}` : '';
  switch (outcome) {
    case 'failed': {
      const sentence = failureSentence(messages, failure, 'reboot', instance.state);
      return `${FAILED} ${name} ${region}${messages.format(leavesRebootOpen(failure) ? 'reboot.line.open' : 'reboot.line.failed', { sentence })}`;
    }
    case 'arrived':
      return `${MARKS.running} ${name} ${region}${messages.format('reboot.line.told')}`;
    default:
      return `${MOVING} ${name} ${region}${messages.format('reboot.line.asked')}`;
  }
}

/** What was left as it is, with the states that keep it from being moved. */
export function unfitLine(messages: Messages, lines: readonly ChangeLine[], shared: ReadonlySet<string>): string[] {
  const unfit = lines.filter(({ outcome }) => outcome === 'unfit');
  if (unfit.length === 0) return [];
  const names = unfit.map(({ instance }) => `${nameInLine(instance, shared)} ${stateWord(messages, instance.state)}`);
  return [messages.format('change.unfit', { count: unfit.length, names: messages.list(names) })];
}
