import { Hono } from "hono/tiny";

import { CALL_TYPES } from "../domain/analytics/figures.ts";
import { CALL_LIST_COLUMNS } from "../http/analytics/calls.ts";
import type { AppEnv } from "../http/context.ts";
import { findCall, pageCalls } from "../pipeline/analytics/calls.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { callSlots } from "./call-page.ts";
import { clock, duration } from "./durations.ts";
import { instant, shown } from "./elements.ts";
import { fragment, type Slots } from "./fragment.ts";
import { answerPage } from "./page.ts";
import { answerList, answerListCsv } from "./timed-list.ts";

type Found = Awaited<ReturnType<typeof pageCalls>>;

const LIST = {
  name: "calls",
  title: "Calls",
  columns: CALL_LIST_COLUMNS,
  read: pageCalls,
  rowsOf: ({ calls }: Found) => calls,
  slotsOf: ({ totals, previous, calls }: Found): Slots => ({
    counts: CALL_TYPES.map((type) => `${totals[type]} ${type} (${previous[type]})`).join(", "),
    length: duration(totals.durationSeconds * 1000) || "0 s",
    before: duration(previous.durationSeconds * 1000) || "0 s",
    rows: calls.map(toRow),
  }),
};

export const callRoutes = new Hono<AppEnv>()
  .get("/calls", requireSession("read"), (c) => answerList(c, LIST))
  .get("/calls.csv", requireSession("read"), (c) => answerListCsv(c, LIST))
  .get("/calls/:id", requireSession("read"), async (c) => {
    const found = await findCall(c.get("db"), workspaceOf(c), c.req.param("id"));
    const slots = found === null ? {} : callSlots(found, Number(c.req.query("page")) || 1);
    const content = await fragment(c, "call", slots);
    return answerPage(c, { title: found?.event.summary ?? "Call", content }, found === null ? 404 : 200);
  });

function toRow(call: Found["calls"][number]): Slots {
  const { oId, eventTimestamp, type, title, durationSeconds, interactivity, internalShare, basis } = call;
  const { speakerCount, words } = call;
  return {
    id: oId,
    at: instant(Date.parse(eventTimestamp)),
    title: shown(title),
    type,
    length: durationSeconds === null ? "–" : clock(durationSeconds * 1000),
    speakers: basis === null ? "–" : speakerCount,
    words: basis === null ? "–" : words.toLocaleString("en"),
    share: internalShare === null ? null : Math.round(internalShare * 100),
    estimated: basis === "words" ? 1 : null,
    switches: interactivity === null ? "–" : Math.round(interactivity),
  };
}
