import { expect, test } from '@jest/globals';
import { createMessages } from './messages/messages.ts';
import { judge } from './settings.ts';

const ROLE = 'arn:aws:iam::123456789012:role/ec2ctl';
const CHINESE = 'arn:aws-cn:iam::123456789012:role/ec2ctl';

test.each([
  [{ rolearn: ROLE }],
  [{ rolearn: 'arn:aws:iam::123456789012:role/team/sre/Ec2=ctl,+@._-' }],
  [{ rolearn: ` ${ROLE}\n`, externalid: 'mattermost/one:two=3' }],
  [{ rolearn: ROLE, homeregion: 'eu-west-1' }],
  [{ rolearn: CHINESE, homeregion: 'cn-north-1' }],
  [{ rolearn: 'arn:aws-us-gov:iam::123456789012:role/ec2ctl', homeregion: 'us-gov-east-1' }],
])('%j is taken', (raw) => {
  const rolearn = raw.rolearn.trim();
  expect(judge(raw)).toMatchObject({ usable: true, settings: { ec2: { roleArn: rolearn } } });
});

test.each([
  [{ rolearn: 'ec2ctl' }, 'Role ARN: this is no ARN of a role'],
  [{ rolearn: 'arn:aws:iam::12345:role/ec2ctl' }, 'Role ARN: this is no ARN of a role'],
  [{ rolearn: 'arn:aws:iam::123456789012:user/ec2ctl' }, 'Role ARN: this is no ARN of a role'],
  [{ rolearn: 'arn:aws:sts::123456789012:assumed-role/ec2ctl/x' }, 'Role ARN: this is no ARN of a role'],
  [{ rolearn: `${ROLE} x` }, 'Role ARN: this is no ARN of a role'],
  [{ rolearn: `${ROLE}${'x'.repeat(64)}` }, 'Role ARN: this is no ARN of a role'],
  [{ rolearn: 'arn:aws:iam::123456789012:role/' }, 'Role ARN: this is no ARN of a role'],
  [{ rolearn: `arn:aws:iam::123456789012:role/${'a/'.repeat(5_000)}` }, 'Role ARN: this is no ARN of a role'],
  [{ rolearn: CHINESE }, 'Role ARN: it is in the partition aws-cn, but the home region us-east-1 is in aws.'],
  [{ rolearn: ROLE, homeregion: 'us-gov-west-1' }, 'Role ARN: it is in the partition aws, but the home region'],
  [{ rolearn: `arn:aws-${'x'.repeat(300)}:iam::123456789012:role/ec2ctl` }, 'Role ARN: it is in the partition aws-x'],
  [{ externalid: 'one' }, 'External ID: it is used only with a role'],
  [{ rolearn: ROLE, externalid: 'x' }, 'External ID: one has 2 to 1224'],
  [{ rolearn: ROLE, externalid: 'with blank' }, 'External ID: one has 2 to 1224'],
  [{ rolearn: ROLE, externalid: 'ünïcode' }, 'External ID: one has 2 to 1224'],
  [{ rolearn: ROLE, externalid: 'x'.repeat(1225) }, 'External ID: one has 2 to 1224'],
])('%j is refused in one line', (raw, begins) => {
  const judgement = judge(raw);
  const said = judgement.usable ? '' : createMessages('en').text(judgement.problem);
  expect(said.slice(0, begins.length)).toBe(begins);
  expect(said.length).toBeLessThan(140);
});
