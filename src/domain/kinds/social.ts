import * as v from "valibot";

import { canonicalInstant, canonicalOpening, canonicalPerson, canonicalText, first } from "../canonical.ts";
import { boundedKey } from "../bounded-key.ts";
import { placeOf, subjectLine } from "../conversation.ts";
import { MAX_PARTIES } from "../facts.ts";
import { content, emptyableContent } from "../fields/content.ts";
import { socialPerson } from "../fields/person.ts";
import { customMetadata, identifier, text } from "../fields/text.ts";
import { timestamp } from "../fields/timestamp.ts";
import { firstCodePoints } from "../code-points.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { peopleAt } from "../people.ts";
import { OWN_TEXT_CHARACTERS } from "../reply.ts";
import { defineKind } from "./kind.ts";

const common = {
  eventTimestamp: timestamp,
  eventType: v.picklist(["connection_sent", "connection_accepted", "message_sent", "message_received"]),
  from: socialPerson,
  to: v.pipe(
    v.array(socialPerson),
    v.description('a list of people like [{"name": "Ann", "profileUrl": "https://…"}]'),
  ),
  subject: v.optional(text),
  eventId: v.optional(identifier),
  conversationId: v.optional(identifier),
  campaignId: v.optional(identifier),
  campaignName: v.optional(text),
  messageType: v.optional(text),
  octaveRequestId: v.optional(identifier),
  customMetadata: v.optional(customMetadata),
};

const message = v.looseObject({ ...common, body: content });
// A request to connect, and its acceptance, often come without a word.
const connection = v.looseObject({ ...common, body: v.optional(emptyableContent) });

export const social = defineKind({
  name: "social",
  category: "SOCIAL",
  types: {
    connection_sent: "SOCIAL_CONNECTION_SENT",
    connection_accepted: "SOCIAL_CONNECTION_ACCEPTED",
    message_sent: "SOCIAL_MESSAGE_SENT",
    message_received: "SOCIAL_MESSAGE_RECEIVED",
  },
  aliases: {
    connection_request_sent: "connection_sent",
    connection_request_accepted: "connection_accepted",
  },
  schemaFor: (type): typeof message | typeof connection =>
    type === "connection_sent" || type === "connection_accepted" ? connection : message,

  identityParts: (type, body) => [
    // A text is a person here, whatever stands in it.
    canonicalPerson(Array.isArray(body["from"]) ? first(body["from"]) : body["from"]),
    canonicalPerson(first(body["to"])),
    type,
    canonicalInstant(body["eventTimestamp"]),
    canonicalOpening(said(body["body"])) ?? canonicalOpening(saidBeside(type, body)),
  ],

  warnings: ({ to }) =>
    Array.isArray(to) && to.length === 0
      ? [{ path: "to", code: "empty", message: "the event names no recipient" }]
      : [],

  summarize(event) {
    const [recipient] = event.to;
    const line = `${nameOf(event.from)} → ${recipient === undefined ? "" : nameOf(recipient)}`;
    const words = (event.subject ?? event.body?.text ?? "").trim();
    return words === "" ? line : `${line}: ${words}`;
  },

  people(event, body) {
    const isInbound = event.eventType === "message_received" || event.eventType === "connection_accepted";
    return [
      ...peopleAt("from", isInbound ? "counterpart" : "own", event, body),
      ...peopleAt("to", isInbound ? "own" : "counterpart", event, body),
    ];
  },

  analyse(event) {
    const { eventType, conversationId, campaignId } = event;
    const isInbound = eventType === "message_received" || eventType === "connection_accepted";
    const direction = isInbound ? "inbound" : "outbound";
    const subject = event.subject ?? "";
    const from = boundedKey(canonicalPerson(event.from) ?? "");
    const everyone = event.to.map((person) => boundedKey(canonicalPerson(person) ?? ""));
    const to = everyone[0] ?? "";
    return {
      message: {
        direction,
        subject: subjectLine(subject),
        ...placeOf({ channel: "social", direction, conversationId, subject, from, to }),
        campaignId: campaignId === undefined ? null : boundedKey(campaignId),
        from,
        to,
        parties: [...new Set([from, ...everyone])].slice(0, MAX_PARTIES),
        ownText:
          eventType === "message_received"
            ? firstCodePoints(event.body?.text ?? "", OWN_TEXT_CHARACTERS)
            : null,
        // Social networks have no machines that answer.
        replyKind: eventType === "message_received" ? "human" : null,
      },
    };
  },
});

function said(body: unknown): unknown {
  if (!isJsonObject(body)) return body;
  return canonicalText(body["text"]) ?? body["html"];
}

/** Without a body: what a message says beside it. Connections had ids before that was read. */
function saidBeside(type: string, body: JsonObject): unknown {
  return type === "message_sent" || type === "message_received" ? said(body) : null;
}

function nameOf(person: v.InferOutput<typeof socialPerson>): string {
  return person.name ?? person.email ?? ("profileUrl" in person ? String(person.profileUrl) : "");
}
