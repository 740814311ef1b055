import { isUnspaced } from "./words.ts";

/** What a name is looked for by. */
export type Name = {
  /** As a whole: each a list of words in order; a comma is a word of its own. */
  readonly wholes: readonly (readonly string[])[];
  /** The words by which someone is called, as they are written. */
  readonly parts: readonly string[];
};

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’ʼ.‐‑-][\p{L}\p{M}\p{N}]+)*/gu;

// Called by none of these, whatever the capitals.
const NO_PART = new Set(
  `dr mr mrs ms mx miss prof professor sir dame lord lady herr frau dipl ing mag jr sr ii iii iv phd mba md msc bsc
  cpa esq the and of from at for via on in with by to team inc llc ltd gmbh ag bv sa corp company`.split(
    /\s+/,
  ),
);

// A part only as a capitalized first or last word: Van Morrison is called Van, Ludwig van Beethoven is not.
const PARTICLES = new Set(
  "de del della der den des di da do dos du la las le les los van von vom zu zum zur ter ten te y e el al bin ibn ben abu af av".split(
    " ",
  ),
);

// What is longer is a sentence; bounds also keep the patterns small that are made of names.
const MAX_CHARACTERS = 100;
const MAX_WORDS = 6;

/** Null where there is nothing of a name: an address, a text without a letter, or too long a one. */
export function readName(text: string): Name | null {
  if (text.length > MAX_CHARACTERS) return null;
  const sent = text.normalize("NFC");
  if (sent.includes("@") || isProfile(sent) || !/\p{L}/u.test(sent)) return null;
  // `Archer, Ann` is Ann Archer, but `Ann Archer, PhD` is not PhD Ann Archer.
  const [before = [], ...behind] = sent.split(",").map(wordsOf);
  const given = behind.flat().filter((word) => !NO_PART.has(word.toLowerCase()));
  const words =
    (before.length === 1 || behind.length === 1) && given.length > 0 ? [...given, ...before] : before;
  if (words.length > MAX_WORDS) return null;
  const untitled = words.filter((word) => !NO_PART.has(word.toLowerCase()));
  const wholes = [
    words,
    untitled,
    before,
    ends(untitled),
    ...inverted(untitled),
    ...inverted(ends(untitled)),
  ];
  return {
    wholes: distinct(wholes.filter(isWhole)),
    parts: [...new Set(partsOf(words))].filter((part) => !/^erased\b/i.test(part)),
  };
}

/** The words of a name in lower case, for comparing what two people are called; none for a profile URL. */
export function calledBy(text: string): readonly string[] {
  return isProfile(text) || text.length > MAX_CHARACTERS
    ? []
    : wordsOf(text.normalize("NFC")).map((word) => word.toLowerCase());
}

function isProfile(name: string): boolean {
  return /^\s*https?:\/\//i.test(name);
}

function wordsOf(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

/** Without what stands between the first and the last name. */
function ends(words: readonly string[]): readonly string[] {
  return words.length > 2 ? [words[0] ?? "", words.at(-1) ?? ""] : words;
}

/** `Archer, Ann` of Ann Archer, `van Beethoven, Ludwig` of Ludwig van Beethoven. */
function inverted(words: readonly string[]): readonly (readonly string[])[] {
  return words.slice(1).map((_word, index) => [...words.slice(index + 1), ",", ...words.slice(0, index + 1)]);
}

function distinct(wholes: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(wholes.map((whole) => [whole.join(" "), whole])).values()];
}

function partsOf(words: readonly string[]): readonly string[] {
  const isLowerCase = words.every((word) => word === word.toLowerCase());
  return words.flatMap((word, index) => {
    const lower = word.toLowerCase();
    const isInside = index > 0 && index < words.length - 1;
    const isCapitalized = lower !== word || isCaseless(word);
    if (NO_PART.has(lower) || letterCount(word) < 2 || /^\p{N}/u.test(word)) return [];
    // Beside capitalized words, one that is not is called nobody: Ann from Acme.
    if (!isCapitalized && !isLowerCase) return [];
    if (PARTICLES.has(lower) && (isInside || !isCapitalized)) return [];
    return spellingsOf(word);
  });
}

/** As written, and in the capitals that a sentence or a headline would give it. */
function spellingsOf(word: string): readonly string[] {
  const lower = word.toLowerCase();
  const upper = word.toUpperCase();
  const capitalized = lower.replaceAll(/(?<![\p{L}\p{M}\p{N}'’ʼ])\p{L}/gu, (letter) => letter.toUpperCase());
  const isPlain = word === lower || word === upper;
  return [word, ...(isPlain ? [capitalized] : []), ...(letterCount(word) > 2 ? [upper] : [])];
}

function isCaseless(word: string): boolean {
  return word.toLowerCase() === word.toUpperCase();
}

function letterCount(word: string): number {
  return word.match(/\p{L}/gu)?.length ?? 0;
}

/** One word alone is too little to know somebody by, save where words are not kept apart: 田中太郎. */
function isWhole(words: readonly string[]): boolean {
  if (words.some((word) => /^erased$/i.test(word))) return false;
  return words.length > 1 || words.some((word) => isUnspaced(word) && letterCount(word) > 2);
}
