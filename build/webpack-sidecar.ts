import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { default as Webpack, Configuration, Module, Stats } from 'webpack';
import { ROOT } from './repository.ts';
import { assertShippable } from './shippable.ts';

// By `import`, every export would be looked at, and webpack warns of those that are deprecated.
const webpack = createRequire(import.meta.url)('webpack') as typeof Webpack;

/** What the bundler made. */
export interface BundledSidecar {
  /** The script that is started. */
  readonly file: string;
  /** What it reads later, beside it; absolute paths. */
  readonly late: readonly string[];
  /** Every file of an npm package of which something is in it; absolute paths. */
  readonly packageFiles: readonly string[];
}

/** What is bundled, and where to. */
export interface SidecarOptions {
  /** Put in for `__BUILD_VERSION__`. */
  readonly buildVersion: string;
  /** The first source file; the sidecar's `main.ts` unless a test says otherwise. */
  readonly entry?: string;
  readonly folder: string;
  /** Writes `sidecar.js.map` as well, which names the files that the code came from; for tests, never shipped. */
  readonly sourceMap?: boolean;
}

/**
 * Bundles the sidecar and all it needs into `sidecar.js`. What it brings in by `import()` stands beside it, in a file for each
 * chunk: the engine looks at every letter of a script before any of it runs (ADR 0018).
 * It is a CommonJS script, since Node's loader of ES modules alone costs 3 MiB and 10 ms at each start. Names of functions
 * and classes stay, so that a stack in the log can be read.
 * @throws with all messages of the bundler when there is an error or a warning, and when something would be in it that
 *   must not ship
 */
export async function bundleSidecar(options: SidecarOptions): Promise<BundledSidecar> {
  const { buildVersion, entry, folder, sourceMap = false } = options;
  const stats = await run({
    mode: 'production',
    target: 'node24',
    context: ROOT,
    entry: entry ?? join(ROOT, 'server', 'sidecar', 'src', 'main.ts'),
    output: { path: folder, filename: 'sidecar.js', chunkFilename: '[name].js', chunkFormat: 'commonjs', clean: true },
    // Node's own modules by `require`, when the code that wants them runs, and no part of them that nobody uses: what
    // `node:http` brings is worth 9 MiB and 25 ms.
    externalsPresets: { node: false },
    externals: ({ request = '' }) => Promise.resolve(isBuiltin(request) ? `commonjs ${request}` : undefined),
    resolve: { extensions: ['.ts', '.js'] },
    module: {
      rules: [
        // Only what we bring in late ourselves stands beside the script; the SDK's own late parts come with the SDK.
        { test: /\.js$/, include: /node_modules/, parser: { dynamicImportMode: 'eager' } },
        {
          test: /\.ts$/,
          exclude: /node_modules/,
          loader: 'ts-loader',
          // Types are checked once, by tsc; the source's `./x.ts` imports stay as they are.
          options: {
            configFile: join(ROOT, 'tsconfig.json'),
            transpileOnly: true,
            onlyCompileBundledFiles: true,
            // Nothing but webpack resolves the sources' `./x.ts`, so the compiler's say in it is not needed.
            compilerOptions: { noEmit: false, allowImportingTsExtensions: false },
          },
        },
      ],
    },
    plugins: [
      new webpack.DefinePlugin({ __BUILD_VERSION__: JSON.stringify(buildVersion) }),
      // A map is of one script.
      ...(sourceMap ? [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })] : []),
    ],
    optimization: {
      splitChunks: false,
      minimizeOptions: {
        javascript: {
          keep_classnames: true,
          keep_fnames: true,
          // A single letter beyond Latin-1, and V8 keeps the whole script in twice the bytes: a MiB, and 4 ms at each start.
          format: { comments: false, ascii_only: true },
        },
      },
    },
    performance: false,
    devtool: sourceMap ? 'source-map' : false,
  });
  const carried = packageFiles(stats);
  assertShippable(carried);
  const file = join(folder, 'sidecar.js');
  const late = lateFiles(stats).map((name) => join(folder, name));
  return { file, late, packageFiles: carried };
}

function run(configuration: Configuration): Promise<Stats> {
  return new Promise((resolve, reject) => {
    webpack(configuration, (error, stats) => {
      if (error !== null) {
        reject(error);
      } else if (stats === undefined || stats.hasErrors() || stats.hasWarnings()) {
        reject(new Error(stats?.toString({ all: false, errors: true, warnings: true }) ?? 'webpack gave no answer'));
      } else {
        resolve(stats);
      }
    });
  });
}

function lateFiles({ compilation }: Stats): string[] {
  const scripts = compilation.getAssets().map(({ name }) => name);
  return scripts.filter((name) => name.endsWith('.js') && name !== 'sidecar.js').sort();
}

function packageFiles({ compilation }: Stats): string[] {
  const files = new Set<string>();
  for (const module of compilation.modules) {
    if (compilation.chunkGraph.getNumberOfModuleChunks(module) === 0) continue; // seen, and found to be of no use
    // Modules that were joined into one: webpack's class for these is not exported.
    const parts = 'modules' in module ? (module.modules as Module[]) : [module];
    for (const part of parts) {
      if (part instanceof webpack.NormalModule && part.resource.includes('/node_modules/')) {
        files.add(part.resource);
      }
    }
  }
  return [...files].sort();
}
