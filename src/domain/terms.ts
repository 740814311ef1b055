import type { Span } from "./spans.ts";
import { LETTER_ESCAPES, WORD_RUN } from "./words.ts";

/** Finds in a text without escapes. */
export type Find = (text: string) => readonly Span[];

/** What is looked for. */
export type Term = {
  /** The source of a pattern. */
  readonly source: string;
  /** In lower case, a part of every text in which the pattern matches. */
  readonly sign: string;
  /** In lower case, the word with which every match begins; null for what may begin anywhere. */
  readonly opening: string | null;
};

/** The longest part of the text that has the same lower case in every alphabet. */
export function signOf(text: string): string {
  const runs = toLower(text).match(/[a-z0-9]+/g) ?? [];
  return runs.toSorted((a, b) => b.length - a.length)[0] ?? "";
}

/** The word with which a text begins, as a term has it. */
export function openingOf(text: string): string {
  return toLower(text.match(WORD_RUN)?.[0] ?? "");
}

/** Finds any of the terms; `isMeant` may turn a find down for what stands around it. */
export function createFind(
  terms: readonly Term[],
  flags: string,
  isMeant: (text: string, span: Span) => boolean = () => true,
): Find {
  const signs = [...new Set(terms.map(({ sign }) => sign))];
  const openings = new Set(terms.flatMap(({ opening }) => opening ?? []));
  const free = toPattern(
    terms.filter(({ opening }) => opening === null),
    `${flags}g`,
  );
  const byOpening = new Map(
    Array.from(openings, (word) => [
      word,
      toPattern(
        terms.filter(({ opening }) => opening === word),
        `${flags}y`,
      ),
    ]),
  );
  return (text) => {
    // Most texts say nothing of anyone, and patterns are a hundred times slower than this.
    const lower = toLower(text);
    if (!signs.some((sign) => lower.includes(sign))) return [];
    const spans =
      free === null ? [] : Array.from(text.matchAll(free), toSpan).filter((span) => isMeant(text, span));
    if (byOpening.size === 0) return spans;
    let end = 0;
    for (const { 0: word, index } of text.matchAll(WORD_RUN)) {
      if (index < end) continue;
      for (const start of startsOfWord(text, word, index)) {
        const pattern = byOpening.get(toLower(word.slice(start - index)));
        const span = pattern ? matchAt(pattern, text, start) : null;
        if (span === null || !isMeant(text, span)) continue;
        spans.push(span);
        end = span.end;
      }
    }
    return spans;
  };
}

/** A line break written as \n may have its letter right before a word. */
function startsOfWord(text: string, word: string, index: number): readonly number[] {
  const isEscape = text.charAt(index - 1) === "\\" && LETTER_ESCAPES.includes(word.charAt(0));
  return isEscape ? [index, index + 1] : [index];
}

function matchAt(pattern: RegExp, text: string, start: number): Span | null {
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  return match === null ? null : toSpan(match);
}

function toSpan({ index, 0: match }: RegExpExecArray): Span {
  return { start: index, end: index + match.length };
}

/** The longest first, so that Ann Archer is one find and not two. Null without terms. */
function toPattern(terms: readonly Term[], flags: string): RegExp | null {
  const sources = [...new Set(terms.map(({ source }) => source))].toSorted((a, b) => b.length - a.length);
  return sources.length === 0 ? null : new RegExp(sources.join("|"), flags);
}

/** With one i for the four that Turkish and other alphabets make of it. */
function toLower(text: string): string {
  return text.toLowerCase().replaceAll("i\u0307", "i").replaceAll("\u0131", "i");
}
