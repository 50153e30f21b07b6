/** What is said of words that select instances. */
export const selection = {
  'selection.tag.noKey': '**{word} names no tag.** Write it as `tag:Env=dev`, or as `tag:Env` for any value.',
  'selection.state.unknown':
    '**{word} names no state.** There are `running`, `stopped`, `pending`, `stopping` and `shutting-down`.',
  'selection.type.empty': '**{word} names no type.** Write it as `type:t3.micro`, or as `type:t3.*` for all sizes.',
  'selection.region.empty': '**{word} names no region.** Write it as `region:eu-central-1`.',
  'selection.nothing': '**Nothing matches {words}.**',
  'selection.none.name': 'No instance is named {word}.',
  'selection.none.id': 'No instance has the id {word}.',
  'selection.none.pattern': 'No name matches {word}.',
  'selection.ruledOut': '{word} is there, but the rest of the command rules it out.',
  'selection.beginning': 'No instance is named {word}; these names begin with it.',
  'selection.nearest': 'Nearest: {instances}',
} as const;
