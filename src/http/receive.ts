import { Hono } from "hono";

import type { Kind } from "../domain/kinds/kind.ts";
import { findKind } from "../domain/kinds/registry.ts";
import { receive, type Receipt } from "../pipeline/receive.ts";
import { type Excerpt, reject } from "../pipeline/reject.ts";
import { answerProblem, metadata, refuse } from "./answer.ts";
import { allow, refuseCounted, refuseMisdirected, requireScope } from "./auth.ts";
import { readBody, toExcerpt } from "./body.ts";
import { type AppContext, type AppEnv, toReceiver } from "./context.ts";
import { type Failure, toProblem } from "./problem.ts";
import { note } from "./request-log.ts";

const BASE = "/api/v2/analytics/webhook/receive/generic";

// The second is older; both are one endpoint.
const PATHS = [`${BASE}/:kind`, `${BASE}/generic/:kind`];

export const receiveRoutes = new Hono<AppEnv>()
  .use(`${BASE}/*`, async (c, next) => {
    const name = c.req.path.replace(/\/+$/, "").split("/").at(-1) ?? "";
    if (findKind(name) !== null) return next();
    return refuseMisdirected(c, { code: "unknown_event_type", given: name });
  })
  .on("POST", PATHS, requireScope("ingest"), async (c) => {
    const kind = findKind(c.req.param("kind") ?? "");
    if (kind === null) return refuse(c, { code: "unknown_event_type", given: c.req.param("kind") ?? "" });
    note(c, { kind: kind.name });
    const body = await readBody(c.req.raw);
    if (!body.ok) return refuseBody(c, kind, body.failure, body.excerpt);
    const holder = c.get("holder");
    const reception = await receive(
      { ...toReceiver(c), limiter: c.env.RATE_LIMITER },
      {
        holder,
        kind,
        body: body.text,
        receivedAt: c.get("now"),
        arrival: crypto.randomUUID(),
      },
    );
    if (!reception.ok) {
      const { failure } = reception;
      // What may not be stored is not kept among the refused bodies either.
      if (failure.code === "rate_limited" || failure.code === "suppressed") {
        return refuseCounted(c, failure, holder);
      }
      return refuseBody(c, kind, failure, toExcerpt(body.text));
    }
    c.executionCtx.waitUntil(reception.afterwards());
    return accept(c, reception.receipt);
  })
  .on("ALL", PATHS, allow("POST"));

/** A refusal that its owner can look up later. */
async function refuseBody(c: AppContext, kind: Kind, failure: Failure, body: Excerpt): Promise<Response> {
  const { key } = c.get("holder");
  const problem = toProblem(failure);
  const { status, code, message, errors } = problem;
  const refused = { key, kind: kind.name, status, code, message, errors, body, receivedAt: c.get("now") };
  const { db, isolate, secret } = toReceiver(c);
  const id = await reject(db, isolate.refusals, secret, refused);
  return answerProblem(c, problem, id === null ? {} : { rejectionOId: id });
}

function accept(c: AppContext, receipt: Receipt): Response {
  const { id, duplicateOf, dedupSource, shouldProcess, status, warnings } = receipt;
  note(c, { duplicate: duplicateOf !== null });
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
