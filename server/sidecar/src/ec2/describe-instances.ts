/** DescribeInstances, all pages of it. */
import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  type Instance as SdkInstance,
} from '@aws-sdk/client-ec2';
import type { Instance } from '../ports.ts';
import { readReservations } from './instances.ts';
import type { Read } from './sdk.ts';
import { badAnswer } from './upstream-error.ts';

/** The most that one page may have. */
const PAGE = 1_000;

/** The most values that one filter may have. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const FILTER_VALUES = 200;

/** Where instances are read, by what, and as what. */
export interface Reading<T extends Instance> {
  readonly read: Read;
  readonly region: string;
  /** May use only what `read` brings: by way of a reader of listings that is what `ReadInstance` names. */
  readonly as: (instance: SdkInstance, region: string) => T;
}

/** All pages. An instance that is on two of them, since things moved meanwhile, counts once. */
export async function describeInstances<T extends Instance>(
  { read, region, as }: Reading<T>,
  input: Pick<DescribeInstancesCommandInput, 'Filters'>,
  signal: AbortSignal,
): Promise<T[]> {
  const found = new Map<string, T>();
  const asked = new Set<string>();
  let token: string | undefined;
  do {
    const page = { ...input, MaxResults: PAGE, ...(token !== undefined && { NextToken: token }) };
    const answer = await read(region, signal, (client, options) =>
      client.send(new DescribeInstancesCommand(page), options),
    );
    for (const instance of readReservations(answer.Reservations, region, as)) found.set(instance.id, instance);
    token = answer.NextToken === '' ? undefined : answer.NextToken;
    if (token !== undefined) {
      // The one text from outside that goes back into a request. Asked again with the same one, there would be no end.
      if (!token.isWellFormed() || asked.has(token)) {
        throw badAnswer('An unusable token for the next page', { status: 200 });
      }
      asked.add(token);
    }
  } while (token !== undefined);
  return [...found.values()];
}

/** Those of which the filter names one of these values; none for no value, which AWS would take for all that there are. */
export async function describeFiltered<T extends Instance>(
  reading: Reading<T>,
  filter: { readonly name: string; readonly values: readonly string[] },
  signal: AbortSignal,
): Promise<T[]> {
  const values = [...new Set(filter.values)];
  const found: T[] = [];
  for (let at = 0; at < values.length; at += FILTER_VALUES) {
    const some = { Name: filter.name, Values: values.slice(at, at + FILTER_VALUES) };
    found.push(...(await describeInstances(reading, { Filters: [some] }, signal)));
  }
  return found;
}
