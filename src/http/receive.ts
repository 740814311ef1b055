import { Hono } from "hono";

import { findKind } from "../domain/kinds/registry.ts";
import { receive, type Receipt } from "../pipeline/receive.ts";
import { readSettings } from "../settings.ts";
import { allow, metadata, refuse } from "./answer.ts";
import { requireScope } from "./auth.ts";
import { drain, readBody } from "./body.ts";
import type { AppContext, AppEnv } from "./context.ts";

const BASE = "/api/v2/analytics/webhook/receive/generic";

// The second is older; both are one endpoint.
const PATHS = [`${BASE}/:kind`, `${BASE}/generic/:kind`];

export const receiveRoutes = new Hono<AppEnv>()
  .use(`${BASE}/*`, async (c, next) => {
    const name = c.req.path.replace(/\/+$/, "").split("/").at(-1) ?? "";
    if (findKind(name) !== null) return next();
    await drain(c.req.raw);
    return refuse(c, { code: "unknown_event_type", given: name });
  })
  .on("POST", PATHS, requireScope("ingest"), async (c) => {
    const kind = findKind(c.req.param("kind") ?? "");
    if (kind === null) return refuse(c, { code: "unknown_event_type", given: c.req.param("kind") ?? "" });
    const body = await readBody(c.req.raw);
    if (!body.ok) return refuse(c, body.failure);
    const receiver = {
      db: c.env.DB,
      kv: c.env.MARKERS_KV,
      queue: c.env.QUEUE,
      settings: readSettings(c.env),
      isolate: c.get("isolate"),
    };
    const reception = await receive(receiver, {
      holder: c.get("holder"),
      kind,
      body: body.text,
      receivedAt: c.get("now"),
      arrival: crypto.randomUUID(),
    });
    if (!reception.ok) return refuse(c, reception.failure);
    c.executionCtx.waitUntil(reception.afterwards());
    return accept(c, reception.receipt);
  })
  .on("ALL", PATHS, allow("POST"));

function accept(c: AppContext, receipt: Receipt): Response {
  const { id, duplicateOf, dedupSource, shouldProcess, status, warnings } = receipt;
  return c.json({
    _metadata: metadata(c, "Webhook received successfully"),
    received: true,
    connection: {
      providerName: c.get("holder").key.provider,
      shouldProcess,
      connectionMethod: "WEBHOOK",
    },
    additionalData: {
      eventOId: id,
      duplicate: duplicateOf !== null,
      dedupSource,
      ...(status === null ? {} : { processingStatus: status }),
      ...(duplicateOf === null
        ? {}
        : {
            firstReceivedAt: new Date(duplicateOf.receivedAt).toISOString(),
            conflict: duplicateOf.conflict,
          }),
      warnings,
    },
  });
}
