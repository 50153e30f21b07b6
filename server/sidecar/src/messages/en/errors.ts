/**
 * What an AWS error means. `reason` stands in brackets behind a region that could not be read; `sentence` stands alone
 * and says what to do next.
 */
export const errors = {
  'failure.denied.reason': 'denied by policy',
  'failure.denied.sentence':
    'AWS does not let this plugin do that. Tell a system admin: the IAM policy must allow {action}.',
  'failure.stopProtection.sentence': 'stop protection is on. Turn it off in the AWS console, then stop it again.',
  'failure.notPermitted.sentence':
    'AWS does not permit this for the instance as it is set up. Look at it in the AWS console.',
  'failure.wrongState.sentence':
    'its state does not allow that now. Look with `/ec2ctl ls`, and ask again when it has settled.',
  'failure.capacity.sentence':
    'AWS has no capacity for this type in its zone now. Try again later, or change its type or zone.',
  'failure.limit.sentence':
    'the account has reached its limit for this type of instance. Raise it in AWS Service Quotas.',
  'failure.throttled.reason': 'AWS asks to slow down',
  'failure.throttled.sentence': 'AWS asks to slow down: too many requests. Try again in a minute.',
  'failure.credentials.reason': 'credentials not accepted',
  'failure.credentials.sentence':
    'AWS does not accept the credentials. Tell a system admin: they are wrong, were revoked, or are not valid in this region.',
  'failure.expired.reason': 'credentials expired, or the clock is wrong',
  'failure.expired.sentence': 'the credentials have expired, or the clock of the server is wrong. Tell a system admin.',
  'failure.noCredentials.reason': 'no credentials',
  'failure.noCredentials.sentence': 'no AWS credentials were found on the server. Tell a system admin.',
  'failure.role.reason': 'the role cannot be assumed',
  'failure.role.sentence':
    'AWS does not let ec2ctl assume the role. Tell a system admin: its trust policy must allow `sts:AssumeRole` and, for changes, `sts:SetSourceIdentity`.',
  'failure.endpointForbidden.reason': 'a forbidden endpoint',
  'failure.endpointForbidden.sentence':
    'the endpoint URL leads to an address where AWS never is, so it was not asked. Tell a system admin.',
  'failure.unsupportedCredentials.reason': 'credentials of a kind that is not supported',
  'failure.unsupportedCredentials.sentence':
    'the AWS profile of the server gets its credentials by `credential_process`, single sign-on or a console login, which ec2ctl does not support. Tell a system admin: a role of the server, a key or a web identity works.',
  'failure.notEnabled.reason': 'not enabled',
  'failure.notEnabled.sentence': 'the region is not enabled for this account. Tell a system admin.',
  'failure.blocked.sentence': 'AWS has blocked the account. Tell a system admin.',
  'failure.unsupported.sentence': 'AWS cannot do that with this instance. Look at it in the AWS console.',
  'failure.unknownId.sentence': 'AWS does not know it any longer. Look with `/ec2ctl ls`.',
  'failure.timedOut.reason': 'no answer in {time}',
  'failure.timedOut.sentence': 'AWS did not answer in time.',
  'failure.unreachable.reason': 'not reachable',
  'failure.unreachable.sentence': 'AWS could not be reached.',
  'failure.badAnswer.reason': 'no proper answer',
  'failure.badAnswer.sentence': 'what answered is not AWS, or its answer was cut.',
  'failure.tls.reason': 'its certificate is not trusted',
  'failure.tls.sentence': 'the certificate of AWS or of the proxy is not trusted by the server. Tell a system admin.',
  'failure.proxy.reason': 'refused by the proxy',
  'failure.proxy.sentence': 'the proxy refused the connection to AWS. Tell a system admin.',
  'failure.unavailable.reason': 'AWS has a fault',
  'failure.unavailable.sentence': 'AWS has a fault of its own.',
  'failure.notAsked.sentence': 'the plugin was stopped before AWS was asked. Nothing was changed.',
  'failure.stopped.reason': 'the plugin was stopped',
  'failure.stopped.sentence': 'the plugin was stopped.',
  'failure.interrupted.sentence':
    'the plugin was interrupted, and whether AWS was asked is not known. As far as EC2 shows, nothing was changed.',
  'failure.notRecorded.sentence': 'Mattermost did not keep the record of this change, so AWS was not asked.',
  'failure.notMoved.sentence': 'AWS accepted, but the instance did not move. Look at it in the AWS console.',
  'failure.wentElsewhere.sentence': 'it was on its way and came to another end. The AWS console may show why.',
  'failure.gone.sentence': 'EC2 does not show it any longer. Look with `/ec2ctl ls`.',
  'failure.internal.reason': 'an internal error',
  'failure.internal.sentence': 'an internal error. The server log may say more.',
  'failure.unknown.sentence': 'AWS refused with an error that ec2ctl does not know. Tell a system admin.',
  'failure.next.change': '{sentence} Look with `/ec2ctl ls` before you ask again.',
  'failure.next.read': '{sentence} Try again in a minute.',
  'failure.noReason.sentence': 'AWS gave no reason.',
  'error.internal': '**Something went wrong in ec2ctl.** The server log has it under the reference {reference}.',
  'error.internal.change':
    '**Something went wrong in ec2ctl.** The server log has it under the reference {reference}. Look with `/ec2ctl ls` before you ask again.',
  'error.notRecorded':
    '**The change could not be recorded.** Nothing was changed. Mattermost refused it: {code}. Tell a system admin.',
} as const;
