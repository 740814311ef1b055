import { Hono } from "hono/tiny";

import type { JsonObject } from "../domain/json.ts";
import type { AppContext, AppEnv } from "../http/context.ts";
import { drain } from "../http/body.ts";
import { rotationOrder } from "../http/key-order.ts";
import { checkOrder } from "../http/order.ts";
import { type Failure, toProblem } from "../http/problem.ts";
import { type CreatedKey, revokeKey, rotateKey } from "../pipeline/keys.ts";
import { findApiKey, listApiKeys } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { requireSession, workspaceOf } from "./access.ts";
import { shown, visible } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { readForm } from "./form.ts";
import { createdSlots, keySlots } from "./keys-page.ts";
import { makeKey } from "./make-key.ts";
import { answerFragment } from "./page.ts";
import { receiveUrl } from "./set-up.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

// Long enough to change a sender without haste.
const GRACE_DAYS = 7;

export const keysRoutes = new Hono<AppEnv>()
  .get("/keys", requireSession("admin"), (c) => showKeys(c, null))
  .post("/keys", requireSession("admin"), async (c) => {
    const made = await makeKey(c, toOrder(await readForm(c)));
    return typeof made === "string" ? showKeys(c, { reason: visible(made) }) : showCreated(c, made);
  })
  .post("/keys/:id/rotate", requireSession("admin"), async (c) => {
    await drain(c.req.raw);
    const keyId = c.req.param("id");
    const reading = checkOrder(rotationOrder, { keyOId: keyId, graceDays: GRACE_DAYS });
    if (!reading.ok) return answerWrong(c, reading.failure);
    const order = { workspaceId: workspaceOf(c), keyId, graceMs: GRACE_DAYS * DAY_MS, now: c.get("now") };
    const rotation = await rotateKey(c.get("db"), order, persist);
    if (!rotation.ok) return showKeys(c, { over: 1 });
    c.get("isolate").keys.forget(keyId);
    return showCreated(c, rotation.created);
  })
  .get("/keys/:id/revoke", requireSession("admin"), async (c) => {
    const key = await persist(() => findApiKey(c.get("db"), workspaceOf(c), c.req.param("id")));
    if (key === null) return answerMissing(c);
    return answerFragment(c, "revoke", { label: shown(key.label), prefix: key.prefix });
  })
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
  const [own, now] = [c.get("holder").key.id, c.get("now")];
  const slots = { keys: keys.map((key) => keySlots(key, own, now)), ...wrong };
  return wrong === null
    ? answerFragment(c, "keys", slots)
    : answerFragment(c, "keys", { ...slots, failed: 1 }, 400);
}

function answerWrong(c: AppContext, failure: Failure): Promise<Response> {
  return showKeys(c, { reason: visible(toProblem(failure).message) });
}

function showCreated(c: AppContext, created: CreatedKey): Promise<Response> {
  return answerFragment(c, "keyMade", createdSlots(created, receiveUrl(c, "crm")));
}

function answerMissing(c: AppContext): Promise<Response> {
  return answerFragment(c, "notices", { key: 1 }, 404);
}
