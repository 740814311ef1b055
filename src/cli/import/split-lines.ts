const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export type Line = {
  /** From 1, blank lines counted too. */
  readonly number: number;
  /** Without its end; null when it is longer than may be kept. */
  readonly bytes: Buffer | null;
  readonly size: number;
};

export type LineSplitter = {
  push(chunk: Buffer): readonly Line[];
  /** The line that no line feed ended. */
  end(): readonly Line[];
};

/** Lines of a stream that comes in pieces, without the blank ones; never keeps more than `maxBytes` of a line. */
export function createLineSplitter(maxBytes: number): LineSplitter {
  let number = 1;
  let size = 0;
  let kept: Buffer[] = [];

  function keep(part: Buffer): void {
    size += part.byteLength;
    // One more for the carriage return that may end it.
    if (size <= maxBytes + BYTE_ORDER_MARK.byteLength + 1) kept.push(part);
    else kept = [];
  }

  function cut(): readonly Line[] {
    const line = toLine(number, Buffer.concat(kept), size, maxBytes);
    number += 1;
    size = 0;
    kept = [];
    return line === null ? [] : [line];
  }

  return {
    push(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        keep(chunk.subarray(from, at));
        lines.push(...cut());
        from = at + 1;
      }
      if (from < chunk.byteLength) keep(chunk.subarray(from));
      return lines;
    },
    end: cut,
  };
}

/** Null for a blank one. */
function toLine(number: number, kept: Buffer, size: number, maxBytes: number): Line | null {
  if (kept.byteLength < size) return { number, bytes: null, size };
  let bytes = kept;
  if (number === 1 && bytes.subarray(0, BYTE_ORDER_MARK.byteLength).equals(BYTE_ORDER_MARK)) {
    bytes = bytes.subarray(BYTE_ORDER_MARK.byteLength);
  }
  if (bytes.at(-1) === CARRIAGE_RETURN) bytes = bytes.subarray(0, -1);
  if (isBlank(bytes)) return null;
  return bytes.byteLength > maxBytes
    ? { number, bytes: null, size: bytes.byteLength }
    : { number, bytes, size: bytes.byteLength };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}
