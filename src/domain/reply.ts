import { firstCodePoints } from "./code-points.ts";
import type { Lexicon } from "./lexicon.ts";
import { unquotedRuns } from "./quotation.ts";
import { type ReplyKind, replyKindOf } from "./reply-kind.ts";
import { type Author, withoutSignature } from "./signature.ts";

export const OWN_TEXT_CHARACTERS = 10_000;

// What stands further down is the thread, or nobody's reply.
const READ_CHARACTERS = 16_000;

/** An email reply, for its reading. */
export type Reply = {
  readonly subject: string;
  readonly from: Author;
  /** Null where there is only HTML, or nothing. */
  readonly text: string | null;
};

/** What is told of a reply; without a text it has no words of its own. */
export type ReplyReading = { readonly ownText: string | null; readonly kind: ReplyKind };

export function readReply(lexicon: Lexicon, { subject, from, text }: Reply): ReplyReading {
  const own = text === null ? null : ownText(lexicon, text, from);
  const message = { subject, from: from.email, ownText: own, text: text ?? "" };
  return { ownText: own, kind: replyKindOf(lexicon.replyKind, message) };
}

/**
 * What the author of a reply wrote above, below or between the quoted thread, without the signature; "" where
 * nothing is left, as of a mail that is forwarded without a word.
 */
export function ownText({ quotation, signature }: Lexicon, text: string, author?: Author): string {
  const lines = text
    .slice(0, READ_CHARACTERS)
    .split(/\r\n|[\n\r\u2028]/)
    .map((line) => line.replaceAll("\u00a0", " ").trimEnd());
  const runs = [...unquotedRuns(quotation, lines)];
  while (runs.length > 0) {
    const last = withoutSignature(signature, runs.pop() ?? [], author);
    if (last.every((line) => line === "")) continue;
    runs.push(last);
    break;
  }
  const own = runs.map((run) => run.join("\n").trim()).join("\n\n");
  return firstCodePoints(own, OWN_TEXT_CHARACTERS);
}
