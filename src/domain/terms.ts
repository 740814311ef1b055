import type { Span } from "./spans.ts";

/** Finds in a text without escapes. */
export type Find = (text: string) => readonly Span[];

/** What is looked for: the source of a pattern, and a sign that every text has in lower case where it matches. */
export type Term = { readonly source: string; readonly sign: string };

/** The longest of the text that has the same lower case everywhere: what to look for before a pattern is tried. */
export function signOf(text: string): string {
  const runs = toLower(text).match(/[a-z0-9]+/g) ?? [];
  return runs.toSorted((a, b) => b.length - a.length)[0] ?? "";
}

/** Finds any of the terms; `isMeant` may turn a find down for what stands around it. */
export function createFind(
  terms: readonly Term[],
  flags: string,
  isMeant: (text: string, span: Span) => boolean = () => true,
): Find {
  if (terms.length === 0) return () => [];
  // The longest first, so that Ann Archer is one find and not two.
  const sources = [...new Set(terms.map(({ source }) => source))].toSorted((a, b) => b.length - a.length);
  const signs = [...new Set(terms.map(({ sign }) => sign))];
  const pattern = new RegExp(sources.join("|"), flags);
  return (text) => {
    // Most texts say nothing of anyone, and patterns are a hundred times slower than this.
    const lower = toLower(text);
    if (!signs.some((sign) => lower.includes(sign))) return [];
    const spans = Array.from(text.matchAll(pattern), ({ index, 0: match }) => ({
      start: index,
      end: index + match.length,
    }));
    return spans.filter((span) => isMeant(text, span));
  };
}

/** With one i for the four that Turkish and other alphabets make of it. */
function toLower(text: string): string {
  return text.toLowerCase().replaceAll("i\u0307", "i").replaceAll("\u0131", "i");
}
