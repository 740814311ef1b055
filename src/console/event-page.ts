import type { EventView } from "../http/event-view.ts";
import { badge, html, instant, shown, visible } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { indentJson } from "./indent.ts";
import { eventLinks } from "./links.ts";

/** One event: what happened to it, what was sent and what that was taken for. */
export function eventSlots(event: EventView, isAdmin: boolean): Slots {
  const { oId: id, processingStatus, connection, failure, warnings, conflicts, results } = event;
  const made = Object.entries(results).filter(([, value]) => value !== null);
  return {
    ...eventLinks(event),
    [processingStatus]: 1,
    id,
    summary: shown(event.eventSummary),
    status: badge(processingStatus),
    type: event.eventType,
    at: instant(Date.parse(event.eventTimestamp)),
    by: connection.keyLabel ?? connection.keyOId,
    provider: connection.providerName,
    failure: failure === null ? null : visible(failure),
    admin: isAdmin ? 1 : null,
    warned: warnings.length || null,
    warnings: warnings.map(({ path, message }) => ({ path: visible(path), message: shown(message) })),
    conflicting: conflicts.length || null,
    conflicts: conflicts.map(({ conflictOId, receivedAt, providerName, body }) => ({
      id: isAdmin ? id : null,
      conflict: conflictOId,
      at: instant(Date.parse(receivedAt)),
      provider: providerName,
      body: visible(indentJson(body)),
    })),
    story: event.story.map(toStep),
    processed: made.length || null,
    made: made.map(([name, value]) => ({ name, value: visible(JSON.stringify(value, null, 2)) })),
    understood: event.event === null ? null : visible(JSON.stringify(event.event, null, 2)),
    body: visible(indentJson(event.body)),
    named: event.dedupSource === "eventId" ? 1 : null,
  };
}

function toStep({ at, step, rejectionOId, refusedAt, ...details }: EventView["story"][number]): Slots {
  const said = Object.entries(details)
    .filter(([name]) => name !== "isLast")
    .map(([name, value]) => html`${name} ${visible(String(value))} `);
  return {
    at: instant(Date.parse(at)),
    step: badge(step),
    refusal: rejectionOId ?? null,
    refused: refusedAt === undefined ? null : instant(Date.parse(refusedAt)),
    details: html`${said}`,
  };
}
