// The textbook: key from KV, marker, insert, marker, queue, one after the other, and then the answer.
import * as v from "valibot";

import { sha256Hex } from "../../src/domain/digest.ts";
import { emailSchema, summarize } from "./email.ts";
import { insertRow } from "./insert.ts";

const MARKER_SECONDS = 7 * 24 * 60 * 60;

const holderSchema = v.object({ workspaceId: v.string(), keyId: v.string() });

export default {
  async fetch(request, env) {
    const secret = request.headers.get("api_key") ?? "";
    const holder = v.safeParse(holderSchema, await env.MARKERS_KV.get(`key:${secret}`, { type: "json" }));
    if (!holder.success) return Response.json({ received: false }, { status: 401 });
    const { workspaceId, keyId } = holder.output;
    const body = await request.text();
    const email = v.parse(emailSchema, JSON.parse(body));
    const hash = await sha256Hex(`${workspaceId}\n${email.eventId}`);
    const id = `evt_${hash.slice(0, 40)}`;
    if ((await env.MARKERS_KV.get(id)) !== null) return Response.json({ received: true, duplicate: true });
    await insertRow(env.DB, {
      id,
      workspaceId,
      keyId,
      type: email.eventType,
      occurredAt: Date.parse(email.eventTimestamp),
      summary: summarize(email),
      contentHash: hash,
      body,
    }).run();
    await env.MARKERS_KV.put(id, String(Date.now()), { expirationTtl: MARKER_SECONDS });
    if (email.eventType === "sent") await env.QUEUE.send({ workspaceId, id, run: 1 });
    return Response.json({ received: true, duplicate: false });
  },

  async queue(batch) {
    batch.ackAll();
  },
} satisfies ExportedHandler<Env>;
