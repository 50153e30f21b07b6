import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMessages } from '../messages/messages.ts';
import { commandsMarkdown } from './docs.ts';
import { commandRegistrations } from './registration.ts';
import { buildTree, COMMANDS } from './tree.ts';

test('registers the tree and nothing else: every command, hidden from nobody who may use Mattermost', () => {
  const [registration, ...others] = commandRegistrations('en');
  const data = registration?.autocomplete_data;

  expect(others).toEqual([]);
  expect(registration).toMatchObject({ trigger: 'ec2ctl', auto_complete: true, auto_complete_hint: '[command]' });
  expect(data?.SubCommands.map((command) => command.Trigger)).toEqual(COMMANDS.map((command) => command.name));
  expect(data?.SubCommands.map((command) => command.Trigger)).toEqual(
    buildTree(createMessages('en')).commands.map((command) => command.name()),
  );
  for (const command of [data, ...(data?.SubCommands ?? [])]) {
    expect(command).toMatchObject({ RoleID: 'system_user', HelpText: expect.stringMatching(/./) });
    expect(command?.Trigger).toBe(command?.Trigger.toLowerCase());
  }
});

test('each command has a row of required positional lists on one route', () => {
  for (const command of commandRegistrations('en')[0]?.autocomplete_data.SubCommands ?? []) {
    expect(command.SubCommands).toEqual([]);
    expect(command.Arguments.length).toBeGreaterThanOrEqual(2);
    for (const argument of command.Arguments) {
      expect(argument).toEqual({
        Name: '',
        HelpText: '',
        Type: 'DynamicList',
        Required: true,
        Data: { FetchURL: 'complete' },
      });
    }
  }
});

test('carries the icon, if there is one', () => {
  expect(commandRegistrations('en')[0]).not.toHaveProperty('autocomplete_icon_data');
  expect(commandRegistrations('en', '<svg/>')[0]?.autocomplete_icon_data).toBe('data:image/svg+xml;base64,PHN2Zy8+');
});

test('docs/commands.md is what the tree says', () => {
  const path = join(import.meta.dirname, '../../../../docs/commands.md');

  expect(readFileSync(path, 'utf8')).toBe(commandsMarkdown());
});
