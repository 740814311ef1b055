import { firstCodePoints } from "./code-points.ts";
import { unquotedRuns } from "./quotation.ts";
import { type Author, withoutSignature } from "./signature.ts";

export const OWN_TEXT_CHARACTERS = 10_000;

// What stands further down is the thread, or nobody's reply.
const READ_CHARACTERS = 16_000;

/**
 * What the author of a reply wrote above, below or between the quoted thread, without the signature; "" where
 * nothing is left, as of a mail that is forwarded without a word.
 */
export function ownText(text: string, author?: Author): string {
  const lines = text
    .slice(0, READ_CHARACTERS)
    .split(/\r\n|[\n\r\u2028]/)
    .map((line) => line.replaceAll("\u00a0", " ").trimEnd());
  const runs = [...unquotedRuns(lines)];
  while (runs.length > 0) {
    const last = withoutSignature(runs.pop() ?? [], author);
    if (last.every((line) => line === "")) continue;
    runs.push(last);
    break;
  }
  const own = runs.map((run) => run.join("\n").trim()).join("\n\n");
  return firstCodePoints(own, OWN_TEXT_CHARACTERS);
}
