import { setTimeout } from "node:timers/promises";

import * as v from "valibot";

import { writeCursor } from "../src/http/cursor.ts";
import { callBody, emailBody } from "../test/bodies.ts";
import { CAMPAIGN, CONVERSATION, SHOWN_DAYS } from "./figures.ts";
import type { Asked } from "./pages.ts";
import type { Server } from "./server.ts";
import { occurredAtOf } from "./stock.ts";

const RECEIVE = "/api/v2/analytics/webhook/receive/generic";

/** In one subject only. What all the others say is as in the stock. */
const RARE_WORD = "zeppelin";
const COMMON_WORD = "sarah";

/** Before it there is the same at every size, behind it all the rest of the history. */
const FAR_BACK = 5_000;

/** Repeats are counted by so much later, and a page asks for what repeated once it hears so. */
const REPEATS_WITHIN_MS = 4_000;

const DAYS = `from=${SHOWN_DAYS[0]}&to=${SHOWN_DAYS[1]}`;

/** What a page has to be asked for so that it has something to show. */
const QUERIES: Readonly<Record<string, string>> = {
  "/overview": DAYS,
  "/campaigns": DAYS,
  "/conversations": DAYS,
  "/calls": DAYS,
  "/outcomes": DAYS,
};

/** Ids of what has a page of its own. */
export type Singles = { readonly event: string; readonly call: string; readonly refused: string };

/** Has the Worker receive, twice, an email, and a call and a body that it refuses, and process them. */
export async function receiveSingles({ origin, holder }: Server): Promise<Singles> {
  const { workspaceId, secret } = holder;
  const headers = { api_key: secret };
  const post = async (path: string, body: unknown) =>
    (await fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) })).text();
  const html = `<p>Have you seen our ${RARE_WORD}?</p>`;
  const email = emailBody({ eventId: "page", subject: `Our ${RARE_WORD}`, body: { html } });
  const event = idIn(await post(`${RECEIVE}/emails`, email), "evt");
  await post(`${RECEIVE}/emails`, email);
  const call = idIn(await post(`${RECEIVE}/calls`, callBody({ eventId: "page" })), "evt");
  await post(`${RECEIVE}/emails`, emailBody({ to: null }));
  const rejections = await fetch(`${origin}/api/v2/rejections`, { headers });
  await post(
    "/bench/queue",
    [event, call].map((id) => ({ workspaceId, id, run: 1 })),
  );
  await post("/bench/minute", {});
  return { event, call, refused: idIn(await rejections.text(), "rej") };
}

function idIn(text: string, prefix: string): string {
  const [id] = new RegExp(`${prefix}_\\w+`).exec(text) ?? [];
  if (id === undefined) throw new Error(`no id of ${prefix} in ${text}`);
  return id;
}

/** Every page of the console, by itself and as it is used, for somebody who is signed in. */
export async function consolePages(
  server: Server,
  { event, call, refused }: Singles,
): Promise<readonly Asked[]> {
  const headers = { cookie: await signIn(server) };
  const asked = (name: string, path = name): Asked => ({ name, path, headers });
  const first = await fetch(`${server.origin}/live`, { headers });
  const pages = linksOf(await first.text());
  await setTimeout(REPEATS_WITHIN_MS);
  const rows = await fetch(`${server.origin}/live/rows`, { headers });
  await rows.body?.cancel();
  const seen = v.parse(v.string(), rows.headers.get("x-seen"));
  const farBack = encodeURIComponent(
    writeCursor(server.holder.workspaceId, [occurredAtOf(FAR_BACK), FAR_BACK]),
  );
  return [
    ...pages.map((path) => asked(path, `${path}?${QUERIES[path] ?? ""}`)),
    asked("/live/rows, nothing new", `/live/rows?seen=${seen}`),
    asked("/live/rows, after a long absence", "/live/rows"),
    asked("/events, far back", `/events?after=${farBack}`),
    asked("/events, a kind", "/events?type=emails"),
    asked("/events, a kind without events", "/events?type=crm"),
    asked("/events, a sub-type", "/events?type=opened"),
    ...["stored", "pending", "processed", "failed"].map((status) =>
      asked(`/events, ${status}`, `/events?status=${status}`),
    ),
    asked("/events, a provider", "/events?provider=GENERIC"),
    asked("/events, a provider without events", "/events?provider=NOBODY"),
    asked("/events, a rare word", `/events?q=${RARE_WORD}`),
    asked("/events, a word of all", `/events?q=${COMMON_WORD}`),
    asked("/events, a word of all and a kind without events", `/events?q=${COMMON_WORD}&type=crm`),
    asked("/events, a word of all, far back", `/events?q=${COMMON_WORD}&after=${farBack}`),
    asked("/events, a rare word and a word of all", `/events?q=${RARE_WORD}+${COMMON_WORD}`),
    asked("/events/:id", `/events/${event}`),
    asked("/events/:id/html", `/events/${event}/html`),
    asked("/refused/:id", `/refused/${refused}`),
    asked("/campaigns, by sender", `/campaigns?${DAYS}&by=sender`),
    asked("/campaigns/view", `/campaigns/view?id=${encodeURIComponent(CAMPAIGN)}&${DAYS}`),
    asked("/conversations/view", `/conversations/view?id=${encodeURIComponent(CONVERSATION)}`),
    asked("/calls/:id", `/calls/${call}`),
  ];
}

/** Where the navigation of a page leads to. */
function linksOf(page: string): readonly string[] {
  const [navigation = ""] = /<nav\b.*?<\/nav>/s.exec(page) ?? [];
  const links = [...navigation.matchAll(/href="(\/\w+)"/g)].map(([, path = ""]) => path);
  return links.filter((path) => path !== "/docs");
}

/** The cookie of a session, as a browser sends it back. */
async function signIn({ origin, holder }: Server): Promise<string> {
  const response = await fetch(`${origin}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin },
    body: new URLSearchParams({ key: holder.secret }),
  });
  const [cookie = ""] = response.headers.getSetCookie();
  if (cookie === "") throw new Error(`not signed in: ${response.status} ${await response.text()}`);
  return cookie.replace(/;.*/, "");
}
