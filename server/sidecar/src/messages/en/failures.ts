/**
 * What a channel reads about a failure, a row of the table in `failures/` each. `sentence` stands alone, begins small where
 * it can, since it follows a colon, and says what to do next; `reason` stands in brackets behind a region that could not be
 * read. No account id, ARN, action or fact of a policy: those are for a system admin alone.
 */
export const failures = {
  'failure.denied.sentence': 'AWS does not let this plugin do that. Tell a system admin.',
  'failure.denied.reason': 'denied by policy',
  'failure.notEnabled.sentence': 'the region is not enabled for this account. Tell a system admin.',
  'failure.notEnabled.reason': 'not enabled',
  'failure.notListed.sentence': 'the region is not in the setting Regions of ec2ctl. Tell a system admin.',
  'failure.notListed.reason': 'not in the setting Regions',
  'failure.blocked.sentence': 'AWS has blocked the account. Tell a system admin.',
  'failure.blocked.reason': 'the account is blocked',
  'failure.pendingVerification.sentence': 'AWS is still verifying the account for this region. Tell a system admin.',
  'failure.pendingVerification.reason': 'the account is being verified',
  'failure.clockSkew.sentence':
    'the clock of the server is wrong, so AWS does not accept what it signs. Tell a system admin.',
  'failure.clockSkew.reason': 'the clock is wrong',
  'failure.credentials.sentence':
    'AWS does not accept the credentials. Tell a system admin: they are wrong, were revoked, or are not valid in this region.',
  'failure.credentials.reason': 'credentials not accepted',
  'failure.signature.sentence':
    'AWS does not accept the signature. Tell a system admin: the secret access key is probably mistyped.',
  'failure.signature.reason': 'signature not accepted',
  'failure.expired.sentence': 'the credentials have expired. Tell a system admin.',
  'failure.expired.reason': 'credentials expired',
  'failure.expiredOrClock.sentence':
    'the credentials have expired, or the clock of the server is wrong. Tell a system admin.',
  'failure.expiredOrClock.reason': 'credentials expired, or the clock is wrong',
  'failure.noCredentials.sentence': 'no AWS credentials were found on the server. Tell a system admin.',
  'failure.noCredentials.reason': 'no credentials',
  'failure.unsupportedCredentials.sentence':
    'the AWS profile of the server gets its credentials by `credential_process`, single sign-on or a console login, which ec2ctl does not support. Tell a system admin: a role of the server, a key or a web identity works.',
  'failure.unsupportedCredentials.reason': 'credentials of a kind that is not supported',
  'failure.roleNotAssumable.sentence': 'AWS does not let this plugin assume its role. Tell a system admin.',
  'failure.roleNotAssumable.reason': 'the role cannot be assumed',

  'failure.timedOut.sentence': 'AWS did not answer in time.',
  'failure.timedOut.reason': 'no answer in {time}',
  'failure.nameNotFound.sentence': 'the name of the AWS endpoint was not found (DNS). Tell a system admin.',
  'failure.nameNotFound.reason': 'its name was not found',
  'failure.connectionRefused.sentence': 'the connection to AWS was refused. Tell a system admin.',
  'failure.connectionRefused.reason': 'connection refused',
  'failure.endpointForbidden.sentence':
    'the endpoint URL leads to an address where AWS never is, so it was not asked. Tell a system admin.',
  'failure.endpointForbidden.reason': 'a forbidden endpoint',
  'failure.connectionLost.sentence': 'the connection to AWS broke off.',
  'failure.connectionLost.reason': 'connection broken off',
  'failure.unreachable.sentence': 'AWS could not be reached.',
  'failure.unreachable.reason': 'not reachable',
  'failure.connectForbidden.sentence': 'the server does not let this plugin connect to AWS. Tell a system admin.',
  'failure.connectForbidden.reason': 'forbidden by the server',
  'failure.tlsUntrusted.sentence':
    'the certificate of AWS or of the proxy is not trusted by the server. Tell a system admin.',
  'failure.tlsUntrusted.reason': 'its certificate is not trusted',
  'failure.tlsExpired.sentence': 'the certificate of AWS or of the proxy is not valid now. Tell a system admin.',
  'failure.tlsExpired.reason': 'its certificate is not valid now',
  'failure.tlsWrongName.sentence': 'the certificate that was shown is not that of AWS. Tell a system admin.',
  'failure.tlsWrongName.reason': 'its certificate has another name',
  'failure.tls.sentence': 'what answered does not speak TLS as AWS does.',
  'failure.tls.reason': 'no proper TLS',
  'failure.proxyRefused.sentence': 'the proxy refused the connection to AWS. Tell a system admin.',
  'failure.proxyRefused.reason': 'refused by the proxy',
  'failure.proxyLogin.sentence': 'the proxy asks for a name and a password. Tell a system admin.',
  'failure.proxyLogin.reason': 'the proxy wants a login',
  'failure.proxyUnreachable.sentence': 'the proxy cannot be reached. Tell a system admin.',
  'failure.proxyUnreachable.reason': 'the proxy cannot be reached',
  'failure.proxy.sentence': 'the proxy broke off the connection to AWS. Tell a system admin.',
  'failure.proxy.reason': 'broken off by the proxy',

  'failure.throttled.sentence': 'AWS asks to slow down: too many requests.',
  'failure.throttled.reason': 'AWS asks to slow down',
  'failure.unavailable.sentence': 'AWS has a fault of its own.',
  'failure.unavailable.reason': 'AWS has a fault',
  'failure.internal.sentence': 'an internal error. The server log may say more.',
  'failure.internal.reason': 'an internal error',
  'failure.badAnswer.sentence': 'what answered is not AWS, or its answer was cut.',
  'failure.badAnswer.reason': 'no proper answer',
  'failure.unknown.sentence': 'AWS refused with an error that ec2ctl does not know. Tell a system admin.',
  'failure.launchFailed.sentence': 'AWS had a fault of its own while it started. Try again later.',

  'failure.stopProtection.sentence': 'stop protection is on. Turn it off in the AWS console, then stop it again.',
  'failure.notPermitted.sentence':
    'AWS does not permit this for the instance as it is set up. Look at it in the AWS console.',
  'failure.wrongState.sentence':
    'its state does not allow that now. Look with `/ec2ctl ls`, and ask again when it has settled.',
  'failure.spotRequest.sentence':
    'its spot request does not allow that now. AWS starts an interrupted spot instance by itself; a request that was cancelled never starts one again.',
  'failure.unknownId.sentence': 'AWS does not know it any longer. Look with `/ec2ctl ls`.',
  'failure.unsupported.sentence': 'AWS cannot do that with this instance. Look at it in the AWS console.',
  'failure.stoppedMeanwhile.sentence':
    'somebody, or the machine itself, shut it down meanwhile. Look with `/ec2ctl ls` before you ask again.',
  'failure.scheduledStop.sentence': 'AWS stopped it, since its hardware is being retired. Start it again.',
  'failure.spotInterrupted.sentence': 'AWS took the spot instance back. It starts it again when there is capacity.',
  'failure.spotTerminated.sentence': 'AWS took the spot instance back and terminated it. It does not come back.',

  'failure.capacity.sentence':
    'AWS has no capacity for this type in its zone now. Try again later, or change its type or zone.',
  'failure.hostCapacity.sentence':
    'its dedicated host has no room for it, or is not available. Look at the host in the AWS console.',
  'failure.reservedCapacity.sentence':
    'its capacity reservation has no room left. Try again later, or change the reservation in the AWS console.',
  'failure.limit.sentence':
    'the account has reached its limit for this type of instance. Raise it in AWS Service Quotas.',

  'failure.volumeLimit.sentence': 'the account has reached its limit for volumes. Raise it in AWS Service Quotas.',
  'failure.volume.sentence': 'one of its volumes cannot be attached. Look at its volumes in the AWS console.',
  'failure.kmsKey.sentence': 'the key that encrypts one of its volumes cannot be used. Tell a system admin.',
  'failure.launchRefused.sentence':
    'AWS gave up starting it, most often since an encrypted volume could not be opened. Tell a system admin.',

  'failure.interrupted.sentence':
    'the plugin was interrupted, and whether AWS was asked is not known. As far as EC2 shows, nothing was changed.',
  'failure.interrupted.reboot':
    'the plugin was interrupted, and whether AWS was asked is not known. AWS does not show whether it reboots: look at the instance itself before you ask again.',
  'failure.notAsked.sentence': 'ec2ctl was interrupted before AWS was asked. Nothing was changed.',
  'failure.notSent.sentence':
    'too many requests of ec2ctl were waiting, so AWS was not asked. Nothing was changed. Try again in a minute.',
  'failure.notSent.reason': 'ec2ctl has too many requests waiting',
  'failure.stopped.sentence': 'the plugin was interrupted.',
  'failure.stopped.reason': 'the plugin was interrupted',
  'failure.notRecorded.sentence': 'Mattermost did not keep the record of this change, so AWS was not asked.',
  'failure.notMoved.sentence': 'AWS accepted, but the instance did not move. Look at it in the AWS console.',
  'failure.wentElsewhere.sentence': 'it was on its way and came to another end. The AWS console may show why.',
  'failure.gone.sentence': 'EC2 does not show it any longer. Look with `/ec2ctl ls`.',

  'failure.noReason.sentence': 'AWS gave no reason.',
  'failure.next.change': '{sentence} Look with `/ec2ctl ls` before you ask again.',
  'failure.next.reboot':
    '{sentence} AWS does not show whether it reboots: look at the instance itself before you ask again.',
  'failure.next.unsent': '{sentence} Nothing was changed. Try again in a minute.',
  'failure.next.read': '{sentence} Try again in a minute.',
  'failure.asked.times':
    '{sentence} Asked {count, plural, one {# time} other {# times}} over {time}. Try again in a minute.',
  'failure.asked.once':
    '{sentence} It was asked once, and is not repeated. Look with `/ec2ctl ls` before you ask again.',
  'failure.state.wait': 'its state does not allow that now. Ask again when it is {state}.',
  'failure.state.never': 'it is being terminated, and cannot be started or stopped any longer.',
} as const;
