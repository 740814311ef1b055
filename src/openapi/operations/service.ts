import * as v from "valibot";

import { counted, instant, metadata } from "../answers/values.ts";
import { EXAMPLE_TIME, METADATA } from "../example-values.ts";
import type { Answer, Operation } from "../operation.ts";

const TAG = "Service";

function readiness(status: "ready" | "not_ready", description: string, message: string): Answer {
  return {
    description,
    schema: v.object({
      _metadata: metadata,
      status: v.literal(status),
      causes: v.optional(v.pipe(v.array(v.string()), v.description("why it is not ready"))),
      pending: v.optional(v.nullable(counted("events that wait for processing"))),
      pendingIsMinimum: v.optional(v.boolean()),
      oldestPendingAt: v.optional(v.nullable(instant)),
      lastSweepAt: v.optional(v.nullable(instant)),
      queueBacklog: v.optional(v.nullable(counted("messages in the queue"))),
    }),
    example: {
      _metadata: { ...METADATA, message },
      status,
      causes: status === "ready" ? [] : ["events wait for processing too long"],
      pending: 2,
      pendingIsMinimum: false,
      oldestPendingAt: EXAMPLE_TIME,
      lastSweepAt: EXAMPLE_TIME,
      queueBacklog: 0,
    },
  };
}

export const serviceOperations: readonly Operation[] = [
  {
    call: "GET /healthz",
    id: "get_health",
    tag: TAG,
    summary: "Whether it runs",
    description: "Asks nothing of the database.",
    needs: "nothing",
    answer: {
      description: "It runs.",
      schema: v.object({ status: v.literal("ok") }),
      example: { status: "ok" },
    },
  },
  {
    call: "GET /readyz",
    id: "get_readiness",
    tag: TAG,
    summary: "Whether it can do its work",
    description: "With a key that has the scope `read` also what it knows, over all workspaces.",
    needs: "read, to see more",
    answer: readiness("ready", "It is ready.", "ready"),
    otherAnswers: { "503": readiness("not_ready", "It is not; the causes say why.", "not ready") },
  },
  {
    call: "GET /metrics",
    id: "get_metrics",
    tag: TAG,
    summary: "Metrics",
    description: "For the operator's own monitoring, in the text format of Prometheus.",
    needs: "operator token",
    answer: {
      description: "The metrics.",
      mediaType: "text/plain",
      schema: { type: "string" },
      example:
        '# HELP touchlog_events_received_total Events that were stored, each once.\n# TYPE touchlog_events_received_total counter\ntouchlog_events_received_total{kind="emails",type="sent",provider="N8N"} 42\n',
    },
    refusals: ["wrong_operator_token", "not_found"],
  },
  {
    call: "GET /openapi.json",
    id: "get_openapi",
    tag: TAG,
    summary: "This document",
    description: "OpenAPI 3.1, for any origin to read.",
    needs: "nothing",
    answer: { description: "The document.", schema: { type: "object" } },
  },
  {
    call: "GET /docs",
    id: "get_docs",
    tag: TAG,
    summary: "This document as a page",
    description: "Made from `/openapi.json`, with nothing from another host.",
    needs: "nothing",
    answer: { description: "The page.", mediaType: "text/html", schema: { type: "string" } },
  },
];
