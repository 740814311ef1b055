import { Hono } from "hono/tiny";
import * as v from "valibot";

import { readOverview } from "../../pipeline/analytics/overview.ts";
import { refuse } from "../answer.ts";
import { allow, requireScope } from "../auth.ts";
import type { AppEnv } from "../context.ts";
import { readQuery } from "../query.ts";
import { answerFigures } from "./answer.ts";
import { CALL_COLUMNS, STAGE_COLUMNS, TOUCH_COLUMNS } from "./columns.ts";
import { rangeEntries, readRange } from "./query.ts";

const PATH = "/api/v2/analytics/overview";

export const overviewQuery = v.object(rangeEntries);

const COLUMNS = ["date", ...TOUCH_COLUMNS, ...CALL_COLUMNS, ...STAGE_COLUMNS, "duplicates", "refusals"];

export const overviewRoutes = new Hono<AppEnv>()
  .get(PATH, requireScope("read"), async (c) => {
    const reading = readQuery(c, overviewQuery);
    if (!reading.ok) return refuse(c, reading.failure);
    const asked = await readRange(c, reading.query);
    if (!asked.ok) return refuse(c, asked.failure);
    const data = await readOverview(c.get("db"), c.get("holder").key.workspaceId, asked.range);
    const figures = { message: "Overview retrieved successfully", data, rows: data.days, columns: COLUMNS };
    return answerFigures(c, figures, reading.query.format);
  })
  .all(PATH, allow("GET"));
