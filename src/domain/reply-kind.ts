import {
  ABSENCE,
  ADVICE,
  AUTOMATIC_SUBJECT,
  AUTOMATIC_TEXT,
  BOUNCE_SUBJECT,
  BOUNCE_TEXT,
  CLAIM,
  DAEMON,
  PLAN,
  POSTMASTER,
  REPLY_MARK,
  REQUEST,
  RESPONDER_SUBJECT,
  RIGHT,
  STATUS_CODE,
  WORD,
} from "./reply-signs.ts";

/** Who or what wrote a reply, or what it asks for; docs/replies.md says what each means. */
export type ReplyKind = "human" | "out_of_office" | "bounce" | "unsubscribe";

// What tells stands early; a longer text is somebody's letter.
const READ_CHARACTERS = 2_000;
const NOTICE_CHARACTERS = 700;
const WORD_CHARACTERS = 45;
const QUOTED_WORDS = /["“”„«»「][^"“”„«»「」]{0,80}["“”„«»」]/g;

/** Told by the subject, the sender's address and the words; what is quoted from the thread never decides. */
export function replyKindOf(message: {
  readonly subject: string;
  readonly from: string;
  readonly ownText: string | null;
  /** The whole plain text: a bounce notice has no words of its own. */
  readonly text: string;
}): ReplyKind {
  const subject = plain(message.subject);
  // The dots of dates and abbreviations end no sentence.
  const own = plain(message.ownText ?? message.text).replaceAll(/(\d|\b[a-z])\./g, "$1");
  if (isBounce(subject, plain(message.from), plain(message.text))) return "bounce";
  const isAnswer = REPLY_MARK.test(subject);
  if (!isAnswer && (AUTOMATIC_SUBJECT.test(subject) || RESPONDER_SUBJECT.test(subject)))
    return "out_of_office";
  if (asksToStop(own) || (!isAnswer && isWord(subject) && !isQuestion(own))) return "unsubscribe";
  if (AUTOMATIC_TEXT.test(own)) return "out_of_office";
  return isNotice(own, message.ownText ?? message.text) ? "out_of_office" : "human";
}

/** A daemon's mail, or one that answers nothing and names the failure in its subject or with a status code. */
function isBounce(subject: string, from: string, text: string): boolean {
  if (DAEMON.test(from)) return true;
  if (REPLY_MARK.test(subject) || AUTOMATIC_SUBJECT.test(subject)) return false;
  return (
    POSTMASTER.test(from) ||
    BOUNCE_SUBJECT.test(subject) ||
    (STATUS_CODE.test(text) && BOUNCE_TEXT.test(text))
  );
}

function asksToStop(own: string): boolean {
  const said = own.replaceAll(QUOTED_WORDS, "").replaceAll(ADVICE, "");
  return isWord(own) || REQUEST.test(said) || (RIGHT.test(said) && CLAIM.test(said) && !isQuestion(said));
}

function isWord(text: string): boolean {
  return text.length <= WORD_CHARACTERS && WORD.test(text.replaceAll(/[\s!.,…*]+/g, " ").trim());
}

function isNotice(own: string, written: string): boolean {
  return (
    own.length <= NOTICE_CHARACTERS &&
    ABSENCE.test(own) &&
    !isQuestion(own) &&
    !PLAN.test(own) &&
    !greetsByName(written)
  );
}

function isQuestion(text: string): boolean {
  return /[?？](?:\s|$)/.test(text);
}

/** "Hi Ann," and the like in the first line: a machine knows nobody's name. */
function greetsByName(written: string): boolean {
  return /^(?:\p{L}+\.?,? ){1,4}(?!Tag|Morgen|Abend|Damen|Herren|Sir|Madam|All|Everyone|Sender|Day)\p{Lu}\p{L}+\s?[,:!.]?\s*\n|様\s*\n/u.test(
    written.slice(0, 80),
  );
}

function plain(text: string): string {
  return text
    .slice(0, READ_CHARACTERS)
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .normalize("NFC")
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("æ", "ae")
    .replaceAll(/[‘’´]/g, "'")
    .trim();
}
