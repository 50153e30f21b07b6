import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { AdminNote } from '../views.ts';
import { renderAdminNotes } from './admin-notes.ts';
import { head, instance, messages, post } from './testing/sample.ts';
import { ALIVE, nastyText } from './testing/nasty-text.ts';
import { outsideCode } from './testing/outside-code.ts';

const REQUEST = '8d0b7a52-1f0e-4f6e-9a53-0d6a7b3f1c11';
const PRINCIPAL = 'arn:aws:iam::123456789012:user/mattermost';

function note(more: Partial<AdminNote> = {}): AdminNote {
  return {
    asked: 'stop',
    failure: { code: 'UnauthorizedOperation', requestId: REQUEST },
    instances: [instance('web-1')],
    regions: [],
    nothingChanged: true,
    words: undefined,
    denial: undefined,
    ...more,
  };
}

const denial = {
  explicit: false,
  action: 'ec2:StopInstances',
  resource: undefined,
  principal: PRINCIPAL,
  policy: undefined,
  statement: undefined,
};

describe('an admin reads', () => {
  test('which action to allow to whom', () => {
    expect(renderAdminNotes(messages, head('ec2ctl stop -i web-1'), [note({ denial })])).toBe(
      post(
        '`〉ec2ctl stop -i web-1`',
        '**AWS does not let this plugin stop `web-1`.** Nothing was changed.',
        `Allow \`ec2:StopInstances\` in the IAM policy of \`${PRINCIPAL}\`. With the fenced policy, the instance needs the tag \`ec2ctl = operate\`.`,
        `\`UnauthorizedOperation\`, request \`${REQUEST}\``,
      ),
    );
  });

  test('which action it is, where AWS says nothing', () => {
    const notes = [
      note({ asked: 'instances', instances: [], regions: ['eu-west-1', 'sa-east-1'], nothingChanged: false }),
    ];
    expect(renderAdminNotes(messages, head('ec2ctl ls'), notes)).toBe(
      post(
        '`〉ec2ctl ls`',
        '**AWS does not let this plugin list the instances of `eu-west-1`, `sa-east-1`.**',
        'Allow `ec2:DescribeInstances` in the IAM policy of the credentials in use.',
        `\`UnauthorizedOperation\`, request \`${REQUEST}\``,
      ),
    );
  });

  test('which policy denies it, that to allow it elsewhere is no help, and what AWS said', () => {
    const notes = [
      note({
        failure: { code: 'UnauthorizedOperation', requestId: REQUEST, variant: 'explicit-deny' },
        words: 'You are not authorized',
        denial: {
          ...denial,
          explicit: true,
          resource: 'arn:aws:ec2:us-east-1:123456789012:instance/i-0a1f39c5d2e84b7f6',
          policy: 'service control policy',
          statement: 'DenyOutsideEurope',
        },
      }),
    ];
    expect(renderAdminNotes(messages, head('ec2ctl stop -i web-1'), notes)).toBe(
      post(
        '`〉ec2ctl stop -i web-1`',
        '**AWS does not let this plugin stop `web-1`.** Nothing was changed.',
        `A policy forbids \`ec2:StopInstances\` to \`${PRINCIPAL}\`. Allowing it elsewhere does not help. It is an explicit deny in a policy of this kind: \`service control policy\`. The statement that denies it is \`DenyOutsideEurope\`. The request was for \`arn:aws:ec2:us-east-1:123456789012:instance/i-0a1f39c5d2e84b7f6\`.`,
        'AWS says: `You are not authorized`',
        `\`UnauthorizedOperation\`, request \`${REQUEST}\``,
      ),
    );
  });

  test('what to do about anything else, of several in one message', () => {
    const notes = [
      note({ failure: { code: 'Client.InternalError', requestId: undefined }, asked: 'start', nothingChanged: false }),
      note({
        failure: { code: 'NameNotFound', requestId: undefined },
        asked: 'regions',
        words: 'No connection: ENOTFOUND',
      }),
    ];
    const message = renderAdminNotes(messages, head('ec2ctl start -i web-1'), notes);
    expect(message).toContain('**`web-1` did not start.**\nAllow `kms:CreateGrant` on the key');
    expect(message).toContain(
      '`Client.InternalError`\n**The list of regions could not be read.** Nothing was changed.\n',
    );
    expect(message).toContain('\nWhat failed: `No connection: ENOTFOUND`');
    expect(message).not.toContain('NameNotFound');
  });

  test('of a reboot that may have been asked for never claims that it was not', () => {
    const asked = 'reboot';
    const lost = { asked, failure: { code: 'BadAnswer', requestId: undefined }, nothingChanged: false } as const;
    const drawn = renderAdminNotes(messages, head('ec2ctl reboot web-1'), [note(lost)]);
    expect(drawn).toContain('**`web-1` may not have been told to reboot.**\n');
    const unsent = { asked, failure: { code: 'NameNotFound', requestId: undefined } } as const;
    expect(renderAdminNotes(messages, head('ec2ctl reboot web-1'), [note(unsent)])).toContain(
      '**`web-1` did not reboot.** Nothing was changed.\n',
    );
  });

  test('whatever AWS says as text, on its line', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const facts = { explicit: true, action: text, resource: text, principal: text, policy: text, statement: text };
        const message = renderAdminNotes(messages, head('ec2ctl stop'), [note({ words: `x${text}`, denial: facts })]);
        expect(outsideCode(message)).not.toMatch(ALIVE);
        expect(message.split('\n')).toHaveLength(5);
      }),
    );
  });
});
