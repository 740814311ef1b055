import { Hono } from "hono/tiny";

import type { AppEnv } from "../http/context.ts";
import { compareOverview } from "../pipeline/analytics/overview.ts";
import { requireSession, workspaceOf } from "./access.ts";
import {
  arrivalChart,
  arrivalsOf,
  callChart,
  rateChart,
  replyTimeChart,
  stageChart,
  sum,
} from "./charts/overview.ts";
import { empty, html } from "./elements.ts";
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
      stageChart(days, daysBefore),
      callChart(days, daysBefore),
      replyTimeChart(totals, previous),
    ];
    const drawn =
      sum(arrivalsOf(totals)) === 0
        ? empty(
            "Nothing happened in these days",
            html`Choose others, or <a href="/connect">connect a sender</a>.`,
          )
        : html`${await fragment(c, "patterns")}<div class="charts">${charts}</div>${allFigures(totals, previous)}`;
    return html`${cutNotice(countedSince)}${headlines(totals, previous, past)}${drawn}`;
  }),
);
