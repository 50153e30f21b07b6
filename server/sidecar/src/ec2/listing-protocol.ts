/**
 * The SDK's protocol of EC2, with a faster way to read DescribeInstances: the SDK makes an object of every element of a
 * page, some hundred of each instance, and we use few. Requests, signatures, retries and errors stay the SDK's own, and so
 * does every answer that is not of the usual form.
 */
import { AwsEc2QueryProtocol } from '@aws-sdk/core/protocols';
import { collectBody } from '@smithy/core/protocols';
import { instancesPageInSteps } from './instances-page.ts';
import { inTurn } from './in-turn.ts';

type Deserialize = AwsEc2QueryProtocol['deserializeResponse'];

/** For the option `protocol` of an `EC2Client`. Of an answer to DescribeInstances there is only what `ReadPage` names. */
export class ListingProtocol extends AwsEc2QueryProtocol {
  /** The SDK calls it with each answer. */
  override async deserializeResponse<Output extends Awaited<ReturnType<Deserialize>>>(
    ...[operation, context, response]: Parameters<Deserialize>
  ): Promise<Output> {
    if (operation.name === 'DescribeInstances' && response.statusCode === 200) {
      const bytes = await collectBody(response.body, context);
      const page = await inTurn(instancesPageInSteps(bytes), bytes.length);
      if (page !== undefined) return { ...page, $metadata: this.deserializeMetadata(response) } as unknown as Output;
      // Read already; the SDK takes bytes as well.
      response.body = bytes;
    }
    return super.deserializeResponse<Output>(operation, context, response);
  }
}
