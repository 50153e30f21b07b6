/**
 * How the bridge starts this process: `launch.json` of the bundle. The bridge knows nothing of AWS; what the
 * sidecar may read and which variables it gets stands here.
 */

/** What a value of the profile setting adds to the child's environment and readable files. */
interface LaunchProfile {
  /** Variables that the child gets. */
  readonly environment: readonly string[];
  /** Files that the child may read; a leading `~/` is `HOME`. */
  readonly read: readonly string[];
  /** Variables that name a file which the child may read. */
  readonly readFromEnvironment: readonly string[];
}

/** The contents of `launch.json`. Paths are relative to the bundle. */
export interface Launch {
  readonly buildVersion: string;
  readonly command: string;
  readonly libraryPath: string;
  readonly flags: readonly string[];
  readonly entry: string;
  /** What the child may read of the bundle besides its entry. */
  readonly read: readonly string[];
  readonly environment: readonly string[];
  readonly profileSetting: string;
  readonly profiles: Readonly<Record<string, LaunchProfile>>;
}

/**
 * Which files and variables the SDK's credential chain reads for the server's own identity.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
const SERVER_IDENTITY: LaunchProfile = {
  environment: [
    'HOME',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_ROLE_ARN',
    'AWS_ROLE_SESSION_NAME',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    'AWS_EC2_METADATA_DISABLED',
  ],
  read: ['~/.aws/config', '~/.aws/credentials'],
  readFromEnvironment: [
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  ],
};

/**
 * The contents of `launch.json` for one build.
 *
 * @param late the files beside the entry that it reads later
 */
export function launch(buildVersion: string, late: readonly string[] = []): Launch {
  return {
    buildVersion,
    command: 'runtime/bin/node',
    libraryPath: 'runtime/lib',
    flags: [
      '--permission',
      '--no-addons',
      '--disable-proto=delete',
      // Besides Node's own authorities those of the host, `SSL_CERT_FILE` among them: a company's proxy has its own.
      '--use-system-ca',
      // Bounds measured with the largest listing; together they keep an idle sidecar small.
      '--max-old-space-size=128',
      '--max-semi-space-size=2',
    ],
    entry: 'server/sidecar.js',
    read: late.map((name) => `server/${name}`),
    environment: [
      'HTTPS_PROXY',
      'https_proxy',
      'HTTP_PROXY',
      'http_proxy',
      'NO_PROXY',
      'no_proxy',
      'NODE_EXTRA_CA_CERTS',
      'SSL_CERT_FILE',
      'TZ',
    ],
    profileSetting: 'credentials',
    profiles: { server: SERVER_IDENTITY },
  };
}
