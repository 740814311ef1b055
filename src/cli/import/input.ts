import { createReadStream, statSync } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { Refusal } from "../refusal.ts";

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
const READ_BYTES = 256 * 1024;

export const STANDARD_INPUT = "-";

export type Input = {
  /** As it was typed. */
  readonly name: string;
  /** Null of what can't be read a second time. */
  readonly file: { readonly path: string; readonly size: number; readonly modifiedAtMs: number } | null;
  /** What is in it, unpacked. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes of the file read so far, packed ones when it is. */
  readonly position: () => number;
  /** Reads no more. */
  close(): void;
};

/** Opens a file, gzip or not, or standard input; throws a Refusal when there is none. */
export function openInput(name: string, path: string): Input {
  const file = name === STANDARD_INPUT ? null : examine(name, path);
  const source = file === null ? process.stdin : createReadStream(path, { highWaterMark: READ_BYTES });
  let position = 0;
  const counted = count(source, (bytes) => (position += bytes));
  return {
    name,
    file,
    chunks: unpack(name, counted),
    position: () => position,
    close: () => source.destroy(),
  };
}

function examine(name: string, path: string): NonNullable<Input["file"]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Refusal(`There is no file ${name}: looked for ${path}.`);
  if (stats.isDirectory()) throw new Refusal(`${name} is a folder: give one file of it.`);
  return { path, size: stats.size, modifiedAtMs: stats.mtimeMs };
}

async function* count(source: Readable, add: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk);
    add(bytes.byteLength);
    yield bytes;
  }
}

async function* unpack(name: string, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  const start = await readStart(chunks);
  if (UTF_16_MARKS.some((mark) => mark.equals(start.subarray(0, mark.byteLength)))) {
    throw new Refusal(`${name} is UTF-16: save it in UTF-8.`);
  }
  const whole = join(start, chunks);
  if (!start.subarray(0, GZIP_MAGIC.byteLength).equals(GZIP_MAGIC)) {
    yield* whole;
    return;
  }
  try {
    // The error, if any, comes out of reading.
    yield* pipeline(Readable.from(whole), createGunzip(), () => {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      `${name} is not whole gzip data: ${reason}. Get it again and import it with --restart.`,
    );
  }
}

/** As much as it takes to tell what it is. */
async function readStart(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.byteLength < GZIP_MAGIC.byteLength) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  return start;
}

async function* join(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
