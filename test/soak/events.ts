// Valid events of every kind and sub-type, each with what is to come of it.
import { KINDS } from "../../src/domain/kinds/registry.ts";
import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { below, type Chance, oneOf } from "../../src/cli/chance.ts";

/** What is to be made of an event: when it is stored, or when it was processed. */
type ExpectedFacts =
  | { readonly table: "messages"; readonly direction: "outbound" | "inbound" }
  | { readonly table: "calls"; readonly turns: number; readonly words: number; readonly speakers: number };

export type SoakEvent = {
  readonly kind: string;
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** It is processed; others are stored only. */
  readonly isDue: boolean;
  /** Null for one that is neither a message nor a call. */
  readonly facts: ExpectedFacts | null;
};

const SUB_TYPES = KINDS.flatMap(({ name, types }) =>
  Object.keys(types).map((type) => ({ kind: name, type })),
);

// Every sub-type once, and those that are processed more often.
const MIX = [
  ...SUB_TYPES,
  ...SUB_TYPES.filter(({ type }) => ["sent", "reply", "transcript"].includes(type)),
  ...SUB_TYPES.filter(({ type }) => ["sent", "reply"].includes(type)),
  ...SUB_TYPES.filter(({ type }) => ["sent", "reply"].includes(type)),
];

const START = Date.UTC(2026, 0, 1);
const SECOND_MS = 1000;
const PEOPLE = 400;
const CONVERSATIONS = 600;
const MAX_SENTENCES = 40;
const LONG_CALL_EVERY = 100;
const LONG_CALL_TURNS = 3000;
const MAX_TURNS = 40;

/** The nth event; no two are the same event. */
export function makeEvent(n: number, draw: Chance): SoakEvent {
  const { kind, type } = oneOf(MIX, draw);
  const common = {
    eventTimestamp: new Date(START + n * SECOND_MS).toISOString(),
    eventType: type,
    // Half of them say who they are; of the others the content says it.
    ...(draw() < 0.5 ? { eventId: `soak-${n}` } : {}),
  };
  const us = { email: `rep${below(20, draw)}@company.com`, name: "Rep" };
  const them = { email: `lead${below(PEOPLE, draw)}@prospect.com` };
  const text = "Hello again from the soak. ".repeat(1 + below(MAX_SENTENCES, draw));
  switch (kind) {
    case "emails": {
      const isInbound = type === "reply";
      const fields = emailBody({
        ...common,
        subject: `Soak ${n}`,
        body:
          isInbound && draw() < 0.3 ? { html: `<p>${text}</p><blockquote>quoted</blockquote>` } : { text },
        from: isInbound ? them : us,
        to: [isInbound ? us : them],
        conversationId: `conversation-${below(CONVERSATIONS, draw)}`,
      });
      const facts = { table: "messages", direction: isInbound ? "inbound" : "outbound" } as const;
      const isDue = type === "sent" || isInbound;
      return { kind, type, fields, isDue, facts: isDue ? facts : null };
    }
    case "calls":
      return type === "transcript" ? makeCall(n, common, draw) : makeSilentCall(n, type, common);
    case "crm": {
      const fields = crmBody({ ...common, opportunityId: `opp-${n}`, amount: below(100_000, draw) });
      return { kind, type, fields, isDue: false, facts: null };
    }
    default: {
      const fields = socialBody({ ...common, body: { text: `${n}: ${text}` }, campaignId: below(9, draw) });
      const isInbound = type === "message_received" || type === "connection_accepted";
      const facts = { table: "messages", direction: isInbound ? "inbound" : "outbound" } as const;
      return { kind, type, fields, isDue: false, facts };
    }
  }
}

function makeSilentCall(n: number, type: string, common: object): SoakEvent {
  const fields = callBody({ ...common, title: `Call ${n}`, transcript: [] });
  const facts = { table: "calls", turns: 0, words: 0, speakers: 0 } as const;
  return { kind: "calls", type, fields, isDue: false, facts };
}

function makeCall(n: number, common: object, draw: Chance): SoakEvent {
  const count = below(LONG_CALL_EVERY, draw) === 0 ? LONG_CALL_TURNS : 1 + below(MAX_TURNS, draw);
  const speakers = 1 + below(4, draw);
  let words = 0;
  const transcript = Array.from({ length: count }, (_none, index) => {
    const spoken = 1 + below(12, draw);
    words += spoken;
    return { speaker: `Speaker ${index % speakers}`, text: `${"word ".repeat(spoken)}?`, startTime: index };
  });
  return {
    kind: "calls",
    type: "transcript",
    fields: callBody({ ...common, title: `Call ${n}`, transcript, duration: count * 4 }),
    isDue: true,
    facts: { table: "calls", turns: count, words, speakers: Math.min(speakers, count) },
  };
}
