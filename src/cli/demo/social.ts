import { oneOf } from "../chance.ts";
import { HOUR_MS } from "./calendar.ts";
import { type DemoEvent, fill } from "./event.ts";
import type { Person } from "./people.ts";
import { SOCIAL_ANSWERS, SOCIAL_OPENERS } from "./replies.ts";
import { idOf, laterBy, replyTime, slotsOf, type Tale } from "./tale.ts";

const ACCEPTING = 0.4;
const ANSWERING = 0.3;

/** A request to connect and what follows from it. */
export function* tellSocial(tale: Tale, from: number): Generator<DemoEvent> {
  const { contact, rep, draw } = tale;
  const askedAt = laterBy(1, from, rep, draw);
  yield toSocial(tale, "connection_sent", askedAt, rep, contact, null);
  if (draw() > ACCEPTING) return;
  const acceptedAt = replyTime(askedAt, contact, draw, 20);
  yield toSocial(tale, "connection_accepted", acceptedAt, contact, rep, null);
  const openedAt = replyTime(acceptedAt, rep, draw, 4);
  const slots = slotsOf(tale, null);
  yield toSocial(tale, "message_sent", openedAt, rep, contact, fill(oneOf(SOCIAL_OPENERS, draw), slots));
  if (draw() > ANSWERING) return;
  const answeredAt = replyTime(openedAt + HOUR_MS, contact, draw, 8);
  const answer = fill(oneOf(SOCIAL_ANSWERS, draw), slots);
  yield toSocial(tale, "message_received", answeredAt, contact, rep, answer);
}

function toSocial(
  tale: Tale,
  eventType: string,
  at: number,
  from: Person,
  to: Person,
  text: string | null,
): DemoEvent {
  const { campaign } = tale;
  return {
    type: "social",
    at,
    provider: campaign.provider,
    body: {
      eventType,
      eventId: idOf(tale, eventType),
      conversationId: idOf(tale, "social"),
      campaignId: campaign.id,
      campaignName: campaign.name,
      ...(text === null ? {} : { body: { text } }),
      from: toNamed(from),
      to: [toNamed(to)],
    },
  };
}

function toNamed({ name, email, profileUrl }: Person): Readonly<Record<string, string>> {
  return { name, email, profileUrl };
}
