import { Hono } from "hono/tiny";

import type { AppEnv } from "../http/context.ts";
import { compareOverview } from "../pipeline/analytics/overview.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { replyTimeChart, arrivalChart, callChart, stageChart, rateChart } from "./charts/overview.ts";
import { html } from "./elements.ts";
import { fragment } from "./fragment.ts";
import { allFigures, headlines } from "./headlines.ts";
import { answerPeriod, cutNotice, pastOf } from "./period.ts";

export const overviewPageRoutes = new Hono<AppEnv>().get("/overview", requireSession("read"), (c) =>
  answerPeriod(c, { title: "Overview" }, async ({ range }) => {
    const { overview, daysBefore } = await compareOverview(c.get("db"), workspaceOf(c), range);
    const { totals, previous, days, countedSince } = overview;
    const past = pastOf(range);
    const charts = [
      arrivalChart(days, daysBefore),
      rateChart(days, daysBefore),
      replyTimeChart(totals, previous),
      stageChart(days, daysBefore),
      callChart(days, daysBefore),
    ];
    return html`${await fragment(c, "patterns")}${cutNotice(countedSince)}${headlines(totals, previous, past)}<div class="charts">${charts}</div>${allFigures(totals, previous)}`;
  }),
);
