import { boundedKey } from "./bounded-key.ts";
import { firstCodePoints } from "./code-points.ts";

// Re:, Fwd: and their like in the languages whose mail clients translate them, with counters as in RE[2]:
const REPLY_MARK = /^\s*(?:re|fwd?|aw|wg|sv|vs|vl|antw|tr|rv|res|enc|odp|ynt|vá)(?:\[\d+\])?\s*:\s*/iu;

// Mail allows 998 characters a line; a bound, so that no subject makes a key that D1 does not take.
const SUBJECT_CHARACTERS = 998;

type Channel = "email" | "social";

/** What a message's place among others follows from. */
type Addressed = {
  readonly channel: Channel;
  readonly direction: "outbound" | "inbound";
  readonly conversationId: string | undefined;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
};

type Place = {
  readonly conversationId: string | null;
  readonly conversationKey: string | null;
  readonly thread: string | null;
};

/**
 * By what a message and its answers find each other: what was sent is found by either key, an answer looks by its
 * conversationId if it has one.
 */
export function placeOf(message: Addressed): Place {
  const { channel, direction } = message;
  if (message.conversationId === undefined)
    return { conversationId: null, conversationKey: null, thread: threadOf(message) };
  const conversationId = boundedKey(message.conversationId);
  const contact = direction === "outbound" ? message.to : message.from;
  return {
    conversationId,
    conversationKey: JSON.stringify([channel, conversationId, contact]),
    thread: direction === "outbound" ? threadOf(message) : null,
  };
}

/** The subject without reply marks together with the two parties, in either direction. */
function threadOf({ channel, subject, from, to }: Addressed): string {
  const parties = [from, to].toSorted();
  return `${channel === "email" ? "thread" : channel}:${JSON.stringify([bareSubject(subject), ...parties])}`;
}

const LINE_CHARACTERS = 200;

/** The subject as a list shows it. */
export function subjectLine(subject: string): string {
  return firstCodePoints(subject.trim(), LINE_CHARACTERS);
}

function bareSubject(subject: string): string {
  let bare = subject;
  while (REPLY_MARK.test(bare)) bare = bare.replace(REPLY_MARK, "");
  return firstCodePoints(bare.normalize("NFC").trim().toLowerCase(), SUBJECT_CHARACTERS);
}
