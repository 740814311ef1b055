import type { Excerpt } from "../pipeline/reject.ts";

/** Bytes of a body after decompression. */
export const MAX_BODY_BYTES = 1_048_576;

// A body that is too large is read on so far: a client that is still sending would not see the answer, and wants
// to be told the size.
const MAX_COUNTED_BYTES = 32 * 1_048_576;

// What gzip may add to a body that it can't make smaller.
const GZIP_BYTES = 65_536;

export type BodyFailure =
  | {
      readonly code: "payload_too_large";
      readonly limit: number;
      readonly size: number;
      readonly isMinimum: boolean;
    }
  | { readonly code: "unsupported_media_type"; readonly given: string; readonly mend: string }
  | { readonly code: "unreadable_body"; readonly reason: string };

/** `excerpt` is what a refused body is remembered by. */
export type BodyReading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: BodyFailure; readonly excerpt: Excerpt };

const EXCERPT_BYTES = 65_536;

/** The start of a text that was read whole. */
export function toExcerpt(text: string): Excerpt {
  return excerptOf(new TextEncoder().encode(text), null);
}

/**
 * The body's text, read once and counted as it is read, so that no header decides how much memory it takes. `limit` in
 * bytes after decompression.
 */
export async function readBody(request: Request, limit: number = MAX_BODY_BYTES): Promise<BodyReading> {
  const unsupported = findUnsupported(request.headers);
  const zipped = isGzip(request.headers);
  const sent = isShort(request.headers, limit)
    ? await readAtOnce(request, limit)
    : await collect(request.body, limit + (zipped ? GZIP_BYTES : 0), MAX_COUNTED_BYTES);
  if (unsupported !== null) return refused(unsupported, sent);
  if (sent.isBroken) return refused(unreadable("the body broke off before its end: send it again"), sent);
  if (!sent.isWhole)
    return refused(tooLarge(limit, sent.size, zipped || sent.size > MAX_COUNTED_BYTES), sent);
  if (!zipped) return decode(sent);
  const stream = new Response(sent.bytes).body?.pipeThrough(new DecompressionStream("gzip")) ?? null;
  const inflated = await collect(stream, limit);
  if (inflated.isBroken) {
    return refused(unreadable("the body says Content-Encoding: gzip, but is not whole gzip data"), sent);
  }
  return inflated.isWhole ? decode(inflated) : refused(tooLarge(limit, inflated.size, true), inflated);
}

/** Reads a body that nobody wants, as long as it is one that might have been wanted. */
export async function drain(request: Request): Promise<void> {
  if (!request.bodyUsed) await collect(request.body, MAX_BODY_BYTES);
}

type Collected = {
  /** All bytes when the stream is whole, else those it began with. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly size: number;
  readonly isWhole: boolean;
  /** The stream failed. */
  readonly isBroken: boolean;
};

/** HTTP lets no body be longer than its Content-Length, unless it comes in chunks. */
function isShort(headers: Headers, limit: number): boolean {
  return !headers.has("transfer-encoding") && Number(headers.get("content-length") ?? Infinity) <= limit;
}

/** Without a turn of the event loop for each chunk. */
async function readAtOnce(request: Request, limit: number): Promise<Collected> {
  try {
    const bytes = new Uint8Array(await request.arrayBuffer());
    const size = bytes.byteLength;
    const isBroken = size < Number(request.headers.get("content-length"));
    return { bytes, size, isWhole: size <= limit && !isBroken, isBroken };
  } catch {
    return { bytes: new Uint8Array(), size: 0, isWhole: false, isBroken: true };
  }
}

/** The stream's bytes, of more than `keepUpTo` only the start; counting ends at `countUpTo`. */
async function collect(
  stream: ReadableStream<Uint8Array> | null,
  keepUpTo: number,
  countUpTo: number = keepUpTo,
): Promise<Collected> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let size = 0;
  let isBroken = false;
  const reader = stream?.getReader();
  try {
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
      size += read.value.byteLength;
      if (size <= keepUpTo || kept < EXCERPT_BYTES) {
        chunks.push(read.value);
        kept += read.value.byteLength;
      }
      if (size > countUpTo) {
        await reader?.cancel();
        break;
      }
    }
  } catch {
    isBroken = true;
  }
  return { bytes: concatenate(chunks, kept), size, isWhole: size <= keepUpTo && !isBroken, isBroken };
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

// A byte order mark is the encoding's, not the text's: the decoder takes it away.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

function decode(sent: Collected): BodyReading {
  try {
    return { ok: true, text: decoder.decode(sent.bytes) };
  } catch {
    const isGzipped = sent.bytes[0] === 0x1f && sent.bytes[1] === 0x8b;
    const mend = isGzipped ? "add the header Content-Encoding: gzip" : "send JSON in UTF-8";
    return refused(unreadable(`the body is ${isGzipped ? "gzip data" : "not UTF-8"}: ${mend}`), sent);
  }
}

function refused(failure: BodyFailure, sent: Collected): BodyReading {
  return {
    ok: false,
    failure,
    excerpt: excerptOf(sent.bytes, sent.isWhole || sent.size === 0 ? null : sent.size),
  };
}

/** `size` is that of a body of which the bytes are only the start. */
function excerptOf(bytes: Uint8Array, size: number | null): Excerpt {
  const start = bytes.subarray(0, EXCERPT_BYTES);
  // As a stream, so that a character that is cut in half at the end is left out.
  const text = new TextDecoder().decode(start, { stream: true });
  const isWhole = size === null && bytes.byteLength <= EXCERPT_BYTES;
  return { text, bytes: size ?? bytes.byteLength, isWhole };
}

function findUnsupported(headers: Headers): BodyFailure | null {
  const type = headers.get("content-type") ?? "";
  if (/^\s*multipart\//i.test(type)) {
    const mend = 'send a JSON object with "Content-Type: application/json"';
    return { code: "unsupported_media_type", given: "a multipart body", mend };
  }
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (["", "identity", "gzip", "x-gzip"].includes(encoding)) return null;
  const given = `Content-Encoding ${JSON.stringify(encoding.slice(0, 40))}`;
  return { code: "unsupported_media_type", given, mend: "send the body as it is or as gzip" };
}

function isGzip(headers: Headers): boolean {
  return /gzip/i.test(headers.get("content-encoding") ?? "");
}

function tooLarge(limit: number, size: number, isMinimum: boolean): BodyFailure {
  return { code: "payload_too_large", limit, size, isMinimum };
}

function unreadable(reason: string): BodyFailure {
  return { code: "unreadable_body", reason };
}
