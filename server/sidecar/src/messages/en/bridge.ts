/**
 * The sentences that the bridge says when the sidecar cannot. They become a file of the bundle, so nothing here may need
 * more than `{reference}` replaced.
 */
export const bridge = {
  'bridge.starting': 'ec2ctl is starting. Nothing was changed. Try again in a few seconds.',
  'bridge.unavailable': 'ec2ctl is not available just now. Nothing was changed. Try again in a minute.',
  'bridge.noRuntime':
    'ec2ctl cannot start: its runtime is missing from the plugin folder. Nothing was changed. A system admin must upload the plugin again.',
  'bridge.wrongArchitecture':
    'ec2ctl cannot start: this plugin file was built for another kind of processor. Nothing was changed. A system admin must upload the file for this one (linux-amd64 or linux-arm64).',
  'bridge.missingLibrary':
    'ec2ctl cannot start: a system library is missing on the server. Nothing was changed. A system admin finds its name in the server log.',
  'bridge.versionMismatch':
    'ec2ctl cannot start: its two parts are of different builds. Nothing was changed. A system admin must upload the plugin again.',
  'bridge.gaveUp':
    'ec2ctl could not be started and was given up. Nothing was changed. A system admin finds the reason in the server log; saving the settings tries again.',
  'bridge.notAnswering':
    'ec2ctl did not answer in time. If this was to start or stop something, look with `/ec2ctl ls` before you ask again.',
  'bridge.interrupted':
    'ec2ctl was interrupted. If this was to start or stop something, look with `/ec2ctl ls` before you ask again.',
  'bridge.shuttingDown': 'ec2ctl is being stopped. Nothing was changed.',
  'bridge.tooLarge': 'That is too long for ec2ctl. Nothing was changed.',
  'bridge.internalError':
    'Something went wrong in ec2ctl. The server log has it under the reference `{reference}`. If this was to start or stop something, look with `/ec2ctl ls` before you ask again.',
} as const;
