import { Hono } from "hono/tiny";

import type { JsonObject } from "../domain/json.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { drain } from "../http/body.ts";
import { rotationOrder } from "../http/key-order.ts";
import { checkOrder } from "../http/order.ts";
import { toProblem } from "../http/problem.ts";
import { type CreatedKey, revokeKey, rotateKey } from "../pipeline/keys.ts";
import { type ApiKey, findApiKey, listApiKeys } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { visible } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { readForm } from "./form.ts";
import { createdSlots, keySlots } from "./keys-page.ts";
import { makeKey } from "./make-key.ts";
import { answerFragment } from "./page.ts";
import { receiveUrl } from "./set-up.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export const keysRoutes = new Hono<AppEnv>()
  .get("/keys", requireSession("admin"), (c) => showKeys(c, null))
  .post("/keys", requireSession("admin"), async (c) => {
    const made = await makeKey(c, toOrder(await readForm(c)));
    return typeof made === "string" ? showKeys(c, { reason: visible(made) }) : showCreated(c, made, []);
  })
  .get("/keys/:id/rotate", requireSession("admin"), (c) => askFirst(c, "rotate", c.req.param("id")))
  .post("/keys/:id/rotate", requireSession("admin"), async (c) => {
    const keyId = c.req.param("id");
    const graceDays = Number.parseFloat((await readForm(c)).get("graceDays") ?? "");
    const reading = checkOrder(rotationOrder, { keyOId: keyId, graceDays });
    if (!reading.ok) return showKeys(c, { reason: visible(toProblem(reading.failure).message) });
    const graceMs = reading.order.graceDays * DAY_MS;
    const order = { workspaceId: workspaceOf(c), keyId, graceMs, now: c.get("now") };
    const rotation = await rotateKey(c.get("db"), order, persist);
    if (!rotation.ok) return showKeys(c, { over: 1 });
    c.get("isolate").keys.forget(keyId);
    return showCreated(c, rotation.created, [rotation.old]);
  })
  .get("/keys/:id/revoke", requireSession("admin"), (c) => askFirst(c, "revoke", c.req.param("id")))
  .post("/keys/:id/revoke", requireSession("admin"), async (c) => {
    await drain(c.req.raw);
    const keyId = c.req.param("id");
    if (keyId === c.get("holder").key.id) return showKeys(c, { own: 1 });
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

/** With what was wrong, if anything: a reason, or one that the page has words for. */
async function showKeys(c: AppContext, wrong: Slots | null): Promise<Response> {
  const keys = await persist(() => listApiKeys(c.get("db"), workspaceOf(c)));
  const slots = { keys: keys.map((key) => keySlots(c, key)), ...wrong };
  return answerFragment(c, "keys", slots, wrong === null ? 200 : 400);
}

/** With the key whose place it takes, if any. */
function showCreated(c: AppContext, created: CreatedKey, old: readonly ApiKey[]): Promise<Response> {
  const slots = createdSlots(created, receiveUrl(c, "crm"));
  return answerFragment(c, "keyMade", { ...slots, old: old.map((key) => keySlots(c, key)) });
}

/** Says what the change does to the key, with the form that does it. */
async function askFirst(c: AppContext, change: "rotate" | "revoke", keyId: string): Promise<Response> {
  const key = await persist(() => findApiKey(c.get("db"), workspaceOf(c), keyId));
  return key === null ? answerMissing(c) : answerFragment(c, change, keySlots(c, key));
}

function answerMissing(c: AppContext): Promise<Response> {
  return answerFragment(c, "notices", { key: 1 }, 404);
}
