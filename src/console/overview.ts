import { Hono } from "hono/tiny";

import type { AppEnv } from "../http/context.ts";
import { compareOverview } from "../pipeline/analytics/overview.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { arrivalsOf, overviewCharts, sum } from "./charts/overview.ts";
import { fragment } from "./fragment.ts";
import { allFigures, headlineSlots } from "./headlines.ts";
import { answerPeriod, pastOf } from "./period.ts";

export const overviewPageRoutes = new Hono<AppEnv>().get("/overview", requireSession("read"), (c) =>
  answerPeriod(c, { title: "Overview" }, async ({ range }) => {
    const { overview, daysBefore } = await compareOverview(c.get("db"), workspaceOf(c), range);
    const { totals, previous, days, countedSince } = overview;
    const drawn =
      sum(arrivalsOf(totals)) === 0
        ? { nothing: 1 }
        : {
            charts: await fragment(c, "charts", {
              charts: overviewCharts(days, daysBefore, totals, previous),
            }),
            figures: allFigures(totals, previous),
          };
    const stats = headlineSlots(totals, previous, pastOf(range));
    return { content: await fragment(c, "headlines", { ...stats, ...drawn }), countedSince, figures: 1 };
  }),
);
