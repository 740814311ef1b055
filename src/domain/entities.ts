// HTML 5 knows 2,125 names, most of them of mathematical signs, in a table of 12 KB. A mail needs the 252 of HTML 4, a
// letter with its mark, and every sign that an address or a URL may be written with.
const MARKS: Readonly<Record<string, string>> = {
  acute: "\u0301",
  breve: "\u0306",
  caron: "\u030c",
  cedil: "\u0327",
  circ: "\u0302",
  dblac: "\u030b",
  dot: "\u0307",
  grave: "\u0300",
  macr: "\u0304",
  ogon: "\u0328",
  ring: "\u030a",
  tilde: "\u0303",
  uml: "\u0308",
};

const MARKED = new RegExp(`^([A-Za-z])(${Object.keys(MARKS).join("|")})$`);

const GREEK = "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho";
const GREEK_FROM_SIGMA = "Sigma Tau Upsilon Phi Chi Psi Omega";

const NAMED: ReadonlyMap<string, string> = new Map([
  ...inOrder(
    "\u00a0",
    `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para
    middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest`,
  ),
  ...inOrder("Α", GREEK),
  ...inOrder("Σ", GREEK_FROM_SIGMA),
  ...inOrder("α", GREEK.toLowerCase()),
  ...inOrder("σ", GREEK_FROM_SIGMA.toLowerCase()),
  ...inOrder("\u2002", "ensp emsp"),
  ...inOrder("\u2009", "thinsp"),
  ...inOrder("\u200c", "zwnj zwj lrm rlm"),
  ...inOrder("←", "larr uarr rarr darr harr"),
  ...inOrder("⇐", "lArr uArr rArr dArr hArr"),
  ...inOrder("⌈", "lceil rceil lfloor rfloor"),
  ...inOrder("\u2329", "lang rang"),
  ...pairs(`Tab \t NewLine \n`),
  ...pairs(
    `quot " amp & lt < gt > AElig Æ ETH Ð times × Oslash Ø THORN Þ szlig ß aelig æ eth ð divide ÷ oslash ø thorn þ
    OElig Œ oelig œ fnof ƒ circ ˆ tilde ˜ sigmaf ς thetasym ϑ upsih ϒ piv ϖ
    ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ lsaquo ‹ rsaquo ›
    dagger † Dagger ‡ bull • hellip … permil ‰ prime ′ Prime ″ oline ‾ frasl ⁄ euro € trade ™ image ℑ weierp ℘ real ℜ
    alefsym ℵ crarr ↵ forall ∀ part ∂ exist ∃ empty ∅ nabla ∇ isin ∈ notin ∉ ni ∋ prod ∏ sum ∑ minus − lowast ∗ radic √
    prop ∝ infin ∞ ang ∠ and ∧ or ∨ cap ∩ cup ∪ int ∫ there4 ∴ sim ∼ cong ≅ asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥
    sub ⊂ sup ⊃ nsub ⊄ sube ⊆ supe ⊇ oplus ⊕ otimes ⊗ perp ⊥ sdot ⋅ loz ◊ spades ♠ clubs ♣ hearts ♥ diams ♦`,
  ),
  ...pairs(
    `excl ! QUOT " num # dollar $ percnt % AMP & apos ' lpar ( rpar ) ast * midast * plus + comma , period . sol / colon :
    semi ; LT < equals = GT > quest ? commat @ lsqb [ lbrack [ bsol \\ rsqb ] rbrack ] Hat ^ lowbar _ UnderBar _
    grave \` DiacriticalGrave \` lcub { lbrace { verbar | vert | VerticalLine | rcub } rbrace }
    strns ¯ die ¨ Dot ¨ DoubleDot ¨ circledR ® REG ® COPY © half ½ centerdot · CenterDot · pm ± PlusMinus ± div ÷ angst Å
    imath ı inodot ı IJlig Ĳ ijlig ĳ kgreen ĸ Lmidot Ŀ lmidot ŀ napos ŉ ENG Ŋ eng ŋ gacute ǵ
    Dstrok Đ dstrok đ Hstrok Ħ hstrok ħ Lstrok Ł lstrok ł Tstrok Ŧ tstrok ŧ`,
  ),
]);

// What these numbers mean in Windows-1252, and so in HTML.
const WINDOWS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

const ENTITY = /&(?:#\d+|#[xX][\da-fA-F]+|[A-Za-z][A-Za-z\d]*);?/g;

/** The text with the entities of HTML in it resolved, each once. */
export function decodeEntities(text: string): string {
  return text.replaceAll(ENTITY, decodeEntity);
}

/** What `&…;` stands for; the entity itself when it has no meaning. Old names may lack the semicolon. */
export function decodeEntity(entity: string): string {
  const hasEnd = entity.endsWith(";");
  const name = entity.slice(1, hasEnd ? -1 : undefined);
  if (name.startsWith("#")) return fromNumber(name.slice(1));
  const character = NAMED.get(name) ?? fromMarked(name);
  if (character === null) return entity;
  return hasEnd || character <= "\u00ff" ? character : entity;
}

function fromNumber(digits: string): string {
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits);
  if (code >= 0x80 && code < 0xa0) return WINDOWS.charAt(code - 0x80);
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)
    ? "\ufffd"
    : String.fromCodePoint(code);
}

function fromMarked(name: string): string | null {
  const [, letter = "", mark = ""] = MARKED.exec(name) ?? [];
  const composed = `${letter}${MARKS[mark] ?? ""}`.normalize("NFC");
  return letter !== "" && composed.length === 1 ? composed : null;
}

function pairs(list: string): readonly (readonly [string, string])[] {
  return Array.from(list.matchAll(/(\w+) (\S|\t|\n)/g), ([, name = "", character = ""]) => [name, character]);
}

/** The names of characters that follow one another, from the first one on. */
function inOrder(first: string, names: string): readonly (readonly [string, string])[] {
  return names
    .split(/\s+/)
    .map((name, index) => [name, String.fromCharCode(first.charCodeAt(0) + index)] as const);
}
