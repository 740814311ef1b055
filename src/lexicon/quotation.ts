import type { QuotationSigns } from "../domain/quotation.ts";

// What mail clients put above a quoted thread, by language. Sources: the strings that Gmail, Outlook, Apple Mail,
// Thunderbird and Yahoo Mail insert in each of these languages, and RFC 3676, 4.5, for the quote sign.

/** "wrote", anywhere in a line that introduces a quotation. */
const WROTE =
  /\b(?:wrote|writes)\b|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|geschreven|skrev|napisał|napisana przez|pisze|kirjoitti|のメール|書きました|wrote:/iu;

const FROM = "from|von|de|da|van|från|fra|od|差出人|送信者|lähettäjä";
const BESIDE_FROM =
  "sent|date|gesendet|datum|envoyé|enviad[oa](?: el| em)?|fecha|data|inviato|verzonden|skickat|sendt|dato|wysłano|送信日時|日時|日付|lähetetty|päiväys|to|an|à|para|a|aan|till|til|do|宛先|vastaanottaja|cc|subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|temat|件名|aihe";
const FROM_LINE = headerLine(FROM);
const BESIDE_LINE = headerLine(BESIDE_FROM);

/** "-----Original Message-----", "---------- Forwarded message ---------", "Begin forwarded message:". */
const SEPARATOR =
  /^(?:[-_]{2,} ?(?=[^-_]{5,40}[-_]{2,}$)|(?=[^:：]{5,40}[:：]$)(?:begin|anfang|début|inicio|inizio|início|begin|vidare|start|początek|välitetty)\b)[^\n]*(?:messa|mensa|nachricht|bericht|meddel|besked|wiadomo|viesti|メッセージ|転送)/iu;

export const QUOTATION_SIGNS: QuotationSigns = {
  wrote: WROTE,
  fromLine: FROM_LINE,
  besideLine: BESIDE_LINE,
  separator: SEPARATOR,
};

function headerLine(names: string): RegExp {
  return new RegExp(`^[*_ ]*(?:${names})[*_]*[ \\u00a0]?[:：]`, "iu");
}
