import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

// What wrangler says of itself in blocks, from a first line to a last one that is no longer part of it.
const BLOCKS = [
  { first: /^Your Worker has access to the following bindings:/, isPart: (line: string) => line !== "" },
  {
    first: /\[WARNING\] Scheduled Workers are not automatically triggered/,
    isPart: (line: string) => line === "" || line.startsWith("  "),
  },
] as const;

// Lines of wrangler's own; requests among them, which it would print before our own "Ready on".
const NOISE = /^(\[wrangler:info\]|⎔ |Using secrets defined in )/;

/** Hands on what the Worker logs and what goes wrong, line by line, without wrangler's own talk. */
export function forwardLines(stream: Readable, write: (line: string) => void): void {
  let block: (typeof BLOCKS)[number] | null = null;
  let isAfterNoise = true;
  createInterface({ input: stream, crlfDelay: Infinity }).on("line", (line) => {
    const plain = stripVTControlCharacters(line);
    if (block !== null && block.isPart(plain)) return;
    block = BLOCKS.find(({ first }) => first.test(plain)) ?? null;
    const isNoise = block !== null || NOISE.test(plain) || (isAfterNoise && plain === "");
    isAfterNoise = isNoise;
    if (!isNoise) write(line);
  });
}
