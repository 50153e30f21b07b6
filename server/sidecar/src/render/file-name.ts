/** The name of a file that was made at this moment (milliseconds since the epoch, told in UTC): `ec2-instances-20261120-0912.csv`. */
export function fileName(about: string, now: number): string {
  const moment = new Date(now).toISOString().replaceAll(/[-:]/g, '').slice(0, 13).replace('T', '-');
  return `ec2-${about}-${moment}.csv`;
}
