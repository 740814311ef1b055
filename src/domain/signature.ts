/** Who wrote a message, as far as it says so: a signature may begin with the name. */
export type Author = { readonly email: string; readonly name?: string | undefined };

// Closing formulas by language, in the order of the labelled languages; a person's name may follow.
const CLOSING = formulas(
  "(?:(?:kind(?:est)?|best|warm(?:est)?|with (?:kind|best|warm)|many) )?(?:regards|wishes)|best|cheers|(?:yours )?(?:sincerely|faithfully|truly)|all the best|take care|rgds|br",
  "(?:(?:mit|viele|freundliche|beste|liebe|herzliche|schöne)[nrm]? ){0,2}gr(?:üß|üss|uß|uss)en?|[lv]g|mfg|herzlich(?:st)?|hochachtungsvoll",
  "(?:bien |très )?cordialement|(?:bien )?à (?:vous|toi|bientôt)|(?:(?:meilleures|sincères) )?salutations(?: distinguées)?|amicalement|bises|cd?l?t",
  "(?:un )?(?:cordial |afectuoso )?(?:saludos?|abrazo)(?: cordial(?:es)?)?|(?:muy )?atentamente|cordialmente",
  "(?:(?:cordiali|distinti|tanti|cari|un caro|un(?: cordiale)?) )?salut[io]|a presto",
  "(?:com os )?(?:melhores )?cumprimentos|(?:um )?(?:grande )?abraços?|abs|att\\.?|atenciosamente",
  "(?:met )?(?:(?:vriendelijke|hartelijke|warme) )?groet(?:en|jes)?|mvg|hoogachtend",
  "(?:med )?(?:(?:vänliga?|bästa|varma|hjärtliga) )?hälsning(?:ar)?|mvh|vänligen",
  "(?:med |de )?(?:(?:venlig|bedste|kærlig|mange|hjertelig)e? )?hils(?:en|ner)|vh",
  "z (?:poważaniem|wyrazami szacunku|pozdrowieniami)|(?:serdecznie )?pozdr(?:awiam|owienia|\\.)?(?: serdecznie)?",
  "(?:(?:ystävällisin|parhain|lämpimin) )?terveisi[nä]|kunnioittavasti|t\\.",
  "敬具|かしこ|草々|以上",
);
// "Herzliche Grüße aus Wien", "Terveisin Kaarina".
const BEHIND_FORMULA = /^(?:(?:aus|from|de|från|fra|vom|uit|z) .{1,25}|(?:\p{Lu}[^\s,.!?]*\s?){1,3})?$/u;
const THANKS = formulas(
  "(?:many )?(?:thanks|thank you|thx)|(?:vielen )?dank|danke|merci|gracias|grazie|obrigad[oa]|bedankt|dank je|tack|tak|dzięki|dziękuję|kiitos",
);

/** "Sent from my iPhone" and what other mail apps add. */
const DEVICE =
  /^(?=.{8,90}$)(?:(?:sent|get|gesendet|(?:diese nachricht wurde )?von mein\S+|envoyé|télécharge[rz]|enviado|obten\S+|ottieni|baix\S+|descarg\S+|obter|inviato|scarica|verzonden|verstuurd|skickat|hämta|sendt|hent|wysłan[eo]|pobierz|lähetetty|hanki|outlook)(?!\p{L}).*(?:iphone|ipad|android|ios|outlook|samsung|galaxy|xiaomi|huawei|phone|mobil|móvil|celular|smartphone|mail|automatically)|.*(?:から送信|を入手)$)/iu;
const DELIMITER = /^(?:--|—|––) ?$/;
const RULE = /^([*_=~#-])\1{4,}$/;
const CONFIDENTIAL =
  /confiden[tc]i|vertraulich|riservat|vertrouwelijk|uitsluitend|konfidentiell|fortrolig|poufn|luottamuksell|機密/iu;
const DISCLAIMER_MAIL = /mail|message|nachricht|mensaje|mensagem|bericht|meddelande|wiadomo|viesti|メール/iu;
const DISCLAIMER_CHARACTERS = 60;

const LINE_CHARACTERS = 60;
const NAME_WORDS = 5;
const NAME_CHARACTERS = 200;
const NICKNAME_CHARACTERS = 3;
const TITLE = /^(?:\p{Lu}\p{L}{0,3}\.\p{L}{0,3}|le|la|die|das|het|team|afdeling|ihr|ihre|your)$/iu;

function formulas(...alternatives: readonly string[]): RegExp {
  return new RegExp(`^(?:${alternatives.join("|")})(?!\\p{L})[\\s,.!–-]*`, "iu");
}

function isFormula(line: string, formula: RegExp): boolean {
  return formula.test(line) && BEHIND_FORMULA.test(line.replace(formula, ""));
}

/** The lines above the author's signature; it never begins on the first that says something, unless marked as one. */
export function withoutSignature(lines: readonly string[], author: Author | undefined): readonly string[] {
  const names = author === undefined ? [] : namesOf(author);
  const first = lines.findIndex((line) => line.trim() !== "");
  const start = lines.findIndex((line, at) => {
    const said = line.trim();
    if (DELIMITER.test(said) || DEVICE.test(said)) return true;
    if (at <= first || said === "") return false;
    return beginsSignature(said, lines, at, names);
  });
  return start === -1 ? lines : lines.slice(0, start);
}

function beginsSignature(
  said: string,
  lines: readonly string[],
  at: number,
  names: readonly string[],
): boolean {
  if (said.length > DISCLAIMER_CHARACTERS && CONFIDENTIAL.test(said) && DISCLAIMER_MAIL.test(said))
    return true;
  if (said.length > LINE_CHARACTERS) return false;
  if (isFormula(said, CLOSING) || isName(said, names)) return true;
  if (!RULE.test(said) && !isFormula(said, THANKS)) return false;
  const below = lines.slice(at + 1).find((line) => line.trim() !== "");
  return below !== undefined && isName(below.trim(), names);
}

function namesOf({ email, name }: Author): readonly string[] {
  const local = email.slice(0, NAME_CHARACTERS).split("@")[0] ?? "";
  const called = (name ?? "").slice(0, NAME_CHARACTERS);
  const words = `${called} ${local.replaceAll(/[._+\d-]/g, " ")}`.toLowerCase().split(/[\s,()"']+/);
  const whole = called.replaceAll(/\s/g, "").toLowerCase();
  return [...words, whole].filter((word) => word !== "" && !TITLE.test(word));
}

/** True for "Ann", "A. Example", "Dr. Ann Example, Director" of somebody called so, not for a sentence about them. */
function isName(line: string, names: readonly string[]): boolean {
  const called = (line.replace(/^[/–-]\s?/, "").split(/[,(/|·•]| [–-] /)[0] ?? "").trim();
  if (called === "" || /^\p{Ll}/u.test(called)) return false;
  const words = called.split(/\s+/).filter((word) => !TITLE.test(word));
  const [first, ...others] = words;
  if (first === undefined || words.length > NAME_WORDS || !isOneOf(first.toLowerCase(), names)) return false;
  return others.every((word) => /^\p{Lu}/u.test(word) || isOneOf(word.toLowerCase(), names));
}

function isOneOf(word: string, names: readonly string[]): boolean {
  return names.some((name) => name === word || (word.length >= NICKNAME_CHARACTERS && name.startsWith(word)));
}
