import { Hono } from "hono/tiny";
import * as v from "valibot";

import { KINDS } from "../domain/kinds/registry.ts";
import { createApp } from "../http/app.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { findApiKey } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { readLastNumber } from "../storage/key-arrivals.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { refusedTest } from "./arrivals.ts";
import { fault, type Html, html, NOTHING, raw } from "./elements.ts";
import { readForm } from "./form.ts";
import { fragment } from "./fragment.ts";
import { makeKey } from "./make-key.ts";
import { answerPage } from "./page.ts";
import { readChoice, readSetUp, readSteps, readWatch, receiveUrl, type SetUp, setUpPage } from "./set-up.ts";
import { AUTOMATIONS, readFiles } from "./tools.ts";

// A page's own key is gone, or its address is one that no file can hold.
const LOST = "the key is none of this workspace: begin again here";

export const connectRoutes = new Hono<AppEnv>()
  .get("/connect", requireSession("admin"), (c) => showChoice(c, null))
  .post("/connect", requireSession("admin"), async (c) => {
    const form = await readForm(c);
    const choice = readChoice(form);
    if (choice === null) return showChoice(c, "choose what sends and what it sends");
    const { tool, kind } = choice;
    const after = await persist(() => readLastNumber(c.get("db")));
    const made = await makeKey(c, {
      label: form.get("label")?.trim() || `${tool}, ${kind}`,
      providerName: AUTOMATIONS.includes(tool) ? tool : "GENERIC",
      scopes: ["ingest"],
      // All the others set headers.
      allowQuery: tool === "HTTP" && form.has("allowQuery"),
    });
    if (typeof made === "string") return showChoice(c, made);
    return showSetUp(c, { ...choice, ...made, after, tests: [] }, form);
  })
  .post("/connect/set-up", requireSession("admin"), async (c) => {
    const form = await readForm(c);
    const setUp = await readSetUp(c, form);
    if (setUp === null) return showChoice(c, LOST);
    if (!form.has("test")) return showSetUp(c, setUp, form);
    const sent = await sendTestEvent(c, setUp);
    return typeof sent === "string"
      ? showSetUp(c, { ...setUp, tests: [...setUp.tests, sent] }, form)
      : showSetUp(c, setUp, form, sent);
  })
  .get("/connect/steps", requireSession("admin"), async (c) => {
    const query = new URL(c.req.url).searchParams;
    const keyId = query.get("key") ?? "";
    const key = await persist(() => findApiKey(c.get("db"), workspaceOf(c), keyId));
    if (key === null) return showChoice(c, LOST);
    const steps = await readSteps(c, { tool: query.get("tool") ?? "", key, ...readWatch(query) });
    return c.html(steps.html, 200, {
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'",
    });
  });

async function showChoice(c: AppContext, reason: string | null): Promise<Response> {
  const kinds = KINDS.map(
    ({ name }, index) =>
      html`<label><input type="radio" name="kind" value="${name}" required${raw(index === 0 ? " checked" : "")}><b>${name}</b></label>`,
  );
  const content = await fragment(c, "connect", {
    fault: reason === null ? "" : fault(`Nothing was done: ${reason}`),
    kinds: html`${kinds}`,
    addresses: html`${KINDS.map(({ name }) => html`<li>${name} <code>${receiveUrl(c, name)}</code>`)}`,
  });
  return answerPage(c, { title: "Connect", content }, reason === null ? 200 : 400);
}

/** The page, or the file that the form asks for. */
async function showSetUp(
  c: AppContext,
  setUp: SetUp,
  form: URLSearchParams,
  outcome: Html = NOTHING,
): Promise<Response> {
  const { tool, kind, secret, key } = setUp;
  const yours = { origin: new URL(c.req.url).origin, key: secret, mark: key.id.slice("key_".length) };
  const files = await readFiles(c, tool, kind, yours);
  if (files.length === 0) return showChoice(c, LOST);
  const asked = files.find(([path]) => path === form.get("file"));
  if (asked === undefined) {
    return answerPage(c, { title: "Connect", content: await setUpPage(c, setUp, files, outcome) });
  }
  const [path, text] = asked;
  return c.body(text, 200, {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="touchlog-${path.replace("/", "-")}"`,
    "cache-control": "no-store",
  });
}

const answerSchema = v.object({
  additionalData: v.optional(v.object({ eventOId: v.string() })),
  message: v.optional(v.string(), ""),
  rejectionOId: v.optional(v.string()),
});

/** Sends an event to this Worker itself, as a sender does; gives its id, or what the refusal says. */
async function sendTestEvent(c: AppContext, { kind, secret }: SetUp): Promise<string | Html> {
  const url = receiveUrl(c, kind);
  const mark = crypto.randomUUID().replaceAll("-", "");
  const [file] = await readFiles(c, "HTTP", kind, { origin: new URL(url).origin, key: secret, mark });
  const event: object = JSON.parse(file?.[1] ?? "{}");
  const request = new Request(url, {
    method: "POST",
    headers: { api_key: secret, "content-type": "application/json" },
    body: JSON.stringify({ ...event, eventTimestamp: new Date(c.get("now")).toISOString() }),
  });
  const response = await createApp(c.get("isolate")).fetch(request, c.env, c.executionCtx);
  const { additionalData, message, rejectionOId } = v.parse(answerSchema, await response.json());
  return additionalData?.eventOId ?? refusedTest(message, rejectionOId ?? null);
}
