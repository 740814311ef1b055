import planer from "planer";

import { firstCodePoints } from "./code-points.ts";

export const OWN_TEXT_CHARACTERS = 10_000;

// Some texts keep the library's patterns busy for minutes: the time grows with high powers of the number of lines,
// of a line's length and of the words in it that may begin or end an introduction ("On … wrote:"). A line that
// introduces a quotation is short, has few such words and comes early; any other is set aside while it works.
// test/domain/reply.test.ts holds the worst texts known.
const READ_CHARACTERS = 16_000;
const READ_LINES = 500;
const LONG_LINE_CHARACTERS = 200;
const INTRODUCING_WORDS = 2;
const INTRODUCING_LINES = 20;
const BEGIN_WORD = /(?:On|Le|W dniu|Op|Am|På|Den) /g;
const END_WORD = /wrote|sent|a écrit|napisał|schreef|verzond|geschreven|schrieb|skrev/g;
const GAP = /\S {4}/;

// A character of the private use area: no mail has it, and none of the library's patterns means it.
const MARK = "\uE000";

/** What the author of a reply wrote above, below or between the quoted thread; the whole where nothing is quoted. */
export function ownText(text: string): string {
  const lines = text.slice(0, READ_CHARACTERS).replaceAll("\r\n", "\n").replaceAll(MARK, "").split("\n");
  const { folded, setAside } = fold(lines.slice(0, READ_LINES));
  const own = planer.extractFrom(folded.join("\n"), "text/plain");
  const unfolded = own.replaceAll(
    /\uE000(\d+)\uE000/g,
    (mark, index: string) => setAside[Number(index)] ?? mark,
  );
  return firstCodePoints(unfolded.trim(), OWN_TEXT_CHARACTERS);
}

/** The lines with a numbered mark in place of what can't introduce a quotation; quote signs stay in front of it. */
function fold(lines: readonly string[]): { readonly folded: string[]; readonly setAside: string[] } {
  const setAside: string[] = [];
  let introducing = 0;
  const folded = lines.map((line) => {
    if (line.trim() === "") return "";
    const endWords = countMatches(line, END_WORD);
    const isPlain =
      line.length <= LONG_LINE_CHARACTERS &&
      countMatches(line, BEGIN_WORD) <= INTRODUCING_WORDS &&
      endWords <= INTRODUCING_WORDS &&
      !GAP.test(line) &&
      (endWords === 0 || ++introducing <= INTRODUCING_LINES);
    if (isPlain) return line;
    const signs = /^(?:> ?){0,9}/.exec(line)?.[0] ?? "";
    return `${signs}${MARK}${setAside.push(line.slice(signs.length)) - 1}${MARK}`;
  });
  return { folded, setAside };
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
