/** Put in by the bundler; absent when the sources run unbundled. */
declare const __BUILD_VERSION__: string | undefined;

/** The version of this build: the package's version and the commit. Bridge and sidecar must agree on it. */
export const BUILD_VERSION: string = typeof __BUILD_VERSION__ === 'string' ? __BUILD_VERSION__ : 'unbundled';
