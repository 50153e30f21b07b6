const HEADER_END = '\r\n\r\n';
/** A header of ours has some 30 bytes; a stream that shows no end of one by then is not the protocol. */
const MAX_HEADER_BYTES = 1024;

/** The stream is not the protocol, or a message is longer than the limit: the connection is to be closed. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

/** The body of a message that is coming. */
interface Body {
  readonly length: number;
  readonly parts: Buffer[];
  left: number;
}

/**
 * Takes the protocol's bytes as they come, and gives the bodies of the messages that are whole with them. Throws a
 * `FramingError` as soon as a header announces a message longer than `limit` bytes, before a byte of it is kept; nothing
 * can be read after that.
 */
export function createFrameReader(limit: number): (chunk: Buffer) => Generator<Buffer, void> {
  let header = '';
  let body: Body | undefined;

  return function* (chunk) {
    let at = 0;
    while (at < chunk.length) {
      if (body === undefined) {
        const before = header.length;
        header += chunk.toString('latin1', at, at + MAX_HEADER_BYTES - before + HEADER_END.length);
        const end = header.indexOf(HEADER_END);
        if (end < 0) {
          if (header.length > MAX_HEADER_BYTES) {
            throw new FramingError(`Cannot read message: header is longer than ${String(MAX_HEADER_BYTES)} bytes`);
          }
          return;
        }
        const length = announcedLength(header.slice(0, end + HEADER_END.length), limit);
        at += end + HEADER_END.length - before;
        header = '';
        body = { length, parts: [], left: length };
      }
      const part = chunk.subarray(at, at + body.left);
      body.parts.push(part);
      body.left -= part.length;
      at += part.length;
      if (body.left > 0) return;
      const { parts, length } = body;
      body = undefined;
      yield Buffer.concat(parts, length);
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
