import { Hono } from "hono/tiny";

import type { JsonObject } from "../domain/json.ts";
import type { Kind } from "../domain/kinds/kind.ts";
import { findKind } from "../domain/kinds/registry.ts";
import { foretell } from "../pipeline/foretell.ts";
import type { Submission } from "../pipeline/prepare.ts";
import { receive, type Receipt, type Receiver } from "../pipeline/receive.ts";
import { type Excerpt, reject } from "../pipeline/reject.ts";
import { answerProblem, metadata, refuse } from "./answer.ts";
import { allow, refuseCounted, refuseMisdirected, requireScope } from "./auth.ts";
import { readBody, toExcerpt } from "./body.ts";
import { type AppContext, type AppEnv, toReceiver } from "./context.ts";
import { type Failure, toProblem } from "./problem.ts";
import { readReceiveOptions } from "./query.ts";
import { note } from "./request-log.ts";

/** What the path of every arriving event begins with; nothing else is there. */
export const RECEIVE_PATH = "/api/v2/analytics/webhook/receive/generic";

// The second is older; both are one endpoint.
const PATHS = [`${RECEIVE_PATH}/:kind`, `${RECEIVE_PATH}/generic/:kind`];

export const receiveRoutes = new Hono<AppEnv>()
  .use(`${RECEIVE_PATH}/*`, async (c, next) => {
    const name = c.req.path.replace(/\/+$/, "").split("/").at(-1) ?? "";
    if (findKind(name) !== null) return next();
    return refuseMisdirected(c, { code: "unknown_event_type", given: name });
  })
  .on("POST", PATHS, requireScope("ingest"), async (c) => {
    const kind = findKind(c.req.param("kind") ?? "");
    if (kind === null) return refuse(c, { code: "unknown_event_type", given: c.req.param("kind") ?? "" });
    note(c, { kind: kind.name });
    const body = await readBody(c.req.raw);
    const holder = c.get("holder");
    const options = readReceiveOptions(c);
    const isStrict = (options.ok ? options.query.strict : undefined) ?? holder.key.isStrict;
    const isDryRun = options.ok && options.query.dryRun === true;
    const refuseBody = (failure: Failure, excerpt: Excerpt) =>
      isDryRun
        ? answerProblem(c, toProblem(failure), { dryRun: true })
        : refuseAndKeep(c, kind, isStrict, failure, excerpt);
    if (!body.ok) return refuseBody(body.failure, body.excerpt);
    if (!options.ok) return refuseBody(options.failure, toExcerpt(body.text));
    const receiver = { ...toReceiver(c), limiter: c.env.RATE_LIMITER };
    const submission = {
      holder,
      kind,
      body: body.text,
      isStrict,
      receivedAt: c.get("now"),
      arrival: crypto.randomUUID(),
    };
    if (isDryRun) return answerDryRun(c, receiver, submission);
    const reception = await receive(receiver, submission);
    if (!reception.ok) {
      const { failure } = reception;
      // What may not be stored is not kept among the refused bodies either.
      if (failure.code === "rate_limited" || failure.code === "suppressed") {
        return refuseCounted(c, failure, holder);
      }
      return refuseBody(failure, toExcerpt(body.text));
    }
    const { receipt, afterwards } = reception;
    if (afterwards !== null) c.executionCtx.waitUntil(afterwards());
    note(c, { duplicate: receipt.duplicateOf !== null });
    return c.json({
      _metadata: metadata(c, "Webhook received successfully"),
      received: true,
      connection: toConnection(c, receipt),
      additionalData: toDetails(receipt),
    });
  })
  .on("ALL", PATHS, allow("POST"));

/** A refusal that its owner can look up later. */
async function refuseAndKeep(
  c: AppContext,
  kind: Kind,
  isStrict: boolean,
  failure: Failure,
  body: Excerpt,
): Promise<Response> {
  const { key } = c.get("holder");
  const problem = toProblem(failure);
  const { status, code, message, errors } = problem;
  const receivedAt = c.get("now");
  const refused = { key, kind: kind.name, status, code, message, errors, body, isStrict, receivedAt };
  const { db, isolate, secret } = toReceiver(c);
  const id = await reject(db, isolate.refusals, secret, refused);
  return answerProblem(c, problem, id === null ? {} : { rejectionOId: id });
}

/** Says what would be stored; nothing is, and nothing is counted. */
async function answerDryRun(c: AppContext, receiver: Receiver, submission: Submission): Promise<Response> {
  const prophecy = await foretell(receiver, submission);
  if (!prophecy.ok) return answerProblem(c, toProblem(prophecy.failure), { dryRun: true });
  const { receipt } = prophecy;
  const event: JsonObject = prophecy.event;
  return c.json({
    _metadata: metadata(c, "Dry run: nothing was stored"),
    received: false,
    dryRun: true,
    connection: toConnection(c, receipt),
    additionalData: { ...toDetails(receipt), event },
  });
}

function toConnection(c: AppContext, { shouldProcess }: Receipt) {
  return { providerName: c.get("holder").key.provider, shouldProcess, connectionMethod: "WEBHOOK" };
}

function toDetails({ id, duplicateOf, dedupSource, status, warnings }: Receipt) {
  return {
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
  };
}
