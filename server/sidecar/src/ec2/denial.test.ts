import { expect, test } from '@jest/globals';
import { readDecoded } from './denial.ts';

const CONTEXT = {
  principal: { id: 'AIDACKCEVSQ6C2EXAMPLE', name: 'mattermost', arn: 'arn:aws:iam::123456789012:user/mattermost' },
  action: 'ec2:StopInstances',
  resource: 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1f39c5d2e84b7f6',
  conditions: { items: [{ key: 'aws:SourceIp', values: { items: [{ value: '203.0.113.9' }] } }] },
};

function decoded(more: object): string {
  return JSON.stringify({
    allowed: false,
    explicitDeny: false,
    matchedStatements: { items: [] },
    context: CONTEXT,
    ...more,
  });
}

test('of what STS decodes only a few facts are kept', () => {
  expect(readDecoded(decoded({}))).toEqual({
    explicit: false,
    action: 'ec2:StopInstances',
    resource: 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1f39c5d2e84b7f6',
    principal: 'arn:aws:iam::123456789012:user/mattermost',
    policy: undefined,
    statement: undefined,
  });
});

test('an explicit deny has its statement, and the kind of its policy where there is one', () => {
  const statement = { statementId: 'DenyStops', effect: 'DENY', policyType: 'service control policy' };
  expect(readDecoded(decoded({ explicitDeny: true, matchedStatements: { items: [statement] } }))).toMatchObject({
    explicit: true,
    statement: 'DenyStops',
    policy: 'service control policy',
  });
});

test('what has not its form is left out', () => {
  const context = { principal: { arn: '@here' }, action: 'rm -rf', resource: ['arn:aws:x'] };
  const items = [{ statementId: 'a b\n', policyType: 'my policy' }];
  expect(readDecoded(decoded({ explicitDeny: true, context, matchedStatements: { items } }))).toEqual({
    explicit: true,
    action: undefined,
    resource: undefined,
    principal: undefined,
    policy: undefined,
    statement: undefined,
  });
});

test.each([[undefined], [''], ['no JSON'], ['null'], ['[]'], ['{"context":{}}'], ['{"explicitDeny":"true"}']])(
  '%p is no decoded message',
  (text) => {
    expect(readDecoded(text)).toBeUndefined();
  },
);
