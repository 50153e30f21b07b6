const HEADER_END = '\r\n\r\n';
/** A header of ours has some 30 bytes; a stream that shows no end of one by then is not the protocol. */
const MAX_HEADER_BYTES = 1024;

/** The stream is not the protocol, or a message is longer than the limit: the connection is to be closed. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

/**
 * Looks at the protocol's bytes as they come, and throws a `FramingError` as soon as a header announces a message
 * longer than `limit` bytes, before a byte of it is kept. The JSON-RPC library behind it has no limit of its own.
 */
export function createFrameLimit(limit: number): (chunk: Buffer) => void {
  let header = '';
  let bodyLeft = 0;

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      const inBody = Math.min(bodyLeft, chunk.length - at);
      at += inBody;
      bodyLeft -= inBody;
      if (at === chunk.length) return;
      const before = header.length;
      header += chunk.toString('latin1', at, at + MAX_HEADER_BYTES - before + HEADER_END.length);
      const end = header.indexOf(HEADER_END);
      if (end < 0) {
        if (header.length > MAX_HEADER_BYTES) {
          throw new FramingError(`Cannot read message: header is longer than ${String(MAX_HEADER_BYTES)} bytes`);
        }
        return;
      }
      bodyLeft = announcedLength(header.slice(0, end + HEADER_END.length), limit);
      at += end + HEADER_END.length - before;
      header = '';
    }
  };
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
