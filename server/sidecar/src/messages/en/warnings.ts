/** What a change does besides what was asked for. */
export const warnings = {
  'warning.force': 'Forced: what the operating system has not written yet is lost, and file systems may be damaged.',
  'warning.scaling':
    '{names} {count, plural, one {is in the Auto Scaling group {group}, which will replace it} other {are in the Auto Scaling group {group}, which will replace them}}.',
  'warning.schedule.stop':
    '{names} {count, plural, one {follows the schedule {schedule}, which may start it again} other {follow the schedule {schedule}, which may start them again}}.',
  'warning.schedule.start':
    '{names} {count, plural, one {follows the schedule {schedule}, which may stop it again} other {follow the schedule {schedule}, which may stop them again}}.',
  'warning.spot':
    '{names} {count, plural, one {is a spot instance: there may be no capacity to start it again} other {are spot instances: there may be no capacity to start them again}}.',
  'warning.instanceStore':
    '{names} {count, plural, one {has its root volume on the host: AWS does not stop it, and only terminating ends it} other {have their root volumes on the host: AWS does not stop them, and only terminating ends them}}.',
} as const;
