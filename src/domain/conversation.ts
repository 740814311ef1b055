import { firstCodePoints } from "./code-points.ts";

// Re:, Fwd: and their like in the languages whose mail clients translate them, with counters as in RE[2]:
const REPLY_MARK = /^\s*(?:re|fwd?|aw|wg|sv|vs|vl|antw|tr|rv|res|enc|odp|ynt|vá)(?:\[\d+\])?\s*:\s*/iu;

// Mail allows 998 characters a line; a bound, so that no subject makes a key that D1 does not take.
const SUBJECT_CHARACTERS = 998;

/**
 * The thread a message belongs to: its conversationId, else its subject without reply marks together with its
 * two parties, in either direction.
 */
export function conversationOf(message: {
  readonly conversationId: string | undefined;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
}): string {
  if (message.conversationId !== undefined) return `id:${message.conversationId}`;
  const parties = [message.from, message.to].toSorted();
  return `thread:${JSON.stringify([bareSubject(message.subject), ...parties])}`;
}

function bareSubject(subject: string): string {
  let bare = subject;
  while (REPLY_MARK.test(bare)) bare = bare.replace(REPLY_MARK, "");
  return firstCodePoints(bare.normalize("NFC").trim().toLowerCase(), SUBJECT_CHARACTERS);
}
