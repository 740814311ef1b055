/** By what a quoted thread is told; src/lexicon/quotation.ts says what each is. */
export type QuotationSigns = {
  readonly wrote: RegExp;
  readonly fromLine: RegExp;
  readonly besideLine: RegExp;
  readonly separator: RegExp;
};

/** A year, or a time of day. */
const WHEN = /\b(?:19|20)\d\d|\b\d{1,2}[:.h]\d\d\b/;
const TIME = /\b\d{1,2}[:.h]\d\d\b/;
const ADDRESS_END = /\S@\S+[>)\]]\s*[:：]$/;

const RULE = /^[\s_*-]*$/;

const LINE_CHARACTERS = 300;
const INTRODUCTION_LINES = 3;
const HEADER_LINES = 6;
const HEADER_SIGNS = 3;

/**
 * The runs of lines between quotations, in their order. A header block or an introduction without quote signs below
 * it ends the message; with them only the lines that bear the sign are quoted, so that answers between them stay.
 */
export function unquotedRuns(
  signs: QuotationSigns,
  lines: readonly string[],
): readonly (readonly string[])[] {
  const runs: string[][] = [[]];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (isQuoted(line)) {
      runs.push([]);
      continue;
    }
    if (beginsHeader(signs, lines, at)) {
      dropRules(runs.at(-1) ?? []);
      break;
    }
    const introduction = introductionAt(signs, lines, at);
    if (introduction === 0) {
      runs.at(-1)?.push(line);
      continue;
    }
    runs.push([]);
    at += introduction - 1;
    if (!isQuoted(nextSaying(lines, at + 1))) break;
  }
  return runs.filter((run) => run.some((line) => line.trim() !== ""));
}

/** Takes the rule that a client draws above a header block off the end of a run. */
function dropRules(run: string[]): void {
  while (RULE.test(run.at(-1) ?? "x")) run.pop();
}

function isQuoted(line: string): boolean {
  return line.startsWith(">");
}

function nextSaying(lines: readonly string[], from: number): string {
  let at = from;
  while (at < lines.length && (lines[at] ?? "").trim() === "") at++;
  return lines[at] ?? "";
}

/** True at the first line of "From: … Sent: … To: …", in any order, or of a separator. */
function beginsHeader(
  { fromLine, besideLine, separator }: QuotationSigns,
  lines: readonly string[],
  at: number,
): boolean {
  const line = (lines[at] ?? "").trim();
  if (line === "" || line.length > LINE_CHARACTERS) return false;
  if (separator.test(line)) return true;
  const isFrom = fromLine.test(line);
  if (!isFrom && !besideLine.test(line)) return false;
  const block = lines.slice(at, at + HEADER_LINES).map((other) => other.slice(0, LINE_CHARACTERS));
  const from = block.find((other) => fromLine.test(other));
  if (from === undefined) return false;
  const beside = block.filter((other) => besideLine.test(other) && other !== from).length;
  const isRuled = at > 0 && RULE.test(lines[at - 1] ?? "") && (lines[at - 1] ?? "").trim() !== "";
  return beside > 0 && beside + 1 + Number(from.includes("@")) + Number(isRuled) >= HEADER_SIGNS;
}

/** How many lines an introduction ("On … wrote:") takes that begins here; 0 for none. */
function introductionAt(signs: QuotationSigns, lines: readonly string[], at: number): number {
  let joined = "";
  for (let count = 1; count <= INTRODUCTION_LINES; count++) {
    const line = (lines[at + count - 1] ?? "").trim();
    if (line === "" || isQuoted(line)) return 0;
    joined = `${joined} ${line}`.trim();
    if (joined.length > LINE_CHARACTERS) return 0;
    if (/[:：]$/.test(joined))
      return introduces(signs, joined, lines, at + count) ? countOwn(signs, lines, at, count) : 0;
  }
  return 0;
}

function introduces(signs: QuotationSigns, joined: string, lines: readonly string[], below: number): boolean {
  if (!WHEN.test(joined)) return false;
  if (ADDRESS_END.test(joined)) return true;
  return (
    signs.wrote.test(joined) &&
    (joined.includes("@") || TIME.test(joined) || isQuoted(nextSaying(lines, below)))
  );
}

/** 0 where the introduction begins further down, and the line here is the author's own. */
function countOwn(signs: QuotationSigns, lines: readonly string[], at: number, count: number): number {
  return count > 1 && introductionAt(signs, lines, at + 1) > 0 ? 0 : count;
}
