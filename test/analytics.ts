import { env } from "cloudflare:workers";

import { crmBody, emailBody } from "./bodies.ts";
import { deliver } from "./deliver.ts";
import { makeAllFacts } from "./make-all-facts.ts";
import { get } from "./request.ts";
import { send, silentQueue } from "./send.ts";
import { createTestKey } from "./workspace.ts";

/** What is sent to a workspace: a kind and a body. */
export type Sent = readonly [kind: string, body: object];

/** Sends events, has them processed, and has the facts of the others made. Gives their ids. */
export async function bring(
  key: { readonly secret: string; readonly workspaceId: string },
  events: readonly Sent[],
) {
  const ids: string[] = [];
  for (const [kind, body] of events) {
    ids.push((await send({ secret: key.secret, kind, body, env: silentQueue })).id);
  }
  await deliver(ids.map((id) => ({ workspaceId: key.workspaceId, id, run: 1 })));
  await makeAllFacts();
  return ids;
}

export async function workspaceWithEvents(events: readonly Sent[]) {
  const key = await createTestKey();
  return { ...key, ids: await bring(key, events) };
}

/** Asks for a page of figures. */
export async function figures(secret: string, path: string, query: Readonly<Record<string, string>> = {}) {
  const { status, json } = await get(
    secret,
    `/api/v2/analytics/${path}?${new URLSearchParams(query).toString()}`,
  );
  if (status !== 200) throw new Error(JSON.stringify(json));
  return json["data"];
}

export function sentAt(eventTimestamp: string, to: string, campaignId = "spring", more: object = {}): Sent {
  return ["emails", emailBody({ eventTimestamp, to: [{ email: to }], campaignId, ...more })];
}

export function replyAt(
  eventTimestamp: string,
  from: string,
  text = "Tuesday works for us.",
  more: object = {},
): Sent {
  const body = {
    eventTimestamp,
    eventType: "reply",
    subject: "Re: Follow up on our conversation",
    from: { email: from },
    to: [{ email: "sarah@company.com" }],
    body: { text },
    ...more,
  };
  return ["emails", emailBody(body)];
}

export function dealAt(eventTimestamp: string, contactEmail: string, more: object): Sent {
  return [
    "crm",
    crmBody({ eventTimestamp, contactEmail, opportunityId: `${contactEmail} ${eventTimestamp}`, ...more }),
  ];
}

/** Puts a workspace without events into a time zone: what its days are from each of these moments on. */
export async function setZone(
  workspaceId: string,
  timeZone: string,
  offsets: readonly (readonly [fromAt: string, hours: number])[],
) {
  await env.DB.batch([
    env.DB.prepare("UPDATE workspaces SET time_zone = ?2 WHERE id = ?1").bind(workspaceId, timeZone),
    ...offsets.map(([fromAt, hours]) =>
      env.DB.prepare("INSERT INTO zone_offsets (workspace_id, from_at, offset_ms) VALUES (?1, ?2, ?3)").bind(
        workspaceId,
        Date.parse(fromAt),
        hours * 3_600_000,
      ),
    ),
  ]);
}
