/** Who wrote a message, as far as it says so: a signature may begin with the name. */
export type Author = { readonly email: string; readonly name?: string | undefined };

/** By what a signature is told; src/lexicon/signature.ts says what each is. */
export type SignatureSigns = {
  readonly closing: RegExp;
  readonly thanks: RegExp;
  readonly behindFormula: RegExp;
  readonly device: RegExp;
  readonly confidential: RegExp;
  readonly disclaimerMail: RegExp;
  readonly title: RegExp;
};

const DELIMITER = /^(?:--|—|––) ?$/;
const RULE = /^([*_=~#-])\1{4,}$/;
const DISCLAIMER_CHARACTERS = 60;

const LINE_CHARACTERS = 60;
const NAME_WORDS = 5;
const NAME_CHARACTERS = 200;
const NICKNAME_CHARACTERS = 3;
/** The lines above the author's signature; it never begins on the first that says something, unless marked as one. */
export function withoutSignature(
  signs: SignatureSigns,
  lines: readonly string[],
  author: Author | undefined,
): readonly string[] {
  const names = author === undefined ? [] : namesOf(signs, author);
  const first = lines.findIndex((line) => line.trim() !== "");
  const start = lines.findIndex((line, at) => {
    const said = line.trim();
    if (DELIMITER.test(said) || signs.device.test(said)) return true;
    if (at <= first || said === "") return false;
    return beginsSignature(signs, said, lines.slice(at + 1), names);
  });
  return start === -1 ? lines : lines.slice(0, start);
}

function beginsSignature(
  signs: SignatureSigns,
  said: string,
  below: readonly string[],
  names: readonly string[],
): boolean {
  if (said.length > DISCLAIMER_CHARACTERS && signs.confidential.test(said) && signs.disclaimerMail.test(said))
    return true;
  if (said.length > LINE_CHARACTERS) return false;
  if (isFormula(signs, said, signs.closing) || isName(signs, said, names)) return true;
  if (!RULE.test(said) && !isFormula(signs, said, signs.thanks)) return false;
  const next = below.find((line) => line.trim() !== "");
  return next !== undefined && isName(signs, next.trim(), names);
}

function isFormula({ behindFormula }: SignatureSigns, line: string, formula: RegExp): boolean {
  return formula.test(line) && behindFormula.test(line.replace(formula, ""));
}

function namesOf({ title }: SignatureSigns, { email, name }: Author): readonly string[] {
  const local = email.slice(0, NAME_CHARACTERS).split("@")[0] ?? "";
  const called = (name ?? "").slice(0, NAME_CHARACTERS);
  const words = `${called} ${local.replaceAll(/[._+\d-]/g, " ")}`.toLowerCase().split(/[\s,()"']+/);
  const whole = called.replaceAll(/\s/g, "").toLowerCase();
  return [...words, whole].filter((word) => word !== "" && !title.test(word));
}

/** True for "Ann", "A. Example", "Dr. Ann Example, Director" of somebody called so, not for a sentence about them. */
function isName({ title }: SignatureSigns, line: string, names: readonly string[]): boolean {
  const called = (line.replace(/^[/–-]\s?/, "").split(/[,(/|·•]| [–-] /)[0] ?? "").trim();
  if (called === "" || /^\p{Ll}/u.test(called)) return false;
  const words = called.split(/\s+/).filter((word) => !title.test(word));
  const [first, ...others] = words;
  if (first === undefined || words.length > NAME_WORDS || !isOneOf(first.toLowerCase(), names)) return false;
  return others.every((word) => /^\p{Lu}/u.test(word) || isOneOf(word.toLowerCase(), names));
}

function isOneOf(word: string, names: readonly string[]): boolean {
  return names.some((name) => name === word || (word.length >= NICKNAME_CHARACTERS && name.startsWith(word)));
}
