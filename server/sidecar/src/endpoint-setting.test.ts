import { describe, expect, test } from '@jest/globals';
import { createMessages } from './messages/messages.ts';
import { judge } from './settings.ts';

function problemOf(raw: Record<string, unknown>): string | undefined {
  const judgement = judge(raw);
  return judgement.usable ? undefined : judgement.problem.id.replace('configuration.endpoint.', '');
}

test.each([
  'https://ec2.example.org',
  'https://ec2.example.org:8443/path',
  'https://10.1.2.3',
  'https://[fd12:3456::1]',
  'https://[64:ff9b::10.1.2.3]',
  'http://127.0.0.1:5000',
  'http://127.9.8.7:5000',
  'http://0x7f.1:5000',
  'http://localhost:5000',
  'http://[::1]:5000',
  'http://[::ffff:127.0.0.1]:5000',
])('the endpoint %s is taken', (endpointurl) => {
  expect(problemOf({ endpointurl })).toBeUndefined();
});

test.each([
  ['nonsense', 'shape'],
  ['https://', 'shape'],
  ['ftp://ec2.example.org', 'https'],
  ['http://ec2.example.org', 'https'],
  ['http://10.0.0.1', 'https'],
  ['http://127.0.0.1.example.org', 'https'],
  ['http://localhost.example.org', 'https'],
  ['http://localhost@ec2.example.org', 'https'],
  ['http://0.0.0.0:5000', 'https'],
  ['https://user:pass@ec2.example.org', 'parts'],
  ['https://ec2.amazonaws.com@example.org', 'parts'],
  ['https://@example.org', 'parts'],
  ['https://ec2.example.org\\@example.com', 'parts'],
  ['https://ec2.example.org/?a=b', 'parts'],
  ['https://ec2.example.org/?', 'parts'],
  ['https://ec2.example.org/#a', 'parts'],
  ['https://ec2.example.org/#', 'parts'],
  ['https://ec2.exam\nple.org', 'parts'],
])('the endpoint %j is refused: %s', (endpointurl, problem) => {
  expect(problemOf({ endpointurl })).toBe(problem);
});

describe('an address where AWS never is', () => {
  test.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://169.254.169.254.',
    'https://169.254.170.2',
    'https://169.254.1.1',
    'https://2852039166',
    'https://0xa9fea9fe',
    'https://0xa9.0xfe.0xa9.0xfe',
    'https://0251.0376.0251.0376',
    'https://169.254.43518',
    'https://%31%36%39.254.169.254',
    'https://１６９.254.169.254',
    'https://[::ffff:169.254.169.254]',
    'https://[::ffff:a9fe:a9fe]',
    'https://[0:0:0:0:0:ffff:a9fe:a9fe]',
    'https://[::169.254.169.254]',
    'https://[64:ff9b::a9fe:a9fe]',
    'https://[64:ff9b:1::a9fe:a9fe]',
    'https://[2002:a9fe:a9fe::]',
    'https://[fe80::1]',
    'https://[fd00:ec2::254]',
    'https://[fd00:ec2::23]',
    'https://100.100.100.200',
    'https://168.63.129.16',
    'https://192.0.0.192',
    'https://[::ffff:100.100.100.200]',
    'https://[::100.100.100.200]',
    'https://[64:ff9b::100.100.100.200]',
    'https://[64:ff9b:1::168.63.129.16]',
    'https://[2002:6464:64c8::1]',
    'https://[64:ff9b::224.0.0.1]',
    'https://[64:ff9b::0.0.0.0]',
    'https://[::ffff:0:169.254.169.254]',
    'https://[fd20:ce::254]',
    'https://0.0.0.0',
    'https://0',
    'https://[::]',
    'https://224.0.0.1',
    'https://[ff02::1]',
    'https://255.255.255.255',
  ])('is refused as %s', (endpointurl) => {
    expect(problemOf({ endpointurl })).toBe('forbidden');
  });
});

describe("with the server's own identity", () => {
  const server = { credentials: 'server' };

  test.each([
    ['us-east-1', 'https://ec2.us-east-1.amazonaws.com'],
    ['us-east-1', 'https://ec2.us-east-1.api.aws'],
    ['us-east-1', 'https://vpce-0a1b-2c3d.ec2.us-east-1.vpce.amazonaws.com'],
    ['cn-north-1', 'https://ec2.cn-north-1.amazonaws.com.cn'],
    ['us-east-1', 'http://127.0.0.1:5000'],
    ['us-east-1', 'https://localhost'],
  ])('in %s the endpoint %s is taken', (homeregion, endpointurl) => {
    expect(problemOf({ ...server, homeregion, endpointurl })).toBeUndefined();
  });

  test.each([
    ['us-east-1', 'https://ec2.example.org'],
    ['us-east-1', 'https://ec2.amazonaws.com.example.org'],
    ['us-east-1', 'https://notamazonaws.com'],
    ['us-east-1', 'https://ec2.cn-north-1.amazonaws.com.cn'],
    ['cn-north-1', 'https://ec2.us-east-1.amazonaws.com'],
    ['us-east-1', 'https://10.1.2.3'],
    ['us-east-1', 'https://[fd12:3456::1]'],
  ])('in %s the endpoint %s is refused', (homeregion, endpointurl) => {
    expect(problemOf({ ...server, homeregion, endpointurl })).toBe('notAws');
    expect(problemOf({ homeregion, endpointurl })).toBeUndefined();
  });
});

test('what is no URL is not said again: it may have a password in it', () => {
  const judgement = judge({ endpointurl: 'https://mattermost:hunter2@ec2.example.org:99999' });
  expect(judgement.usable).toBe(false);
  expect(JSON.stringify(judgement)).not.toContain('hunter2');
});

test('every refusal has the name of the setting first and fits the line beside the Save button', () => {
  const long = 'x'.repeat(200);
  const wrong = [
    { endpointurl: long },
    { endpointurl: `http://${long}.org` },
    { endpointurl: `https://${long}@example.org` },
    { endpointurl: 'https://[::ffff:169.254.169.254]' },
    { credentials: 'server', homeregion: 'cn-north-1', endpointurl: `https://${long}.org` },
  ];
  for (const raw of wrong) {
    const judgement = judge(raw);
    const said = judgement.usable ? '' : createMessages('en').text(judgement.problem);
    expect(said).toMatch(/^Endpoint URL: .+\.$/);
    expect(said.length).toBeLessThan(140);
  }
});
