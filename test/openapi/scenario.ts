import * as v from "valibot";

import { isJsonObject } from "../../src/domain/json.ts";
import { EVENT_EXAMPLES } from "../../src/openapi/event-examples.ts";
import type { Runtime } from "../measure/runtime.ts";
import { type Answered, ask, callOf, type RealIds } from "./client.ts";

export const SUPPRESSED = "gone@nowhere.example";

const RECEIVED = v.object({ additionalData: v.looseObject({ eventOId: v.string() }) });

const EVENT = v.object({
  data: v.looseObject({
    processingStatus: v.string(),
    conflicts: v.array(v.looseObject({ conflictOId: v.string() })),
  }),
});

type Say = (
  id: string,
  body: unknown,
  query?: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
) => Promise<unknown>;

const MAX_EVENT_BYTES = 1_048_576;

const PROCESSED_MS = 20_000;

/** Whatever the examples of the document name, made in a workspace. Every answer on the way goes to `note`. */
export async function makeThings(runtime: Runtime, note: (answer: Answered) => void): Promise<RealIds> {
  const { env, worker, workspaceId, secret: key } = runtime;

  const say: Say = async (id, body, query = {}, headers = {}) => {
    const answer = await ask(worker, callOf(id), { key, body, query, headers });
    note(answer);
    return answer.values[0];
  };

  async function receive(kind: string, body: object): Promise<string> {
    return v.parse(RECEIVED, await say(`receive_${kind}`, body)).additionalData.eventOId;
  }

  async function untilProcessed(eventOId: string) {
    const giveUpAt = Date.now() + PROCESSED_MS;
    for (;;) {
      const { data } = v.parse(EVENT, await say("get_event", undefined, { eventOId }));
      if (data.processingStatus === "processed") return data;
      if (Date.now() > giveUpAt) throw new Error(`${eventOId} is ${data.processingStatus}`);
    }
  }

  const email = bodyOf("emails", "sent");
  const event = await receive("emails", email);
  await receive("emails", email);
  await receive("emails", { ...email, body: { text: "Another text" } });
  const toAnn = { ...email, eventId: "to-ann", to: [{ email: "ann@example.com" }] };
  await receive("emails", toAnn);
  await receive("emails", { ...toAnn, subject: "Another subject" });
  const call = await receive("calls", bodyOf("calls", "transcript"));
  const stored = [
    await receive("crm", bodyOf("crm", "meeting_booked")),
    await receive("emails", { ...email, eventType: "opened" }),
  ];

  await say("receive_emails", { ...email, eventTimestamp: "soon", cc: [{ email: "ann@example.com" }] });
  const refused = await say("receive_emails", { ...email, eventId: "mended", eventTimestamp: "soon" });
  const rejection = textAt(refused, "rejectionOId");
  await untilProcessed(call);
  await untilProcessed(event);
  await env.DB.prepare(
    `INSERT INTO attempts (event_id, run, message_id, attempt, workspace_id, at, reason)
     VALUES (?1, 1, 'm', 1, ?2, ?3, 'a bad day')`,
  )
    .bind(event, workspaceId, Date.now())
    .run();
  const replay = textAt(await say("replay_events", { eventOIds: [event] }), "replayOId");
  const { conflicts } = await untilProcessed(event);

  const erasure = textAt(await say("erase_person", { email: SUPPRESSED }), "erasureOId");
  await say("receive_emails", toAnn, { dryRun: "true" });
  await say("receive_emails", {}, { dryRun: "true" });
  const job = await importAll(say, email);

  const mended = { ...email, eventId: "mended" };
  const again = { rejectionOIds: [rejection] };
  const sent = await say("replay_rejections", { ...again, body: mended });
  await say("replay_rejections", { ...again, body: { ...mended, subject: "Another subject" } });
  await say("list_events", undefined, { startdate: "2024-01-01" });
  const second = await say("create_key", { providerName: "N8N", scopes: ["read"] });
  await runtime.worker.scheduled({ cron: "* * * * *" });
  for (const eventOId of [...stored, textAt(sent, "eventOId")]) {
    await say("get_event", undefined, { eventOId });
  }
  await env.DB.prepare(
    `INSERT INTO rebuilds (workspace_id, started_at, upto_seq, cursor_at, cursor_seq, total, done)
     VALUES (?1, 1, 9, 0, 0, 10, 4)`,
  )
    .bind(workspaceId)
    .run();
  return {
    event,
    call,
    conflict: conflicts[0]?.conflictOId ?? "",
    replay,
    job,
    rejection,
    erasure,
    key: textAt(second, "keyOId"),
  };
}

/** An import in which everything happens that can happen to an event. Says the id of its job. */
async function importAll(say: Say, email: object): Promise<string> {
  const item = { type: "email", ...email, eventId: "imported" };
  const events = [
    item,
    item,
    { type: "email", ...email },
    { ...item, eventTimestamp: "soon" },
    { ...item, type: "letter", cc: [{ email: "ann@example.com" }] },
    { ...item, eventId: "suppressed", customMetadata: { who: SUPPRESSED } },
    { ...item, customMetadata: { long: "x".repeat(MAX_EVENT_BYTES) } },
  ];
  const answer = await say("import_events", { events, source: "a file" });
  await say("import_events", { events: [] });
  const lines = [JSON.stringify(item), "{"].join("\n");
  await say("import_events", lines, {}, { "content-type": "application/x-ndjson" });
  return textAt(answer, "oId");
}

/** Makes the Worker say that it is not ready: an event has waited for an hour. */
export async function makeOverdue({ env }: Runtime): Promise<void> {
  const hourAgo = Date.now() - 3_600_000;
  await env.DB.prepare(
    "UPDATE events SET status = 'pending', run = 9, due_at = ?1 + 1e9, received_at = ?1 WHERE seq = 1",
  )
    .bind(hourAgo)
    .run();
}

function bodyOf(kind: string, name: string): object {
  const body = EVENT_EXAMPLES[kind]?.[name];
  if (!isJsonObject(body)) throw new Error(`no example ${name} of ${kind}`);
  return body;
}

/** The text of the first field of that name, at any depth. */
function textAt(value: unknown, name: string): string {
  const found = JSON.stringify(value).match(new RegExp(`"${name}":"([^"]+)"`))?.[1];
  if (found === undefined) throw new Error(`no ${name} in ${JSON.stringify(value)}`);
  return found;
}
