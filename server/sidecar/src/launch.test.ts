import { describe, expect, test } from '@jest/globals';
import { launch } from './launch.ts';

const { flags, environment, profiles, profileSetting } = launch('1.2.3');

describe('the flags', () => {
  test('switch the permission model on, and grant nothing', () => {
    expect(flags).toContain('--permission');
    expect(flags.filter((flag) => flag.startsWith('--allow'))).toEqual([]);
  });

  test('write no report and no snapshot, and open no debugger', () => {
    expect(flags.filter((flag) => /report|heapsnapshot|inspect|prof/.test(flag))).toEqual([]);
  });

  test('bound the memory, load no native code, and trust the authorities of the host', () => {
    expect(flags.toSorted()).toEqual(
      [
        ...['--permission', '--no-addons', '--disable-proto=delete', '--use-system-ca'],
        ...['--max-old-space-size=128', '--max-semi-space-size=2'],
      ].toSorted(),
    );
  });
});

describe('the environment', () => {
  test('is this list: nothing of Mattermost, nothing that steers the runtime', () => {
    expect(environment.toSorted()).toEqual(
      [
        ...['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'],
        ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'TZ'],
      ].toSorted(),
    );
  });

  test("has AWS's variables with the server's own identity alone", () => {
    expect(profileSetting).toBe('credentials');
    expect(Object.keys(profiles)).toEqual(['server']);
    const names = profiles['server']?.environment ?? [];
    // What the chain reads for a key, a profile, a web identity and a container; metadata needs nothing but to be left on.
    expect(names.toSorted()).toEqual(
      [
        ...['HOME', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'],
        ...['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_EC2_METADATA_DISABLED'],
        ...['AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
        ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
        ...['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
      ].toSorted(),
    );
    // Endpoints from there would redirect the credentials.
    expect(names.filter((name) => name.includes('ENDPOINT'))).toEqual([]);
  });

  test("lets the AWS files of the server's user be read with its own identity alone", () => {
    expect(profiles['server']?.read).toEqual(['~/.aws/config', '~/.aws/credentials']);
  });

  test('every variable that names a readable file is handed on as well', () => {
    const { environment: names = [], readFromEnvironment = [] } = profiles['server'] ?? {};
    expect(names).toEqual(expect.arrayContaining([...readFromEnvironment]));
  });
});
