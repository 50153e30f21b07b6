/**
 * The import walls of the sidecar: which folder may know what. One entry a wall; `eslint.config.mjs` turns
 * them into rules and `import-walls.test.ts` proves that each of them stands.
 */

const source = 'server/sidecar/src';

/** Matches an import of any of `folders`, however it is written (`./ec2/aws.ts`, `../ec2`). */
function folderPattern(folders) {
  return `^\\.{1,2}/(?:.*/)?(?:${folders.join('|')})(?:/|$)`;
}

const AWS = '^@(?:aws-sdk|smithy)/';
const WIRE = '^vscode-jsonrpc(?:/|$)';

/** Those that are no adapter. */
const FOLDERS = [
  'access',
  'answers',
  'cards',
  'commands',
  'errands',
  'failures',
  'fleet',
  'history',
  'messages',
  'operations',
  'render',
  'selection',
];

/**
 * @typedef {object} Wall
 * @property {string} folder the folder below `server/sidecar/src` that the wall surrounds
 * @property {string} forbids regular expression of module names that must not be imported there
 * @property {string} message why
 * @property {string} example an import that must be refused
 */

/** @type {Wall[]} */
export const walls = [
  ...[...FOLDERS, 'mattermost', 'rpc'].map((folder) => ({
    folder,
    forbids: AWS,
    message: 'Only ec2/ imports the AWS SDK; everything else sees the port Ec2.',
    example: '@aws-sdk/client-ec2',
  })),
  ...[...FOLDERS, 'mattermost', 'ec2'].map((folder) => ({
    folder,
    forbids: WIRE,
    message: 'Only rpc/ knows the wire.',
    example: 'vscode-jsonrpc/node',
  })),
  ...['cards', 'commands', 'errands', 'operations'].map((folder) => ({
    folder,
    forbids: folderPattern(['ec2', 'mattermost', 'rpc']),
    message: 'Cards, commands, errands and operations see ports and views, never how either side is reached.',
    example: '../mattermost/posts.ts',
  })),
  {
    folder: 'access',
    forbids: folderPattern(['ec2', 'mattermost', 'rpc', 'operations', 'render', 'answers']),
    message: 'Rights are decided from ports alone, whatever is asked for with them.',
    example: '../mattermost/people.ts',
  },
  {
    folder: 'selection',
    forbids: folderPattern(['access', 'answers', 'commands', 'ec2', 'fleet', 'mattermost', 'operations', 'rpc']),
    message: 'What words mean follows from the words and the instances alone.',
    example: '../operations/listing.ts',
  },
  {
    folder: 'fleet',
    forbids: folderPattern(['access', 'answers', 'commands', 'ec2', 'mattermost', 'render', 'rpc']),
    message: 'The fleet is what was read; who may see it and how it is drawn is said elsewhere.',
    example: '../ec2/aws.ts',
  },
  {
    folder: 'history',
    forbids: folderPattern([
      'access',
      'answers',
      'cards',
      'commands',
      'ec2',
      'fleet',
      'mattermost',
      'messages',
      'operations',
      'render',
      'rpc',
      'selection',
    ]),
    message: 'The history is rows and the port that keeps them; who may see it and how it is drawn is said elsewhere.',
    example: '../mattermost/records.ts',
  },
  {
    folder: 'answers',
    forbids: folderPattern(['ec2']),
    message: 'Answers are put together from operations and ports, whatever EC2 stands behind them.',
    example: '../ec2/aws.ts',
  },
  {
    folder: 'render',
    forbids: folderPattern(['ec2', 'mattermost', 'rpc', 'commands', 'operations']),
    message: 'Rendering is pure: it knows views, types of ports and messages.',
    example: '../operations/listing.ts',
  },
  {
    folder: 'render',
    forbids: '^node:(?!assert)',
    message: 'Rendering is pure: it touches neither files, nor the network, nor the process.',
    example: 'node:fs',
  },
  {
    folder: 'failures',
    forbids: folderPattern(['access', 'ec2', 'mattermost', 'rpc', 'commands', 'operations', 'render', 'answers']),
    message: 'The table of failures is data: those who fail, judge and draw look into it.',
    example: '../ec2/upstream-error.ts',
  },
  {
    folder: 'messages',
    forbids: folderPattern(['ec2', 'mattermost', 'rpc', 'commands', 'operations', 'render']),
    message: 'The catalogue knows nothing of those who speak through it.',
    example: '../render/escape.ts',
  },
  {
    folder: 'mattermost',
    forbids: folderPattern(['ec2', 'commands', 'operations', 'render']),
    message: 'The Mattermost adapter knows neither EC2 nor commands: another plugin could use it unchanged.',
    example: '../ec2/aws.ts',
  },
  {
    folder: 'rpc',
    forbids: folderPattern(['ec2', 'commands', 'operations', 'render', 'mattermost', 'messages']),
    message: 'The wire knows nothing but the wire.',
    example: '../commands/ls.ts',
  },
  {
    folder: 'ec2',
    forbids: folderPattern(['mattermost', 'rpc', 'commands', 'operations', 'render']),
    message: 'The EC2 adapters know nothing of Mattermost, the wire or the commands.',
    example: '../mattermost/posts.ts',
  },
];

/** The imports that files directly in `server/sidecar/src` (the wiring, ports, settings) must not make. */
export const topLevelWalls = [
  { forbids: AWS, message: 'Only ec2/ imports the AWS SDK.', example: '@aws-sdk/client-ec2' },
  { forbids: WIRE, message: 'Only rpc/ knows the wire.', example: 'vscode-jsonrpc/node' },
];

/** The walls as ESLint configuration objects, one for each folder (a later object would replace an earlier one's rule). */
export function wallRules() {
  const folders = [...new Set(walls.map((wall) => wall.folder))];
  return [
    rule('import-walls/top-level', [`${source}/*.ts`], topLevelWalls),
    ...folders.map((folder) =>
      rule(
        `import-walls/${folder}`,
        [`${source}/${folder}/**/*.ts`],
        walls.filter((wall) => wall.folder === folder),
      ),
    ),
  ];
}

function rule(name, files, forbidden) {
  return {
    name,
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: forbidden.map(({ forbids, message }) => ({ regex: forbids, message })) },
      ],
      // `import()` and `import('…').Type` are not seen by the rule above.
      'no-restricted-syntax': [
        'error',
        ...commonSyntax,
        ...typedErrors,
        ...forbidden.flatMap(({ forbids, message }) =>
          ['ImportExpression', 'TSImportType'].map((node) => ({
            selector: `${node}[source.value=/${forbids.replaceAll('/', '\\u002f')}/]`,
            message,
          })),
        ),
      ],
    },
  };
}

/** Syntax that is refused everywhere. */
export const commonSyntax = [
  {
    selector:
      ':matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression.init',
    message: 'Declare a top-level function with `function`.',
  },
];

/** Syntax that is refused in the sidecar's code besides, outside its tests. */
export const typedErrors = [
  {
    selector: 'ThrowStatement > NewExpression[callee.name="Error"]',
    message: 'Throw one of the typed errors of errors.ts: a bare Error has no code.',
  },
];
