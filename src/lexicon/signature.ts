import type { SignatureSigns } from "../domain/signature.ts";

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

const CONFIDENTIAL =
  /confiden[tc]i|vertraulich|riservat|vertrouwelijk|uitsluitend|konfidentiell|fortrolig|poufn|luottamuksell|機密/iu;
const DISCLAIMER_MAIL = /mail|message|nachricht|mensaje|mensagem|bericht|meddelande|wiadomo|viesti|メール/iu;
const TITLE = /^(?:\p{Lu}\p{L}{0,3}\.\p{L}{0,3}|le|la|die|das|het|team|afdeling|ihr|ihre|your)$/iu;

export const SIGNATURE_SIGNS: SignatureSigns = {
  closing: CLOSING,
  thanks: THANKS,
  behindFormula: BEHIND_FORMULA,
  device: DEVICE,
  confidential: CONFIDENTIAL,
  disclaimerMail: DISCLAIMER_MAIL,
  title: TITLE,
};

function formulas(...alternatives: readonly string[]): RegExp {
  return new RegExp(`^(?:${alternatives.join("|")})(?!\\p{L})[\\s,.!–-]*`, "iu");
}
