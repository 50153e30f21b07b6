import type { Denial } from './ports.ts';
import type { Attempts, FailureVariant } from './views.ts';

/** Who is at fault for an error: decides what the person reads and at which level it is logged. */
export type Fault = 'upstream' | 'bug';

/** An error with a stable code. Decide by class or code, never by the message. */
export abstract class CodedError extends Error {
  abstract readonly fault: Fault;
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** What is known of an upstream error besides its code and words. */
export interface UpstreamDetails {
  /** The request id by which AWS support finds the call. */
  readonly requestId?: string | undefined;
  readonly status?: number | undefined;
  /** Which of two things it is, where AWS has one code for both. */
  readonly variant?: FailureVariant | undefined;
  /** How often it was asked, where it was asked again. */
  readonly attempts?: Attempts | undefined;
  /** What a policy's refusal is about. */
  readonly denial?: Denial | undefined;
  /** The encoded message that AWS sent with a policy's refusal. */
  readonly encoded?: string | undefined;
}

/** AWS, the network or Mattermost failed. Holds only what may be shown or logged, never the SDK's own error. */
export class UpstreamError extends CodedError {
  readonly fault = 'upstream';
  readonly source: 'aws' | 'mattermost';
  /** The request id by which AWS support finds the call. */
  readonly requestId: string | undefined;
  readonly status: number | undefined;
  /** Out of sight for whatever prints or stores an error: what a policy says is for a system admin alone. */
  readonly #details: UpstreamDetails;

  constructor(source: 'aws' | 'mattermost', code: string, message: string, details: UpstreamDetails = {}) {
    super(code, message.slice(0, 300));
    this.source = source;
    this.requestId = details.requestId;
    this.status = details.status;
    this.#details = details;
  }

  /** Which of two things it is, where AWS has one code for both. */
  get variant(): FailureVariant | undefined {
    return this.#details.variant;
  }

  /** All that is known of it. */
  get details(): UpstreamDetails {
    return this.#details;
  }
}

/** A defect of ours. The person gets a general sentence and a reference; the log has the rest. */
export class BugError extends CodedError {
  readonly fault = 'bug';
}
