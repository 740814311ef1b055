import * as v from "valibot";

import { canonicalInstant, canonicalPerson, canonicalText, first } from "../canonical.ts";
import { boundedKey } from "../bounded-key.ts";
import { placeOf, subjectLine } from "../conversation.ts";
import { content } from "../fields/content.ts";
import { addressee } from "../fields/person.ts";
import { customMetadata, emptyableText, identifier } from "../fields/text.ts";
import { timestamp } from "../fields/timestamp.ts";
import { peopleAt } from "../people.ts";
import { MAX_PARTIES } from "../facts.ts";
import { defineKind } from "./kind.ts";

const schema = v.looseObject({
  eventTimestamp: timestamp,
  eventType: v.picklist(["sent", "reply", "opened", "clicked", "bounced", "unsubscribed"]),
  subject: emptyableText,
  body: content,
  from: addressee,
  to: v.pipe(
    v.array(addressee),
    v.minLength(1, "names nobody"),
    v.description('a list of people like [{"email": "ann@example.com", "name": "Ann"}]'),
  ),
  cc: v.optional(v.array(addressee)),
  bcc: v.optional(v.array(addressee)),
  eventId: v.optional(identifier),
  conversationId: v.optional(identifier),
  campaignId: v.optional(identifier),
  octaveRequestId: v.optional(identifier),
  customMetadata: v.optional(customMetadata),
});

export const emails = defineKind({
  name: "emails",
  category: "EMAIL",
  types: {
    sent: "EMAIL_SENT",
    reply: "EMAIL_REPLY_RECEIVED",
    opened: "EMAIL_OPENED",
    clicked: "EMAIL_CLICKED",
    bounced: "EMAIL_BOUNCED",
    unsubscribed: "EMAIL_UNSUBSCRIBED",
  },
  assumedType: "sent",
  aliases: {
    send: "sent",
    replied: "reply",
    email_reply: "reply",
    email_replied: "reply",
    reply_received: "reply",
    open: "opened",
    click: "clicked",
    bounce: "bounced",
    unsubscribe: "unsubscribed",
  },
  schemaFor: () => schema,

  identityParts: (type, body) => [
    canonicalPerson(first(body["from"])),
    canonicalText(body["subject"]),
    canonicalInstant(body["eventTimestamp"]),
    canonicalPerson(first(body["to"])),
    // So that an opened and a clicked of the same second stay two.
    ...(type === "sent" || type === "reply" ? [] : [type]),
  ],

  warnings: (body) =>
    canonicalText(body["subject"]) === null
      ? [{ path: "subject", code: "empty", message: "the email has no subject" }]
      : [],

  summarize({ from, to, subject }) {
    const others = to.length > 1 ? ` +${to.length - 1}` : "";
    return `${from.email} → ${to[0]?.email ?? ""}${others}: ${subject.trim() || "(no subject)"}`;
  },

  people(event, body) {
    const isReply = event.eventType === "reply";
    return [
      ...peopleAt("from", isReply ? "counterpart" : "own", event, body),
      ...peopleAt("to", isReply ? "own" : "counterpart", event, body),
      ...peopleAt("cc", "counterpart", event, body),
      ...peopleAt("bcc", "counterpart", event, body),
    ];
  },

  reply: ({ eventType, subject, from, body: { text = null, html = null } }) =>
    eventType === "reply" ? { subject, from, text, html } : null,

  analyse({ eventType, subject, from, to, cc, conversationId, campaignId }, reply) {
    const isReply = eventType === "reply";
    const direction = isReply ? "inbound" : "outbound";
    const recipient = to[0]?.email ?? "";
    const campaign = campaignId === undefined ? null : boundedKey(campaignId);
    const place = placeOf({
      channel: "email",
      direction,
      conversationId,
      subject,
      from: from.email,
      to: recipient,
    });
    if (!isReply && eventType !== "sent") {
      const link = place.conversationKey ?? place.thread ?? "";
      return {
        signal: { contact: recipient, sender: from.email, link, campaignId: campaign },
      };
    }
    const everyone = [from, ...to, ...(cc ?? [])].map((person) => person.email);
    return {
      message: {
        direction,
        subject: subjectLine(subject),
        ...place,
        campaignId: campaign,
        from: from.email,
        to: recipient,
        parties: [...new Set(everyone)].slice(0, MAX_PARTIES),
        ownText: reply?.ownText ?? null,
        replyKind: reply?.kind ?? null,
      },
    };
  },
});
