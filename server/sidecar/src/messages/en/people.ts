/**
 * What is wrong with an entry of the lists of people. The System Console shows these on one line, as plain text, beside its
 * Save button; `version` shows them to admins.
 */
export const people = {
  'people.bare': '{setting}: {entry} has no kind. Write @name, team:name, ~team/channel, group:name or everyone.',
  'people.mention': '{setting}: {entry} is no person. For every user write everyone, without the @.',
  'people.form': '{setting}: {entry} is not understood. One entry a line, such as @alice or team:sre in ~sre/deploys',
  'people.everyone':
    '{setting}: everyone is too many. Name people, a team by invitation, a private channel or a group.',
  'people.nobody.person': '{setting}: nobody is called {name}.',
  'people.nobody.person.near': '{setting}: nobody is called {name}. Did you mean {near}?',
  'people.nobody.group': '{setting}: no group is called {name}.',
  'people.nobody.group.near': '{setting}: no group is called {name}. Did you mean {near}?',
  'people.nobody.team': '{setting}: no team is called {name}.',
  'people.nobody.team.near': '{setting}: no team is called {name}. Did you mean {near}?',
  'people.nobody.channel': '{setting}: no channel is called {name}.',
  'people.nobody.channel.near': '{setting}: no channel is called {name}. Did you mean {near}?',
  'people.unknownId': '{setting}: the id behind {name} belongs to nothing that is there.',
  'people.several': '{setting}: {count, number} teams have a channel {name}. Write its team, too, like {example}.',
  'people.disagree':
    '{setting}: the id behind {name} belongs to another name. Delete the bracket, or correct the name.',
  'people.unbound': '{setting}: {name} meant nobody when it was first read. Take it out, save, and enter it again.',
  'people.deactivated': '{setting}: {name} is deactivated.',
  'people.archived': '{setting}: {name} is archived.',
  'people.remote': '{setting}: {name} belongs to another server.',
  'people.open.channel': '{setting}: {name} is a public channel, which anyone can join.',
  'people.open.team': '{setting}: {name} is a team that anyone can join.',
  'people.open.group': '{setting}: {name} is a group whose members ordinary users may change.',
} as const;
