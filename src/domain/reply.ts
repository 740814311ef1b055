import planer from "planer";

import { firstCodePoints } from "./code-points.ts";

export const OWN_TEXT_CHARACTERS = 10_000;

// The library's patterns take a time that grows with the square or the cube of a line's length, and lines that
// introduce a quotation are short: long ones are set aside while it works. The two bounds keep the worst text
// below a fifth of a second (test/domain/reply.test.ts holds such texts).
const READ_CHARACTERS = 16_000;
const LONG_LINE_CHARACTERS = 300;

// A character of the private use area: no mail has it, and none of the library's patterns means it.
const MARK = "\uE000";

/** What the author of a reply wrote above, below or between the quoted thread; the whole where nothing is quoted. */
export function ownText(text: string): string {
  const longLines: string[] = [];
  const folded = text
    .slice(0, READ_CHARACTERS)
    .replaceAll("\r\n", "\n")
    .replaceAll(MARK, "")
    .split("\n")
    .map((line) => (line.length > LONG_LINE_CHARACTERS ? `${MARK}${longLines.push(line) - 1}${MARK}` : line))
    .join("\n");
  const own = planer.extractFrom(folded, "text/plain");
  const unfolded = own.replaceAll(
    /\uE000(\d+)\uE000/g,
    (mark, index: string) => longLines[Number(index)] ?? mark,
  );
  return firstCodePoints(unfolded.trim(), OWN_TEXT_CHARACTERS);
}
