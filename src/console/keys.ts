import { Hono } from "hono/tiny";

import type { JsonObject } from "../domain/json.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { drain } from "../http/body.ts";
import { creationOrder, rotationOrder } from "../http/key-order.ts";
import { checkOrder } from "../http/order.ts";
import { toProblem } from "../http/problem.ts";
import { type CreatedKey, createKey, revokeKey, rotateKey } from "../pipeline/keys.ts";
import { findApiKey, listApiKeys } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { fault, html, NOTHING, shown } from "./elements.ts";
import { fragment } from "./fragment.ts";
import { readForm } from "./form.ts";
import { createdKey, keyTable } from "./keys-page.ts";
import { answerNotice, answerPage } from "./page.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

// Long enough to change a sender without haste.
const GRACE_DAYS = 7;

export const keysRoutes = new Hono<AppEnv>()
  .get("/keys", requireSession("admin"), (c) => showKeys(c, null))
  .post("/keys", requireSession("admin"), async (c) => {
    const now = c.get("now");
    const reading = checkOrder(creationOrder(now), toOrder(await readForm(c)));
    if (!reading.ok) return showKeys(c, toProblem(reading.failure).message);
    const { label, providerName, scopes, expiresAt, allowQuery, strict } = reading.order;
    const created = await createKey(
      c.get("db"),
      {
        workspaceId: workspaceOf(c),
        label: label ?? providerName,
        provider: providerName,
        scopes,
        expiresAt: expiresAt ?? null,
        allowsQuery: allowQuery,
        isStrict: strict,
      },
      now,
      persist,
    );
    return created === null ? showKeys(c, "the workspace is gone") : showCreated(c, created);
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

function showCreated(c: AppContext, created: CreatedKey): Response {
  return answerPage(c, { title: "Key made", content: createdKey(created, new URL(c.req.url).origin) });
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
