import type { Arrival, KeyArrivals } from "../storage/key-arrivals.ts";
import { type Html, html, instant, NOTHING, shown } from "./elements.ts";

/** What has become of the test events and of the first that a tool sent by itself, step by step. */
export function arrivalSteps(tool: string, lastUsedAt: number | null, arrivals: KeyArrivals): Html {
  const { latest, refused, tests } = arrivals;
  const own =
    latest !== null
      ? eventSteps(latest)
      : refused === null && lastUsedAt !== null && tests.length === 0
        ? [
            step(
              "waiting",
              html`The key was used at ${instant(lastUsedAt)} UTC, and nothing new came of it: it was stored before, or ${link("/refused", "refused")} without a body`,
            ),
          ]
        : [step("waiting", html`Waiting for the first event from ${tool}`)];
  const fault = refused === null ? NOTHING : refusedStep(refused.message, refused.id);
  return html`${testSteps(tests.at(-1))}<h3>From ${tool}</h3><ol class="progress">${fault}${own}</ol>`;
}

/** A test event that was not taken. `rejectionId` null when its body is not kept. */
export function refusedTest(message: string, rejectionId: string | null): Html {
  return html`<h3>Test event</h3><ol class="progress">${refusedStep(message, rejectionId)}</ol>`;
}

function testSteps(event: Arrival | undefined): Html {
  return event === undefined
    ? NOTHING
    : html`<h3>Test event</h3><ol class="progress">${step("done", html`Key accepted`)}${eventSteps(event)}</ol><p class="quiet">It counts like any other until it is gone: ${link(`/events/${event.id}/delete`, "Delete it …")}</p>`;
}

function eventSteps(event: Arrival): readonly Html[] {
  const { id, summary, type, status, receivedAt, queuedAt, endedAt, failure } = event;
  const stored = step("done", html`Stored`);
  const received = step(
    "done",
    html`Received at ${instant(receivedAt)} UTC: ${link(`/events/${id}`, shown(summary))}`,
  );
  if (status === "stored") {
    return [received, stored, step("done", html`Complete: <code>${type}</code> needs no processing`)];
  }
  const queued = queuedAt === null ? step("waiting", html`Goes to the queue`) : step("done", html`Queued`);
  const end =
    endedAt === null
      ? step("waiting", html`Waits to be processed`)
      : status === "failed"
        ? step("missed", html`Failed: ${shown(failure ?? "")}`)
        : step("done", html`Processed at ${instant(endedAt)} UTC`);
  return [received, stored, queued, end];
}

function refusedStep(message: string, rejectionId: string | null): Html {
  const mend = rejectionId === null ? NOTHING : html` ${link(`/refused/${rejectionId}`, "Mend it …")}`;
  return step("missed", html`Refused: ${shown(message)}${mend}`);
}

/** Into a new tab: the page came of a form, and going back to it loses the key. */
function link(path: string, what: string | Html): Html {
  return html`<a href="${path}" target="_blank" rel="noopener">${what}</a>`;
}

function step(state: "done" | "waiting" | "missed", what: Html): Html {
  return html`<li class="${state}"><span>${what}</span>`;
}
