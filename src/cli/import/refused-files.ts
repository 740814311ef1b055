import { appendFileSync, existsSync, rmSync, statSync, truncateSync } from "node:fs";

import { Refusal } from "../refusal.ts";
import type { Refused } from "./entry.ts";

export type Lengths = { readonly lines: number; readonly reasons: number };

export const NO_LENGTHS: Lengths = { lines: 0, reasons: 0 };

export type RefusedFiles = {
  /** Lines to mend and import, and on the same line of the other file why each was refused. */
  readonly paths: { readonly lines: string; readonly reasons: string };
  /** Bytes in them afterwards. */
  append(refused: readonly Refused[]): Lengths;
};

/** `path` is that of the lines. */
function reasonsPath(path: string): string {
  return `${path.replace(/\.ndjson$/, "")}.reasons.ndjson`;
}

/** Opens both at these lengths: what an import wrote after it was last sure of itself is cut off. */
export function openRefusedFiles(path: string, lengths: Lengths, mayReplace: boolean): RefusedFiles {
  const paths = { lines: path, reasons: reasonsPath(path) };
  if (lengths.lines === 0 && !mayReplace && existsSync(paths.lines) && statSync(paths.lines).size > 0) {
    throw new Refusal(
      `${paths.lines} is there from an import before: mend and import it, then delete it; --restart replaces it.`,
    );
  }
  cutBack(paths.lines, lengths.lines);
  cutBack(paths.reasons, lengths.reasons);
  let { lines, reasons } = lengths;
  return {
    paths,
    append(refused) {
      if (refused.length > 0) {
        lines += append(
          paths.lines,
          refused.map(({ text }) => oneLine(text)),
        );
        reasons += append(paths.reasons, refused.map(toReason));
      }
      return { lines, reasons };
    },
  };
}

/** How many bytes it wrote. */
function append(path: string, lines: readonly string[]): number {
  const text = lines.map((line) => `${line}\n`).join("");
  appendFileSync(path, text);
  return Buffer.byteLength(text);
}

/** A blank line stands for one that is too long to be kept. */
function oneLine(text: string | null): string {
  return text?.replaceAll(/[\r\n]+/g, " ") ?? "";
}

function toReason({ line, code, message, errors }: Refused): string {
  return JSON.stringify({ line, code, message, errors });
}

function cutBack(path: string, length: number): void {
  if (length === 0) {
    rmSync(path, { force: true });
    return;
  }
  if (!existsSync(path) || statSync(path).size < length) {
    throw new Refusal(
      `${path} is not what the interrupted import left: put it back, or begin anew with --restart.`,
    );
  }
  truncateSync(path, length);
}
