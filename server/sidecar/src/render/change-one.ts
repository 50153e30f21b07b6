import type { Messages } from '../messages/messages.ts';
import type { ChangeLine } from '../views.ts';
import { lookAgain, isMoving, isWarned, markOf, statesOf, type SwitchChange } from './change-line.ts';
import { orderOf } from '../order.ts';
import { code, plain } from './escape.ts';
import { failureSentence, stateSentence } from './failure.ts';
import { nameInLine, stateWord } from './instance.ts';
import { warningLines } from './warnings.ts';

/**
 * A change of one instance, below the head: what happens in bold, its addresses if it is started, its region and id. The
 * number of lines stays the same while it moves, so that the post does not jump.
 *
 * @param now milliseconds since the epoch, for how long it has been running
 */
export function renderOne(messages: Messages, change: SwitchChange, line: ChangeLine, now: number): string[] {
  const { instance } = line;
  const addresses = change.verb === 'start' ? addressLine(messages, line) : '';
  return [
    `${markOf(line)} ${answer(messages, change, line, now)}`,
    ...(isWarned(line) ? warningLines(messages, orderOf(change), [instance], new Set()) : []),
    ...(addresses === '' ? [] : [addresses]),
    `${plain(instance.region)}${messages.format('general.separator')}${code(instance.id)}`,
    ...(change.watchEnd !== undefined && isMoving(line) ? [lookLine(messages, change, line)] : []),
  ];
}

function answer(messages: Messages, change: SwitchChange, line: ChangeLine, now: number): string {
  const name = nameInLine(line.instance, new Set());
  switch (line.outcome) {
    case 'asked':
    case 'moving':
      return moving(messages, change, line, name);
    case 'arrived':
      return line.tookMs === undefined
        ? messages.format(`change.one.arrived.${change.verb}`, { name })
        : messages.format(`change.one.arrived.${change.verb}.after`, { name, time: messages.duration(line.tookMs) });
    case 'unfit':
      return messages.format('change.one.unfit', {
        name,
        state: stateWord(messages, line.instance.state),
        sentence: stateSentence(messages, line.instance.state) ?? '',
      });
    case 'already':
      return already(messages, change, line, name, now);
    case 'failed':
      return failed(messages, change, line, name);
  }
}

function moving(messages: Messages, change: SwitchChange, line: ChangeLine, name: string): string {
  const state = stateWord(messages, line.instance.state);
  switch (change.watchEnd) {
    case 'limit':
      return messages.format('change.one.watchEnd.limit', { name, state, time: messages.duration(change.elapsedMs) });
    case 'shutdown':
      return messages.format('change.one.watchEnd.shutdown', { name, state });
    case 'settings-changed':
      return messages.format('change.one.watchEnd.settingsChanged', { name, state });
    case undefined:
      return line.outcome === 'asked'
        ? messages.format(`change.one.asked.${change.verb}`, { name, before: state })
        : messages.format(`change.one.moving.${change.verb}`, { name, states: statesOf(messages, line) });
  }
}

function already(messages: Messages, change: SwitchChange, line: ChangeLine, name: string, now: number): string {
  const { launchedAt } = line.instance;
  if (change.verb === 'stop') return messages.format('change.one.already.stop', { name });
  if (launchedAt === undefined || launchedAt > now) return messages.format('change.one.already.start', { name });
  return messages.format('change.one.already.start.for', { name, time: messages.duration(now - launchedAt) });
}

function failed(messages: Messages, change: SwitchChange, line: ChangeLine, name: string): string {
  const values = {
    name,
    state: stateWord(messages, line.instance.state),
    sentence: failureSentence(messages, line.failure, change.verb, line.instance.state),
  };
  if (line.failure?.code === 'Gone') return messages.format('change.one.gone', values);
  return messages.format(line.instance.state === line.before ? 'change.one.still' : 'change.one.became', values);
}

function lookLine(messages: Messages, change: SwitchChange, line: ChangeLine): string {
  const command = lookAgain(line.instance);
  switch (change.watchEnd) {
    case 'shutdown':
      return messages.format('change.look.shutdown', { command });
    case 'settings-changed':
      return messages.format('change.look.settingsChanged', { command });
    case 'limit':
    case undefined:
      return messages.format('change.look.limit', { command });
  }
}

/** The addresses as far as they are known; the public one first, where it joins the line of the private one. */
function addressLine(messages: Messages, { instance }: ChangeLine): string {
  const { publicAddress, privateAddress } = instance;
  return [
    ...(publicAddress === undefined
      ? []
      : [messages.format('change.address.public', { address: code(publicAddress) })]),
    ...(privateAddress === undefined
      ? []
      : [messages.format('change.address.private', { address: code(privateAddress) })]),
  ].join(messages.format('general.separator'));
}
