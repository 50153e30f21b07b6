/** Users, roles and accounts at moto. Make them before `enforceAuthorization(true)`. */
import { TEST_KEY } from './seed.ts';

/** An access key. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Makes a user who may do these actions (`ec2:DescribeInstances`, `ec2:*`) on everything, and nothing else. moto looks
 * at neither conditions nor single resources.
 * @param url moto's address
 * @returns the user's key
 */
export async function createUser(url: string, name: string, actions: readonly string[]): Promise<Key> {
  await ask(url, 'CreateUser', { UserName: name });
  await ask(url, 'PutUserPolicy', { UserName: name, PolicyName: 'allowed', PolicyDocument: allow(actions) });
  const answer = await ask(url, 'CreateAccessKey', { UserName: name });
  return { accessKeyId: textOf(answer, 'AccessKeyId'), secretAccessKey: textOf(answer, 'SecretAccessKey') };
}

/**
 * Makes a role that anyone may take on, and that may do these actions.
 * @returns its ARN
 */
export async function createRole(url: string, name: string, actions: readonly string[]): Promise<string> {
  const trust = allow(['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity']);
  const answer = await ask(url, 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust });
  await ask(url, 'PutRolePolicy', { RoleName: name, PolicyName: 'allowed', PolicyDocument: allow(actions) });
  return textOf(answer, 'Arn');
}

/**
 * A key of another account, whose instances it makes and sees. moto lets anyone take on any role.
 * @param account its 12 digits
 */
export async function keyOfAccount(url: string, account: string): Promise<Key> {
  const role = { RoleArn: `arn:aws:iam::${account}:role/tests`, RoleSessionName: 'tests' };
  const answer = await ask(url, 'AssumeRole', role, { service: 'sts', version: '2011-06-15' });
  return { accessKeyId: textOf(answer, 'AccessKeyId'), secretAccessKey: textOf(answer, 'SecretAccessKey') };
}

function allow(actions: readonly string[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
}

/** Asks without a real signature: moto looks at it only where authorization is enforced. */
async function ask(
  url: string,
  action: string,
  parameters: Readonly<Record<string, string>>,
  { service, version } = { service: 'iam', version: '2010-05-08' },
): Promise<string> {
  const scope = `Credential=${TEST_KEY.accessKeyId}/20260101/us-east-1/${service}/aws4_request`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({ Action: action, Version: version, ...parameters }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`moto answered ${String(response.status)} to ${action}: ${text.slice(0, 500)}`);
  return text;
}

function textOf(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`No ${element} in ${xml.slice(0, 500)}`);
  return text;
}
