// Letters, the marks upon them, and digits: what a word is made of.
const IN_WORD = String.raw`[\p{L}\p{M}\p{N}]`;

// Written without spaces between words, so that a name may stand right beside the next word.
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** A line break or tab written as an escape; its letter is no part of the word behind it. */
export const LETTER_ESCAPE = String.raw`\\[bfnrt]`;

/** The source of a pattern for this text, so that it matches where the text's first and last word are whole words. */
export function asWholeWords(source: string, text: string): string {
  const characters = Array.from(text);
  const before = isUnspaced(characters.at(0) ?? "") ? "" : `(?:(?<!${IN_WORD})|(?<=${LETTER_ESCAPE}))`;
  const behind = isUnspaced(characters.at(-1) ?? "") ? "" : `(?!${IN_WORD})`;
  return `${before}${source}${behind}`;
}

/** True for a text with a character of a script that sets no spaces between words. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/** A pattern's source that matches just this text. */
export function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
