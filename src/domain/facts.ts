/** What processing makes of one event. Null where the event has no such side. */
export type Facts = { readonly message: MessageFact | null; readonly call: CallFact | null };

/** A bound, so that a message to a whole town stays a small row. */
export const MAX_PARTIES = 100;

type MessageFact = {
  readonly direction: "outbound" | "inbound";
  /** The thread it belongs to, comparable within a workspace. */
  readonly conversation: string;
  readonly campaignId: string | null;
  readonly from: string;
  readonly to: string;
  /** Everyone on it once, the sender first, at most MAX_PARTIES. */
  readonly parties: readonly string[];
  /** For a reply, what its author wrote, without the quoted thread and the signature; cut at OWN_TEXT_CHARACTERS. */
  readonly ownText: string | null;
};

type CallFact = {
  readonly title: string;
  readonly turns: number;
  readonly words: number;
  /** Seconds, as the sender said; null when it did not. */
  readonly durationSeconds: number | null;
  /** How many people spoke; `speakers` holds those with the most words, at most MAX_SPEAKERS. */
  readonly speakerCount: number;
  readonly speakers: readonly SpeakerFact[];
};

export type SpeakerFact = {
  /** Null collects the turns whose speaker is not known. */
  readonly speaker: string | null;
  readonly turns: number;
  readonly words: number;
  readonly questions: number;
};

/** Raised whenever the same event may get different facts. */
export const ANALYSIS_VERSION = 2;
