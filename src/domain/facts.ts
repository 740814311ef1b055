import type { CallMeasures, SpeakerMeasures } from "./call-measures.ts";
import type { ReplyKind } from "./reply-kind.ts";

/** What is made of one event. Null where the event has no such side. */
export type Facts = {
  readonly message: MessageFact | null;
  readonly signal: SignalFact | null;
  readonly outcome: OutcomeFact | null;
  readonly call: CallFact | null;
};

export const NO_FACTS: Facts = { message: null, signal: null, outcome: null, call: null };

/** What the facts of an event depend on besides the event: what is known of the workspace's own company. */
export type Company = {
  /** In lower case; empty when nobody said them. */
  readonly ownDomains: readonly string[];
  /** That of amounts which name none, as EUR; null when nobody said it. */
  readonly currency: string | null;
};

export const UNKNOWN_COMPANY: Company = { ownDomains: [], currency: null };

/** A bound, so that a message to a whole town stays a small row. */
export const MAX_PARTIES = 100;

/** An email or a social message; what it answers is worked out where it is stored. */
type MessageFact = {
  readonly direction: "outbound" | "inbound";
  readonly subject: string;
  /** Its subject and two parties; null for a reply that says its conversation. */
  readonly thread: string | null;
  readonly conversationId: string | null;
  /** The conversationId together with the contact; null without one. */
  readonly conversationKey: string | null;
  readonly campaignId: string | null;
  readonly from: string;
  readonly to: string;
  /** Everyone on it once, the sender first, at most MAX_PARTIES. */
  readonly parties: readonly string[];
  /** For a reply, what its author wrote, without the quoted thread and the signature; cut at OWN_TEXT_CHARACTERS. */
  readonly ownText: string | null;
  /** Null for what is no reply. */
  readonly replyKind: ReplyKind | null;
};

/** What became of a message: opened, clicked, bounced or unsubscribed. */
type SignalFact = {
  readonly contact: string;
  readonly sender: string;
  /** By what the message is found that it is about: a message's thread or conversationKey. */
  readonly link: string;
  readonly campaignId: string | null;
};

/** A stage that an opportunity has come to. */
type OutcomeFact = {
  readonly opportunityId: string;
  readonly opportunityName: string;
  /** The account's name, so that two spellings of it compare; null without one. */
  readonly account: string | null;
  readonly contactEmail: string | null;
  /** In hundredths of the currency; null when the event says none. */
  readonly amount: number | null;
  /** "" without an amount, or when nobody said a currency. */
  readonly currency: string;
};

type CallFact = {
  readonly title: string;
  readonly turns: number;
  readonly words: number;
  /** Seconds, as the sender said; null when it did not. */
  readonly durationSeconds: number | null;
  /** Null without a transcript. */
  readonly talk: Talk | null;
  /** How many people spoke; `speakers` holds those with the most talk, at most MAX_SPEAKERS. */
  readonly speakerCount: number;
  readonly speakers: readonly SpeakerMeasures[];
  /** Addresses of those who are not of the own company. */
  readonly contacts: readonly string[];
};

export type Talk = Pick<
  CallMeasures,
  "basis" | "talkMs" | "switches" | "interactivity" | "patienceMs" | "internalShare"
>;

/** Raised whenever the same event may get different facts. */
export const ANALYSIS_VERSION = 3;
