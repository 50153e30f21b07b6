import { Transform, type TransformCallback } from 'node:stream';

const HEADER_END = '\r\n\r\n';
/** A header of ours has some 30 bytes; a stream that shows no end of one by then is not the protocol. */
const MAX_HEADER_BYTES = 1024;

/** The stream is not the protocol, or a message is longer than the limit: the connection is to be closed. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

/**
 * Passes the protocol's bytes through and fails as soon as a header announces a message longer than `limit`
 * bytes, before a byte of it is kept. The JSON-RPC library behind it has no limit of its own.
 */
export function createFrameLimit(limit: number): Transform {
  let header = '';
  let bodyLeft = 0;

  function check(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (bodyLeft > 0) {
        const taken = Math.min(bodyLeft, chunk.length - at);
        bodyLeft -= taken;
        at += taken;
        continue;
      }
      header += String.fromCharCode(chunk[at] ?? 0);
      at += 1;
      if (header.endsWith(HEADER_END)) {
        bodyLeft = announcedLength(header, limit);
        header = '';
      } else if (header.length > MAX_HEADER_BYTES) {
        throw new FramingError(`Cannot read message: header is longer than ${String(MAX_HEADER_BYTES)} bytes`);
      }
    }
  }

  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback): void {
      try {
        check(chunk);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function announcedLength(header: string, limit: number): number {
  const value = /^content-length: *(\d{1,15})\r$/im.exec(header)?.[1];
  if (value === undefined) {
    throw new FramingError('Cannot read message: header has no Content-Length');
  }
  const length = Number(value);
  if (length > limit) {
    throw new FramingError(`Cannot read message: ${value} bytes are announced, the limit is ${String(limit)}`);
  }
  return length;
}
