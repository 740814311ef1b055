import { Hono } from "hono/tiny";

import { pageOutcomes } from "../../pipeline/analytics/outcomes.ts";
import { allow, requireScope } from "../auth.ts";
import type { AppEnv } from "../context.ts";
import { answerTimed, timedQuery } from "./timed.ts";

const PATH = "/api/v2/analytics/outcomes";

export const outcomesQuery = timedQuery("eventTimestamp");

const COLUMNS = [
  "oId",
  "eventTimestamp",
  "stage",
  "opportunityId",
  "opportunityName",
  "account",
  "contact",
  "amount",
  "currency",
  "campaign",
  "attributedTo",
  "attributedAt",
  "touchedBy",
  "daysFromFirstTouch",
  "counts",
];

export const outcomeRoutes = new Hono<AppEnv>()
  .get(PATH, requireScope("read"), (c) =>
    answerTimed(c, {
      name: "outcomes",
      schema: outcomesQuery,
      message: "Outcomes listed successfully",
      columns: COLUMNS,
      read: pageOutcomes,
      rowsOf: ({ outcomes }) => outcomes,
    }),
  )
  .all(PATH, allow("GET"));
