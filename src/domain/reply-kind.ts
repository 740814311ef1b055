/** Who or what wrote a reply, or what it asks for; docs/replies.md says what each means. */
export type ReplyKind = "human" | "out_of_office" | "bounce" | "unsubscribe";

/** By what a kind is told; src/lexicon/reply-kind.ts says what each is and where it comes from. */
export type ReplyKindSigns = {
  readonly daemon: RegExp;
  readonly postmaster: RegExp;
  readonly replyMark: RegExp;
  readonly responderSubject: RegExp;
  readonly statusCode: RegExp;
  readonly bounceSubject: RegExp;
  readonly bounceText: RegExp;
  readonly automaticSubject: RegExp;
  readonly automaticText: RegExp;
  readonly absence: RegExp;
  readonly plan: RegExp;
  readonly greeting: RegExp;
  readonly request: RegExp;
  readonly advice: RegExp;
  readonly word: RegExp;
  readonly right: RegExp;
  readonly claim: RegExp;
};

// What tells stands early; a longer text is somebody's letter.
const READ_CHARACTERS = 2_000;
const NOTICE_CHARACTERS = 700;
const WORD_CHARACTERS = 45;
const GREETING_CHARACTERS = 80;
const QUOTED_WORDS = /["“”„«»「][^"“”„«»「」]{0,80}["“”„«»」]/g;

/** Told by the subject, the sender's address and the words; what is quoted from the thread never decides. */
export function replyKindOf(
  signs: ReplyKindSigns,
  message: {
    readonly subject: string;
    readonly from: string;
    readonly ownText: string | null;
    /** The whole plain text: a bounce notice has no words of its own. */
    readonly text: string;
  },
): ReplyKind {
  const subject = plain(message.subject);
  // The dots of dates and abbreviations end no sentence.
  const own = plain(message.ownText ?? message.text).replaceAll(/(\d|\b[a-z])\./g, "$1");
  if (isBounce(signs, subject, plain(message.from), plain(message.text))) return "bounce";
  const isAnswer = signs.replyMark.test(subject);
  if (!isAnswer && (signs.automaticSubject.test(subject) || signs.responderSubject.test(subject)))
    return "out_of_office";
  if (asksToStop(signs, own) || (!isAnswer && isWord(signs, subject) && !isQuestion(own)))
    return "unsubscribe";
  if (signs.automaticText.test(own)) return "out_of_office";
  return isNotice(signs, own, message.ownText ?? message.text) ? "out_of_office" : "human";
}

/** A daemon's mail, or one that answers nothing and names the failure in its subject or with a status code. */
function isBounce(signs: ReplyKindSigns, subject: string, from: string, text: string): boolean {
  if (signs.daemon.test(from)) return true;
  if (signs.replyMark.test(subject) || signs.automaticSubject.test(subject)) return false;
  return (
    signs.postmaster.test(from) ||
    signs.bounceSubject.test(subject) ||
    (signs.statusCode.test(text) && signs.bounceText.test(text))
  );
}

function asksToStop(signs: ReplyKindSigns, own: string): boolean {
  const said = own.replaceAll(QUOTED_WORDS, "").replaceAll(signs.advice, "");
  return (
    isWord(signs, own) ||
    signs.request.test(said) ||
    (signs.right.test(said) && signs.claim.test(said) && !isQuestion(said))
  );
}

function isWord({ word }: ReplyKindSigns, text: string): boolean {
  return text.length <= WORD_CHARACTERS && word.test(text.replaceAll(/[\s!.,…*]+/g, " ").trim());
}

function isNotice(signs: ReplyKindSigns, own: string, written: string): boolean {
  return (
    own.length <= NOTICE_CHARACTERS &&
    signs.absence.test(own) &&
    !isQuestion(own) &&
    !signs.plan.test(own) &&
    !greetsByName(signs, written)
  );
}

function isQuestion(text: string): boolean {
  return /[?？](?:\s|$)/.test(text);
}

/** A machine knows nobody's name. */
function greetsByName({ greeting }: ReplyKindSigns, written: string): boolean {
  return greeting.test(written.slice(0, GREETING_CHARACTERS));
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
