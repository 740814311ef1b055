import { Hono } from "hono";

import type { Isolate } from "../pipeline/isolate.ts";
import { Unavailable } from "../storage/d1.ts";
import { analyticsRoutes } from "./analytics/routes.ts";
import { adoptRoutes } from "./adopt.ts";
import { refuse } from "./answer.ts";
import { drain } from "./body.ts";
import type { AppEnv } from "./context.ts";
import { deleteRoutes } from "./delete.ts";
import { exportRoutes } from "./export.ts";
import { getRoutes } from "./get.ts";
import { healthRoutes } from "./health.ts";
import { importRoutes } from "./import.ts";
import { keyRoutes } from "./keys.ts";
import { listRoutes } from "./list.ts";
import { metricsRoutes } from "./metrics.ts";
import { receiveRoutes } from "./receive.ts";
import { referenceRoutes } from "./reference.ts";
import { rejectionRoutes } from "./rejections.ts";
import { replayRejectionRoutes } from "./replay-rejections.ts";
import { replayRoutes } from "./replay.ts";
import { logRequests, routeOf } from "./request-log.ts";
import { subjectRoutes } from "./subjects.ts";
import { validateRoutes } from "./validate.ts";

/** The HTTP side. A trailing slash is served like the path without; nothing redirects. */
export function createApp(isolate: Isolate) {
  return new Hono<AppEnv>({ strict: false })
    .use(async (c, next) => {
      c.set("requestId", crypto.randomUUID());
      c.set("now", Date.now());
      c.set("isolate", isolate);
      c.set("noted", {});
      c.header("x-request-id", c.get("requestId"));
      // Answers hold what senders wrote: no browser may take one for a page.
      c.header("x-content-type-options", "nosniff");
      await next();
    })
    .use(logRequests)
    .route("/", receiveRoutes)
    .route("/", importRoutes)
    .route("/", listRoutes)
    .route("/", getRoutes)
    .route("/", replayRoutes)
    .route("/", adoptRoutes)
    .route("/", deleteRoutes)
    .route("/", exportRoutes)
    .route("/", subjectRoutes)
    .route("/", validateRoutes)
    .route("/", rejectionRoutes)
    .route("/", replayRejectionRoutes)
    .route("/", analyticsRoutes)
    .route("/", keyRoutes)
    .route("/", healthRoutes)
    .route("/", metricsRoutes)
    .route("/", referenceRoutes)
    .notFound(async (c) => {
      await drain(c.req.raw);
      // Without the path: `…/emails&api_key=…` is soon typed.
      return refuse(c, { code: "unknown_path" });
    })
    .onError((error, c) => {
      const cause = error instanceof Unavailable ? error.cause : error;
      console.error({
        message: error instanceof Unavailable ? "unavailable" : "unexpected error",
        requestId: c.get("requestId"),
        route: routeOf(c),
        error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      });
      return refuse(c, { code: "unavailable", isWrite: c.req.method === "POST" });
    });
}
