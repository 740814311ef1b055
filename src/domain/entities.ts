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

const GREEK = `alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau
  upsilon phi chi psi omega`;

// The names in the order of their characters: a number is the code of the next one, _ a character to pass over.
const NAMED = readNames(
  `9 Tab NewLine 33 excl quot/QUOT num dollar percnt amp/AMP apos lpar rpar ast/midast plus comma _ period sol 58 colon
  semi lt/LT equals gt/GT quest commat 91 lsqb/lbrack bsol rsqb/rbrack Hat lowbar/UnderBar grave/DiacriticalGrave 123
  lcub/lbrace verbar/vert/VerticalLine rcub/rbrace 160 nbsp iexcl cent pound curren yen brvbar sect
  uml/die/Dot/DoubleDot copy/COPY ordf laquo not shy reg/circledR/REG macr/strns deg plusmn/pm/PlusMinus sup2 sup3
  acute micro para middot/centerdot/CenterDot cedil sup1 ordm raquo frac14 frac12/half frac34 iquest 197 angst AElig
  208 ETH 215 times Oslash 222 THORN szlig 230 aelig 240 eth 247 divide/div oslash 254 thorn 272 Dstrok dstrok 294
  Hstrok hstrok 305 imath/inodot IJlig ijlig 312 kgreen 319 Lmidot lmidot Lstrok lstrok 329 napos ENG eng 338 OElig
  oelig 358 Tstrok tstrok 402 fnof 501 gacute 710 circ 732 tilde 913 ${capitals(GREEK)} 945 ${GREEK} 977 thetasym
  upsih 982 piv 8194 ensp emsp 8201 thinsp _ _ zwnj zwj lrm rlm 8211 ndash mdash 8216 lsquo rsquo sbquo _ ldquo rdquo
  bdquo _ dagger Dagger bull 8230 hellip 8240 permil _ prime Prime 8249 lsaquo rsaquo 8254 oline 8260 frasl 8364 euro
  8465 image 8472 weierp 8476 real 8482 trade 8501 alefsym 8592 larr uarr rarr darr harr 8629 crarr 8656 lArr uArr
  rArr dArr hArr 8704 forall _ part exist _ empty _ nabla isin notin _ ni 8719 prod _ sum minus 8727 lowast _ _ radic
  _ _ prop infin _ ang 8743 and or cap cup int 8756 there4 8764 sim 8773 cong _ _ asymp 8800 ne equiv _ _ le ge 8834
  sub sup nsub _ sube supe 8853 oplus _ otimes 8869 perp 8901 sdot 8968 lceil rceil lfloor rfloor 9001 lang rang 9674
  loz 9824 spades _ _ clubs _ hearts diams`,
);

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

function readNames(list: string): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  let code = 0;
  for (const item of list.split(/\s+/)) {
    if (/^\d/.test(item)) {
      code = Number(item);
      continue;
    }
    for (const name of item.split("/")) named.set(name, String.fromCharCode(code));
    code++;
  }
  return named;
}

/** The same of capitals; there is no final one of a sigma. */
function capitals(names: string): string {
  return names.replace("sigmaf", "_").replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
