import { LETTER_ESCAPES } from "./words.ts";

/** Longer than any address that is accepted (src/domain/fields/person.ts). */
const MAX_RUN = 320;

// Legal before the @, and far more often what stands between an address and something else.
const SIGNS = "!#$%&'*+/=?^`{|}~";
const JOINTS = "._-";

const WORD_POINT = /[\p{L}\p{M}\p{N}]/u;
const SHORT_DOMAIN = /[\p{L}\p{M}\p{N}]+(?:[.-][\p{L}\p{M}\p{N}]+)*/uy;
const LONG_DOMAIN = /[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}]/uy;
const DOMAIN_LITERAL = /\[[\w:.]{1,60}\]/uy;

// The nearest to the @; more of them are no address that anyone has.
const MAX_STARTS = 16;

/** Every offset at which what stands before the @ may plausibly begin. */
export function startsBefore(text: string, at: number): readonly number[] {
  const starts = new Set<number>();
  let start = at;
  while (starts.size < MAX_STARTS && at - start <= MAX_RUN) {
    const previous = pointBefore(text, start);
    const isSign = SIGNS.includes(previous);
    const goesOn = previous !== "" && (isSign || isInRun(previous));
    if (start < at && (isSign || !goesOn || text.endsWith("..", start))) {
      starts.add(start);
      starts.add(skip(text, start, JOINTS));
      if (previous === "\\" && LETTER_ESCAPES.includes(text.charAt(start)))
        starts.add(skip(text, start + 1, JOINTS));
    }
    if (!goesOn) break;
    start -= previous.length;
  }
  return [...starts].filter((offset) => offset < at);
}

/** Every offset at which a domain that begins here may plausibly end. */
export function endsOfDomain(text: string, start: number): readonly number[] {
  const domains = [SHORT_DOMAIN, LONG_DOMAIN, DOMAIN_LITERAL].map((pattern) => matchAt(pattern, text, start));
  const lengths = new Set(domains.map((domain) => domain.length));
  return [...lengths].filter((length) => length > 0 && length <= MAX_RUN).map((length) => start + length);
}

/** False where an address goes on before or behind: ann@b.c stands neither in joann@b.c nor in ann@b.cd. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return isBegun(text, start) && !goesOnBehind(text, end);
}

function goesOnBehind(text: string, end: number): boolean {
  const next = pointAt(text, end);
  return WORD_POINT.test(next) || (/^[.-]$/.test(next) && WORD_POINT.test(pointAt(text, end + 1)));
}

function isBegun(text: string, start: number): boolean {
  let runStart = start;
  let previous = pointBefore(text, runStart);
  while (start - runStart <= MAX_RUN && previous !== "" && (isInRun(previous) || "+'".includes(previous))) {
    runStart -= previous.length;
    previous = pointBefore(text, runStart);
  }
  let run = text.slice(runStart, start);
  if (run.endsWith("..")) return true;
  if (previous === "\\" && LETTER_ESCAPES.includes(run.charAt(0))) run = run.slice(1);
  // In a URL a + is a space and a quote is a quote; elsewhere o'brien@b.c and ann+news@b.c are one address each.
  if (previous !== "" && SIGNS.includes(previous))
    run = run.slice(Math.max(run.lastIndexOf("+"), run.lastIndexOf("'")) + 1);
  return skip(run, 0, `${JOINTS}+'`) === run.length;
}

function isInRun(point: string): boolean {
  return JOINTS.includes(point) || isInWord(point);
}

function isInWord(point: string): boolean {
  const code = point.charCodeAt(0);
  if (code < 0x80) return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122);
  return WORD_POINT.test(point);
}

function skip(text: string, start: number, characters: string): number {
  let offset = start;
  while (offset < text.length && characters.includes(text.charAt(offset))) offset++;
  return offset;
}

function pointAt(text: string, offset: number): string {
  return String.fromCodePoint(...[text.codePointAt(offset)].filter((code) => code !== undefined));
}

function pointBefore(text: string, offset: number): string {
  const unit = text.slice(Math.max(0, offset - 1), offset);
  const pair = /^[\udc00-\udfff]$/.test(unit) ? text.slice(Math.max(0, offset - 2), offset) : unit;
  return /^[\ud800-\udbff]/.test(pair) ? pair : unit;
}

function matchAt(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? "";
}
