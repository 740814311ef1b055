import { env } from "cloudflare:workers";

import { createKey } from "../../src/pipeline/keys.ts";
import { zoneOffsets } from "../../src/domain/time-zone.ts";
import { insertWorkspace, type Terms } from "../../src/storage/workspaces.ts";
import { deliver } from "../deliver.ts";
import { makeAllFacts } from "../make-all-facts.ts";
import { send, silentQueue } from "../send.ts";
import type { Submission } from "./history.ts";
import type { Known } from "./reference.ts";

const offsets = new Map<string, ReturnType<typeof zoneOffsets>>();

/** Worked out once for each zone: it takes a tenth of a second. */
export function offsetsOf(timeZone: string): ReturnType<typeof zoneOffsets> {
  const known = offsets.get(timeZone) ?? zoneOffsets(timeZone);
  offsets.set(timeZone, known);
  return known;
}

/** A workspace under these terms, with a key. */
export async function createUnder(terms: Terms) {
  const workspaceId = `wrk_${crypto.randomUUID()}`;
  const workspace = { id: workspaceId, name: "Acme", createdAt: 0 };
  await insertWorkspace(env.DB, workspace, terms, offsetsOf(terms.timeZone));
  const created = await createKey(
    env.DB,
    {
      workspaceId,
      label: "test",
      provider: "TEST",
      scopes: ["ingest", "admin"],
      expiresAt: null,
      allowsQuery: true,
    },
    0,
  );
  if (created === null) throw new Error("no such workspace");
  return { workspaceId, secret: created.secret };
}

/** Sends an event; says what stands in the workspace then, and whether it waits for the consumer. */
export async function submit(secret: string, { kind, body }: Submission) {
  const { id, processingStatus, status } = await send({
    secret,
    kind,
    body,
    env: { ...silentQueue, MARKERS: "off" },
  });
  if (status !== 200) throw new Error(`${kind} refused: ${status}`);
  const known: Known = {
    id,
    kind,
    type: String(body["eventType"]),
    at: instantOf(body["eventTimestamp"]),
    body,
  };
  return { known, isPending: processingStatus === "pending" };
}

/** What the queue and the cron trigger bring about. */
export async function settle(workspaceId: string, ids: readonly string[]): Promise<void> {
  await deliver(ids.map((id) => ({ workspaceId, id, run: 1 })));
  await makeAllFacts(0);
}

/** A time without a zone is UTC. */
function instantOf(timestamp: unknown): number {
  const text = String(timestamp);
  return Date.parse(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
}
