import { Hono } from "hono/tiny";

import type { JsonObject } from "../domain/json.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { drain } from "../http/body.ts";
import { rotationOrder } from "../http/key-order.ts";
import { checkOrder } from "../http/order.ts";
import { toProblem } from "../http/problem.ts";
import { type CreatedKey, revokeKey, rotateKey } from "../pipeline/keys.ts";
import { findApiKey, listApiKeys } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { fault, html, NOTHING, shown } from "./elements.ts";
import { fragment } from "./fragment.ts";
import { readForm } from "./form.ts";
import { keyTable } from "./keys-page.ts";
import { makeKey } from "./make-key.ts";
import { answerNotice, answerPage } from "./page.ts";
import { receiveUrl } from "./set-up.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

// Long enough to change a sender without haste.
const GRACE_DAYS = 7;

export const keysRoutes = new Hono<AppEnv>()
  .get("/keys", requireSession("admin"), (c) => showKeys(c, null))
  .post("/keys", requireSession("admin"), async (c) => {
    const made = await makeKey(c, toOrder(await readForm(c)));
    return typeof made === "string" ? showKeys(c, made) : showCreated(c, made);
  })
  .post("/keys/:id/rotate", requireSession("admin"), async (c) => {
    await drain(c.req.raw);
    const keyId = c.req.param("id");
    const reading = checkOrder(rotationOrder, { keyOId: keyId, graceDays: GRACE_DAYS });
    if (!reading.ok) return showKeys(c, toProblem(reading.failure).message);
    const order = { workspaceId: workspaceOf(c), keyId, graceMs: GRACE_DAYS * DAY_MS, now: c.get("now") };
    const rotation = await rotateKey(c.get("db"), order, persist);
    if (!rotation.ok) return showKeys(c, "this key can't be rotated: it is over, or was rotated before");
    c.get("isolate").keys.forget(keyId);
    return showCreated(c, rotation.created);
  })
  .get("/keys/:id/revoke", requireSession("admin"), async (c) => {
    const key = await persist(() => findApiKey(c.get("db"), workspaceOf(c), c.req.param("id")));
    if (key === null) return answerMissing(c);
    const content = await fragment(c, "revoke", { label: shown(key.label), prefix: key.prefix });
    return answerPage(c, { title: "Revoke this key?", content });
  })
  .post("/keys/:id/revoke", requireSession("admin"), async (c) => {
    await drain(c.req.raw);
    const keyId = c.req.param("id");
    if (keyId === c.get("holder").key.id)
      return showKeys(c, "this is the key you signed in with: revoke it with another");
    const revocation = await revokeKey(c.get("db"), workspaceOf(c), keyId, c.get("now"), persist);
    if (revocation === null) return answerMissing(c);
    c.get("isolate").keys.forget(keyId);
    return c.redirect("/keys", 303);
  });

/** The form as the order that the API takes. */
function toOrder(form: URLSearchParams): JsonObject {
  const text = (name: string) => form.get(name)?.trim() || null;
  return {
    label: text("label"),
    providerName: text("providerName") ?? "",
    scopes: form.getAll("scopes"),
    expiresAt: text("expiresAt"),
    allowQuery: form.has("allowQuery"),
    strict: form.has("strict"),
  };
}

async function showKeys(c: AppContext, reason: string | null): Promise<Response> {
  const [keys, form] = await Promise.all([
    persist(() => listApiKeys(c.get("db"), workspaceOf(c))),
    fragment(c, "key-form"),
  ]);
  const complaint = reason === null ? NOTHING : fault(`Nothing was done: ${reason}`);
  const list = keyTable(keys, c.get("holder").key.id, c.get("now"));
  const content = html`<h1>Keys</h1>${complaint}${list}${form}`;
  return answerPage(c, { title: "Keys", content }, reason === null ? 200 : 400);
}

/** The only page that has a key in it, but for that of a set-up. */
async function showCreated(c: AppContext, { secret, key }: CreatedKey): Promise<Response> {
  const now = new Date(key.createdAt).toISOString();
  const example = key.scopes.includes("ingest")
    ? await fragment(c, "key-try", { url: receiveUrl(c, "crm"), secret, now })
    : NOTHING;
  const content = await fragment(c, "key-made", { label: shown(key.label), secret, try: example });
  return answerPage(c, { title: "Key made", content });
}

function answerMissing(c: AppContext): Response {
  return answerNotice(
    c,
    404,
    "No such key",
    "This workspace has none of this id.",
    html`<p><a href="/keys">All keys</a></p>`,
  );
}
