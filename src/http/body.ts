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

export type BodyReading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: BodyFailure };

/** The body's text, read once and counted as it is read, so that no header decides how much memory it takes. */
export async function readBody(request: Request): Promise<BodyReading> {
  const unsupported = findUnsupported(request.headers);
  if (unsupported !== null) {
    await drain(request);
    return { ok: false, failure: unsupported };
  }
  const zipped = isGzip(request.headers);
  const sent = await collect(request.body, MAX_BODY_BYTES + (zipped ? GZIP_BYTES : 0), MAX_COUNTED_BYTES);
  if (sent === null) return unreadable("the body broke off before its end: send it again");
  if (sent.bytes === null) return tooLarge(sent.size, zipped || sent.size > MAX_COUNTED_BYTES);
  if (!zipped) return decode(sent.bytes);
  const inflated = await collect(
    new Response(sent.bytes).body?.pipeThrough(new DecompressionStream("gzip")) ?? null,
    MAX_BODY_BYTES,
  );
  if (inflated === null)
    return unreadable("the body says Content-Encoding: gzip, but is not whole gzip data");
  return inflated.bytes === null ? tooLarge(inflated.size, true) : decode(inflated.bytes);
}

/** Reads a body that nobody wants, as long as it is one that might have been wanted. */
export async function drain(request: Request): Promise<void> {
  if (!request.bodyUsed) await collect(request.body, MAX_BODY_BYTES);
}

/**
 * The stream's bytes, or only how many there are when that is more than `keepUpTo`; counting ends at `countUpTo`.
 * Null when the stream fails.
 */
async function collect(
  stream: ReadableStream<Uint8Array> | null,
  keepUpTo: number,
  countUpTo: number = keepUpTo,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer> | null; readonly size: number } | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream?.getReader();
  try {
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
      size += read.value.byteLength;
      if (size <= keepUpTo) chunks.push(read.value);
      else chunks.length = 0;
      if (size > countUpTo) {
        await reader?.cancel();
        break;
      }
    }
  } catch {
    return null;
  }
  return { bytes: size > keepUpTo ? null : concatenate(chunks, size), size };
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
function decode(bytes: Uint8Array): BodyReading {
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    return unreadable("the body is not UTF-8: send JSON in UTF-8");
  }
}

function findUnsupported(headers: Headers): BodyFailure | null {
  const type = headers.get("content-type") ?? "";
  if (/^\s*multipart\//i.test(type)) {
    const mend = 'send the event as a JSON body with "Content-Type: application/json"';
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

function tooLarge(size: number, isMinimum: boolean): BodyReading {
  return { ok: false, failure: { code: "payload_too_large", limit: MAX_BODY_BYTES, size, isMinimum } };
}

function unreadable(reason: string): BodyReading {
  return { ok: false, failure: { code: "unreadable_body", reason } };
}
