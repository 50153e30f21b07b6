/**
 * What a failure means, and what a system admin can do about it: the two further columns of `docs/troubleshooting.md`. An
 * admin who typed gets the second in private as well. Values have no place here: the page is the same for everybody.
 */
export const mending = {
  'failure.denied.means': 'No policy allows the action to the credentials in use, or not for this instance.',
  'failure.denied.admin':
    'Allow the action in the IAM policy of the credentials. With the fenced policy of the README, the instance needs the tag `ec2ctl` with the value `operate`. If a region is meant to be closed, name the others in the setting *Regions*.',
  'failure.deniedExplicitly.means':
    'A policy forbids it: a service control policy of the organisation, a permissions boundary, a session policy, or a Deny in the IAM policy.',
  'failure.deniedExplicitly.admin':
    'Allowing it elsewhere does not help: change the policy that denies it. If a region is meant to be closed, name the others in the setting *Regions*.',
  'failure.notEnabled.means': 'The account does not use this region, or is not signed up for EC2 yet.',
  'failure.notEnabled.admin':
    'Enable the region in the AWS console (Account → AWS Regions), or leave it out of the setting *Regions*. A new account may take some hours.',
  'failure.notListed.means': 'The setting *Regions* names the regions that may be asked, and this is none of them.',
  'failure.notListed.admin':
    'Add the region to the setting *Regions*, or empty the setting for all regions of the account.',
  'failure.blocked.means': 'AWS has blocked the account.',
  'failure.blocked.admin': 'Ask AWS Support.',
  'failure.pendingVerification.means':
    'AWS verifies a new account, or one that is new to a region, before it may be used.',
  'failure.pendingVerification.admin':
    'Wait for the mail of AWS, some minutes as a rule; after four hours ask AWS Support.',
  'failure.clock.means':
    'The code is that of wrong credentials, but the words of AWS name the time: the clock is wrong.',
  'failure.clock.admin': 'Set the clock of the Mattermost server, and keep it right by NTP (`chronyc tracking`).',
  'failure.clockSkew.means': 'What the server signs has a time that is more than some minutes off.',
  'failure.clockSkew.admin': 'Set the clock of the Mattermost server, and keep it right by NTP (`chronyc tracking`).',
  'failure.credentials.means':
    'The access key id is unknown or inactive, or belongs to another partition; in one region alone: the region is not enabled.',
  'failure.credentials.admin':
    'Check the access key in the AWS console (IAM → Users → Security credentials), and the setting *Home region* for GovCloud and China. A temporary key needs its session token too, in the setting *Session token*.',
  'failure.signature.means':
    'The access key id is known, but the secret does not belong to it, or something on the way changes requests.',
  'failure.signature.admin':
    'Enter the secret access key again, without blanks around it. If it is right, look at the proxy.',
  'failure.expired.means': 'A temporary key, or the session of a role, is past its end.',
  'failure.expired.admin':
    'Enter a new key and session token, or use the identity of the server, which renews itself. With an instance role, check whether the instance metadata still gives new keys.',
  'failure.expiredOrClock.means':
    'What was signed reached AWS too late: by its clock, or by the end of a temporary key.',
  'failure.expiredOrClock.admin': 'Check the clock of the Mattermost server first, then renew the temporary key.',
  'failure.noCredentials.means': 'With the credentials `server`: the user that runs Mattermost has no AWS identity.',
  'failure.noCredentials.admin':
    'Give the machine an instance profile, or the server a web identity, variables or a shared file. In a container on EC2, the instance metadata needs a hop limit of 2.',
  'failure.unsupportedCredentials.means':
    'The AWS profile of the server starts a program (`credential_process`) or needs a person (single sign-on, console login).',
  'failure.unsupportedCredentials.admin': 'Give the server a role, a web identity, or a profile with a key.',
  'failure.roleNotAssumable.means':
    'STS refused `sts:AssumeRole`, or `sts:AssumeRoleWithWebIdentity`, to the credentials in use.',
  'failure.roleNotAssumable.admin':
    'The trust policy of the role must allow `sts:AssumeRole` to these credentials, with the same external id as the settings, and for changes `sts:SetSourceIdentity`. Their own policy must allow `sts:AssumeRole` on the role.',

  'failure.timedOut.means': 'There was no answer within the time limit, retries included.',
  'failure.timedOut.admin':
    'Often a firewall that drops instead of refusing: try `curl -v https://ec2.<region>.amazonaws.com` on the Mattermost server.',
  'failure.nameNotFound.means': 'DNS does not know the host of the endpoint, or does not answer.',
  'failure.nameNotFound.admin':
    'Check the settings *Endpoint URL*, *Home region* and *Regions* (a mistyped region has no host), `/etc/resolv.conf`, and whether the machine reaches the internet by a proxy alone: then set `HTTPS_PROXY`.',
  'failure.connectionRefused.means': 'The machine was found, but nobody listens at that port.',
  'failure.connectionRefused.admin': 'Check the setting *Endpoint URL*, and the firewall on the way.',
  'failure.endpointForbidden.means':
    'The name of the endpoint stands for an address at which AWS never is, such as that of the instance metadata.',
  'failure.endpointForbidden.admin': 'Check the setting *Endpoint URL*, and what DNS says of its name.',
  'failure.connectionLost.means': 'The connection ended before the answer did.',
  'failure.connectionLost.admin': 'If it stays so, look at the proxy or firewall in between.',
  'failure.unreachable.means': 'The network has no way to AWS.',
  'failure.unreachable.admin':
    'The machine needs a way to `https://ec2.<region>.amazonaws.com`, straight or by a proxy. `HTTPS_PROXY` and `NO_PROXY` are taken from the environment of the Mattermost server: set them there and restart it.',
  'failure.connectForbidden.means': 'The operating system of the server refused the connection (`EACCES`, `EPERM`).',
  'failure.connectForbidden.admin':
    'Look at SELinux (`ausearch -m avc`), AppArmor, the unit of systemd (`IPAddressDeny`, `RestrictAddressFamilies`), and the outgoing rules of the local firewall.',
  'failure.tlsUntrusted.means':
    'The certificate was signed by an authority that the server does not trust: most often a proxy that opens TLS.',
  'failure.tlsUntrusted.admin':
    'Install the authority of the proxy on the server, or name its PEM file by `SSL_CERT_FILE` or `NODE_EXTRA_CA_CERTS` in the environment of the Mattermost server, and restart it.',
  'failure.tlsExpired.means': 'The certificate has expired, or is not valid yet.',
  'failure.tlsExpired.admin':
    'Check the clock of the Mattermost server; if it is right, renew the certificate of the endpoint or proxy.',
  'failure.tlsWrongName.means': 'The certificate is for another host than the one that was asked.',
  'failure.tlsWrongName.admin': 'Check the setting *Endpoint URL*, DNS, and the proxy: somebody else answers for AWS.',
  'failure.tls.means': 'The other side broke off the TLS handshake, or speaks plain HTTP.',
  'failure.tls.admin': 'Check the setting *Endpoint URL*, and whether a firewall or proxy stands in for AWS.',
  'failure.proxyRefused.means': 'The proxy of `HTTPS_PROXY` answered, but does not let the server through to AWS.',
  'failure.proxyRefused.admin': 'Allow `*.amazonaws.com` on port 443 in the proxy, or pass it by with `NO_PROXY`.',
  'failure.proxyLogin.means': 'The proxy answered 407: it wants to know who asks.',
  'failure.proxyLogin.admin':
    'Put name and password into the address: `HTTPS_PROXY=http://name:password@proxy:3128`, in the environment of the Mattermost server.',
  'failure.proxyUnreachable.means': 'The proxy of `HTTPS_PROXY` is not found, or nobody listens there.',
  'failure.proxyUnreachable.admin':
    'Check `HTTPS_PROXY` in the environment of the Mattermost server, and the proxy itself.',
  'failure.proxy.means': 'The proxy ended the connection without a proper answer.',
  'failure.proxy.admin':
    'Look into the log of the proxy, and whether `HTTPS_PROXY` names a proxy for HTTP (not SOCKS).',

  'failure.throttled.means':
    'The account has used up its requests to EC2 in this region. Reading is tried again for some seconds; a change is asked for once.',
  'failure.throttled.admin':
    'See which tools ask often (CloudTrail, CloudWatch → AWS/EC2/API), or raise the limit in AWS Service Quotas.',
  'failure.unavailable.means': 'A fault of AWS, or an overload.',
  'failure.unavailable.admin': 'Look at the AWS Health Dashboard.',
  'failure.internal.means': 'A fault of AWS, or a defect of ec2ctl: the server log tells which.',
  'failure.internal.admin': 'Look into the server log. Without a request id it is a defect: report it.',
  'failure.badAnswer.means':
    'What answered is not EC2: a login page, a proxy, another service; or the answer is incomplete.',
  'failure.badAnswer.admin':
    'Check the setting *Endpoint URL*, and whether something on the way answers in the name of AWS.',
  'failure.unknown.means': 'A code that the table does not have.',
  'failure.unknown.admin': 'Look the code up in the list of EC2 error codes; the server log has the words of AWS.',
  'failure.launchFailed.means': 'EC2 gave up the start with `Server.InternalError`.',
  'failure.launchFailed.admin': 'Try again later; if it stays so, ask AWS Support.',

  'failure.stopProtection.means': 'The attribute `disableApiStop` of the instance is set.',
  'failure.stopProtection.admin': 'AWS console → Instance settings → Change stop protection.',
  'failure.notPermitted.means': 'The way in which the instance is set up does not allow it.',
  'failure.notPermitted.admin': 'The words of AWS say what it is about.',
  'failure.wrongState.means':
    'The instance, or something that belongs to it, is in a state from which this cannot be done.',
  'failure.wrongState.admin':
    'Wait until it has settled. If it is stuck in `stopping`, stop it by force in the AWS console.',
  'failure.spotRequest.means':
    'A spot instance is started and stopped by its request: only a persistent one that is neither cancelled nor interrupted allows it.',
  'failure.spotRequest.admin': 'Look at the spot request in the AWS console (EC2 → Spot Requests).',
  'failure.unknownId.means':
    'The instance was there a moment ago and is not any longer, or the id has a form that AWS does not know.',
  'failure.unknownId.admin': 'Nothing, as a rule: it was terminated meanwhile.',
  'failure.unsupported.means': 'The type, the root device or the hibernation of the instance does not allow it.',
  'failure.unsupported.admin':
    'The words of AWS name what does not fit. An instance with an instance store cannot be stopped.',
  'failure.stoppedMeanwhile.means':
    'While it was on its way, a person, a script, an alarm or its own operating system shut it down.',
  'failure.stoppedMeanwhile.admin': 'CloudTrail names who asked for it (`StopInstances`, `TerminateInstances`).',
  'failure.scheduledStop.means': 'AWS retires the hardware below the instance.',
  'failure.scheduledStop.admin': 'Start it again: it moves to other hardware.',
  'failure.spotInterrupted.means': 'The price or the need for spot capacity rose.',
  'failure.spotInterrupted.admin': 'Use an on-demand instance for what must not be interrupted.',
  'failure.spotTerminated.means':
    'The price or the need for spot capacity rose, and the spot request says that the instance is terminated then.',
  'failure.spotTerminated.admin':
    'Launch another one. What must come back after an interruption wants a spot request that stops it (*Interruption behavior*), or an on-demand instance.',

  'failure.capacity.means': 'AWS has no free hardware of this type in this zone at the moment.',
  'failure.capacity.admin': 'Try again, change the type or the zone, or keep a capacity reservation.',
  'failure.hostCapacity.means':
    'The instance belongs to a dedicated host that is full, not available, or does not fit.',
  'failure.hostCapacity.admin': 'Look at EC2 → Dedicated Hosts, or change the tenancy or the affinity of the instance.',
  'failure.reservedCapacity.means': 'The capacity reservation that the instance is to use is full.',
  'failure.reservedCapacity.admin': 'Enlarge the reservation, or set that of the instance to *open* or *none*.',
  'failure.limit.means': 'A quota of the account for running instances is used up.',
  'failure.limit.admin': 'AWS Service Quotas → Amazon EC2.',

  'failure.volumeLimit.means': 'A quota of the account for volumes or their speed is used up.',
  'failure.volumeLimit.admin': 'AWS Service Quotas → Amazon EBS.',
  'failure.volume.means':
    'A volume is used by another instance, missing, in another zone, or of a kind that does not fit.',
  'failure.volume.admin': 'Look at the volumes of the instance (EC2 → Volumes); the words of AWS say which one.',
  'failure.kmsKey.means': 'The KMS key of a volume is disabled, deleted or about to be, or its use was revoked.',
  'failure.kmsKey.admin': 'Enable the key again (KMS → Customer managed keys), or undo its deletion.',
  'failure.launchRefused.means':
    'EC2 accepted the start and gave it up with `Client.InternalError`. As a rule the credentials may not use the KMS key of an encrypted volume.',
  'failure.launchRefused.admin':
    'Allow `kms:CreateGrant` on the key to the credentials in use, with the condition `kms:GrantIsForAWSResource`; CloudTrail shows the refused `CreateGrant`.',

  'failure.interrupted.means': 'The process ended between writing its record and the answer of AWS.',
  'failure.interrupted.admin': 'Nothing. CloudTrail shows whether AWS was asked.',
  'failure.notAsked.means': 'The plugin was stopped, or cut off from Mattermost, before AWS was asked.',
  'failure.notAsked.admin': 'Nothing: ask again.',
  'failure.notSent.means':
    'ec2ctl asks an account only so often, and this request waited for its turn in vain: for a minute, or until its command had to end.',
  'failure.notSent.admin':
    'Try again in a minute. If it happens often, see in the server log who changes how much at once.',
  'failure.stopped.means': 'The plugin was stopped while it was reading, or Mattermost did not take what it read.',
  'failure.stopped.admin': 'Ask again. If it happens often, see in the server log what Mattermost did not take.',
  'failure.notRecorded.means': 'A change is asked of AWS only when its record is kept, so that it is told to its end.',
  'failure.notRecorded.admin': 'Look into the server log, and at the database of Mattermost.',
  'failure.notMoved.means': 'AWS accepted the change, and the instance stayed as it was.',
  'failure.notMoved.admin': 'The AWS console shows the state of the instance and its *State transition message*.',
  'failure.wentElsewhere.means': 'The instance was on its way and ended in another state than was asked for.',
  'failure.wentElsewhere.admin':
    'The AWS console shows the *State transition message*; CloudTrail who else asked for something.',
  'failure.gone.means': 'The instance has vanished from the answers of EC2.',
  'failure.gone.admin': 'Nothing, as a rule: it was terminated meanwhile.',
} as const;
