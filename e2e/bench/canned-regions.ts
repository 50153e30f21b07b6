/** The regions that every account has from its beginning. */
export const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
] as const;

/** So many instances in all of them, about as many in each. */
export function spread(count: number): Readonly<Record<string, number>> {
  const share = Math.floor(count / REGIONS.length);
  const sizes = REGIONS.map((region, index): [string, number] => [
    region,
    index === 0 ? count - share * (REGIONS.length - 1) : share,
  ]);
  return Object.fromEntries(sizes);
}
