import { Hono } from "hono/tiny";

import { CALL_TYPES } from "../domain/analytics/figures.ts";
import { CALL_LIST_COLUMNS } from "../http/analytics/calls.ts";
import type { AppEnv } from "../http/context.ts";
import { findCall, pageCalls } from "../pipeline/analytics/calls.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { readCallView } from "./call-view.ts";
import { callPage } from "./call-page.ts";
import { clock, duration } from "./durations.ts";
import { badge, empty, type Html, html, instant, labelled, NOTHING, shown, table } from "./elements.ts";
import { fragment } from "./fragment.ts";
import { answerNotice, answerPage } from "./page.ts";
import { share } from "./share.ts";
import { answerList, answerListCsv } from "./timed-list.ts";

type Found = Awaited<ReturnType<typeof pageCalls>>;

const LIST = {
  name: "calls",
  title: "Calls",
  columns: CALL_LIST_COLUMNS,
  read: pageCalls,
  rowsOf: ({ calls }: Found) => calls,
  draw,
};

export const callRoutes = new Hono<AppEnv>()
  .get("/calls", requireSession("read"), (c) => answerList(c, LIST))
  .get("/calls.csv", requireSession("read"), (c) => answerListCsv(c, LIST))
  .get("/calls/:id", requireSession("read"), async (c) => {
    const found = await findCall(c.get("db"), workspaceOf(c), c.req.param("id"));
    if (found === null)
      return answerNotice(
        c,
        404,
        "No such call",
        "It may have been deleted, be another workspace's, or have arrived less than a minute ago.",
        html`<p><a href="/calls">All calls</a></p>`,
      );
    const call = readCallView(found);
    const meanings = await fragment(c, "call-measures");
    const content = callPage(call, meanings, Number(c.req.query("page")) || 1);
    return answerPage(c, { title: call.measures.title, content });
  });

function draw({ totals, previous, calls }: Found): Html {
  if (calls.length === 0)
    return empty(
      "No call in these days",
      html`Choose others above, or <a href="/connect">connect what records your calls</a>.`,
    );
  const types = CALL_TYPES.map((type) => `${totals[type]} ${type} (${previous[type]})`);
  const [long, before] = [totals, previous].map(
    ({ durationSeconds }) => duration(durationSeconds * 1000) || "0 s",
  );
  const caption = `The latest first (UTC): ${types.join(", ")}, together ${long} (${before}); in brackets as many days before`;
  return table(
    caption,
    ["Time", "Call", "Kind", "Length", "Spoke", "Words", "Own side talked", "Switches/h"],
    calls.map(toRow),
  );
}

function toRow(call: Found["calls"][number]): Html {
  const {
    oId,
    eventTimestamp,
    type,
    title,
    durationSeconds,
    speakerCount,
    words,
    interactivity,
    internalShare,
    basis,
  } = call;
  const isSpoken = basis !== null;
  const talked =
    internalShare === null
      ? html`<td>`
      : labelled(
          "own side",
          html`${share(internalShare, "own")}${basis === "words" ? html` <span class="quiet">est.</span>` : NOTHING}`,
        );
  return html`<tr><td>${instant(Date.parse(eventTimestamp))}<td class="main"><a href="/calls/${oId}">${shown(title)}</a><td>${badge(type)}${durationSeconds === null ? html`<td>` : labelled("length", clock(durationSeconds * 1000))}${isSpoken ? html`${labelled("spoke", speakerCount)}${labelled("words", words)}` : html`<td><td>`}${talked}${interactivity === null ? html`<td>` : labelled("switches/h", Math.round(interactivity))}</tr>`;
}
