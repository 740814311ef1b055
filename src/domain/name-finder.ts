import { readName } from "./names.ts";
import { readingsOf } from "./readings.ts";
import { createFind, type Find, openingOf, signOf, type Term } from "./terms.ts";
import type { Span } from "./spans.ts";
import { asEndOfWord, beginsAnywhere, isUnspaced, LETTER_ESCAPES, literally } from "./words.ts";

export type NameFinder = {
  /** Profile URLs: nobody else has them. */
  readonly findProfiles: Find;
  /** Whole names, in any case and with anything between their words that is no word or sentence mark. */
  readonly findWholes: Find;
  /** The words by which someone is called, as they are written; those in `spared` (in lower case) are passed over. */
  readonly findParts: (text: string, spared: ReadonlySet<string>) => readonly Span[];
};

const GAP = String.raw`(?:\\[${LETTER_ESCAPES}]|[^\p{L}\p{M}\p{N}@,;:!?/<>]){1,64}`;
const NARROW_GAP = GAP.replace("{1,64}", "{0,64}");
const COMMA = String.raw`[\s\p{Cf}]{0,64},[\s\p{Cf}]{0,64}`;

const PROFILE = /^https?:\/\/(?:www\.)?([^/\s?#]+\/\S*[^/\s])\/*$/iu;

const PROFILE_START = String.raw`(?<![\p{L}\p{M}\p{N}-])(?:https?:\/\/)?(?:www\.)?`;
const PROFILE_END = String.raw`\/?(?![\p{L}\p{M}\p{N}_~%-]|\.[\p{L}\p{N}])`;

const MAX_PROFILE_CHARACTERS = 500;

const ADDRESS_REACH = 64;
const LOCAL_PART_BEHIND = /[\p{L}\p{M}\p{N}._+'-]{0,64}@[\p{L}\p{M}\p{N}]/uy;
const DOMAIN_BEFORE = /[\p{L}\p{M}\p{N}._+'-]@[\p{L}\p{M}\p{N}.-]*$/u;

// Nobody has more; whoever sends more wants the patterns to become too large.
const MAX_NAMES = 50;

/** Names and profile URLs, as senders wrote them; those beyond MAX_NAMES are not looked for. */
export function createNameFinder(all: readonly string[]): NameFinder {
  const sent = all.slice(0, MAX_NAMES);
  const names = sent.flatMap((text) => readName(text) ?? []);
  const wholes = names.flatMap((name) => name.wholes.map(toWholeTerm));
  const parts = names.flatMap((name) => name.parts.map(toPartTerm));
  const findParts = createFind(parts, "u", isOutsideAddress);
  return {
    findProfiles: createFind(sent.flatMap(toProfileTerms), "iu"),
    findWholes: createFind(wholes, "iu", isOutsideAddress),
    findParts: (text, spared) =>
      findParts(text).filter(({ start, end }) => !spared.has(text.slice(start, end).toLowerCase())),
  };
}

/** Another address with the name in it is another's, or another matter. */
function isOutsideAddress(text: string, { start, end }: Span): boolean {
  LOCAL_PART_BEHIND.lastIndex = end;
  if (LOCAL_PART_BEHIND.test(text)) return false;
  return !DOMAIN_BEFORE.test(text.slice(Math.max(0, start - ADDRESS_REACH), start));
}

function toWholeTerm(words: readonly string[]): Term {
  let source = "";
  let previous = "";
  for (const word of words) {
    const isTight = isUnspaced(word) && isUnspaced(previous);
    if (word === ",") source += COMMA;
    else if (previous === "" || previous === ",") source += anyCaseOf(word);
    else source += (isTight ? NARROW_GAP : GAP) + anyCaseOf(word);
    previous = word;
  }
  const longest = words.toSorted((a, b) => b.length - a.length)[0] ?? "";
  return toTerm(source, words.join(" "), longest);
}

function toPartTerm(word: string): Term {
  return toTerm(literalWord(word), word, word);
}

function toTerm(source: string, text: string, longest: string): Term {
  return {
    source: asEndOfWord(source, text),
    sign: signOf(longest),
    opening: beginsAnywhere(text) ? null : openingOf(text),
  };
}

function literalWord(word: string): string {
  return literally(word).replaceAll(/['’ʼ]/g, "['’ʼ]").replaceAll(/[‐‑-]/g, "[‐‑-]");
}

/** Ignoring case, no pattern takes İ and ı for an i. */
function anyCaseOf(word: string): string {
  return literalWord(word).replaceAll(/i\u0307|[iI\u0130\u0131]/g, "(?:i\u0307|[iI\u0130\u0131])");
}

function toProfileTerms(name: string): readonly Term[] {
  if (name.length > MAX_PROFILE_CHARACTERS) return [];
  const spellings = new Set(Array.from(readingsOf(name.trim()), ({ text }) => PROFILE.exec(text)?.[1] ?? ""));
  spellings.delete("");
  return Array.from(spellings, (spelling) => ({
    source: `${PROFILE_START}${literally(spelling)}${PROFILE_END}`,
    sign: signOf(spelling),
    opening: null,
  }));
}
