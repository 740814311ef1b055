// Letters, the marks upon them, and digits: what a word is made of.
const IN_WORD = String.raw`[\p{L}\p{M}\p{N}]`;

// Written without spaces between words, so that a name may stand right beside the next word.
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** A stretch of word characters. */
export const WORD_RUN = new RegExp(`${IN_WORD}+`, "gu");

/** The letters that stand behind a backslash for a line break, a tab and the like. */
export const LETTER_ESCAPES = "bfnrt";

/** The source of a pattern, so that it matches only where the last word of this text is at an end. */
export function asEndOfWord(source: string, text: string): string {
  return isUnspaced(Array.from(text).at(-1) ?? "") ? source : `${source}(?!${IN_WORD})`;
}

/** True for a text whose first word may stand right behind another. */
export function beginsAnywhere(text: string): boolean {
  return isUnspaced(Array.from(text).at(0) ?? "");
}

/** True for a text with a character of a script that sets no spaces between words. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/** A pattern's source that matches just this text. */
export function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
