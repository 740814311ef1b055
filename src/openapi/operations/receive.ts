import { KINDS } from "../../domain/kinds/registry.ts";
import { receiveSchema } from "../../http/query.ts";
import { bodyName } from "../event-bodies.ts";
import { EVENT_EXAMPLES } from "../event-examples.ts";
import { IDS, METADATA } from "../example-values.ts";
import { SCHEMAS } from "../json-schema.ts";
import type { Operation } from "../operation.ts";

const BASE = "/api/v2/analytics/webhook/receive/generic";

const SENT =
  "Said after the event is stored, never before. Sent again, however often, it is answered 200 with `duplicate: true` and stays one event. Other forms that senders really send, form data among them, are understood too, each with a warning; with `strict=true`, or a key that is set so, they are refused.";

const common = {
  tag: "Receive",
  needs: "ingest",
  query: receiveSchema,
  answer: {
    description: "The event is stored, now or before; for a dry run: what would be said, and the event.",
    schema: { anyOf: [{ $ref: `${SCHEMAS}Receipt` }, { $ref: `${SCHEMAS}DryReceipt` }] },
    example: {
      _metadata: { ...METADATA, message: "Webhook received successfully" },
      received: true,
      connection: { providerName: "GENERIC", shouldProcess: true, connectionMethod: "WEBHOOK" },
      additionalData: {
        eventOId: IDS.event,
        duplicate: false,
        dedupSource: "content",
        processingStatus: "pending",
        warnings: [],
      },
    },
  },
  refusals: ["invalid_event", "suppressed", "rate_limited"],
} as const;

// Flat ones, all texts, as form data is.
const FORM_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  crm: { deal_won: EVENT_EXAMPLES["crm"]?.["deal_won"] },
};

function asForm(name: string): NonNullable<Operation["otherBodies"]> {
  const examples = FORM_EXAMPLES[name] ?? {};
  return { "application/x-www-form-urlencoded": { schema: { type: "object" }, examples } };
}

const ofEachKind = KINDS.map((kind): Operation => {
  const types = Object.keys(kind.types).map((type) => `\`${type}\``);
  return {
    ...common,
    call: `POST ${BASE}/${kind.name}`,
    id: `receive_${kind.name}`,
    summary: `Receive one event: ${kind.name}`,
    description: `Sub-types are ${types.join(", ")}. ${SENT}`,
    body: { schema: { $ref: SCHEMAS + bodyName(kind) }, examples: EVENT_EXAMPLES[kind.name] ?? {} },
    otherBodies: asForm(kind.name),
  };
});

const olderPath: Operation = {
  ...common,
  call: `POST ${BASE}/generic/{kind}`,
  id: "receive_older_path",
  summary: "Receive one event, older path",
  description: "The same as the paths above, for senders that were set up for it.",
  pathParameters: [
    {
      name: "kind",
      in: "path",
      required: true,
      description: "what the event is",
      schema: { type: "string", enum: KINDS.map(({ name }) => name) },
      example: "emails",
    },
  ],
  body: {
    schema: { anyOf: KINDS.map((kind) => ({ $ref: SCHEMAS + bodyName(kind) })) },
    examples: EVENT_EXAMPLES["emails"] ?? {},
  },
  otherBodies: asForm("emails"),
  refusals: [...common.refusals, "unknown_event_type"],
};

export const receiveOperations: readonly Operation[] = [...ofEachKind, olderPath];
