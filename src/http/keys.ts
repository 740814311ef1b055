import { Hono } from "hono/tiny";

import { changeKey, type CreatedKey, createKey, revokeKey, rotateKey } from "../pipeline/keys.ts";
import { listApiKeys } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { changeOrder, creationOrder, revocationOrder, rotationOrder } from "./key-order.ts";
import { NO_SUCH_KEY, refuseRotation, refuseSelf } from "./key-refusal.ts";
import { toKeyView } from "./key-view.ts";
import { readOrder } from "./order.ts";

const LIST = "/api/v2/keys";
const ROTATE = "/api/v2/keys/rotate";
const REVOKE = "/api/v2/keys/revoke";
const UPDATE = "/api/v2/keys/update";

const DAY_MS = 24 * 60 * 60 * 1000;

export const keyRoutes = new Hono<AppEnv>()
  .get(LIST, requireScope("admin"), async (c) => {
    const keys = await persist(() => listApiKeys(c.get("db"), workspaceOf(c)));
    return c.json({
      _metadata: metadata(c, "Keys listed successfully"),
      data: { keys: keys.map((key) => toKeyView(key, c.get("now"))) },
    });
  })
  .post(LIST, requireScope("admin"), async (c) => {
    const now = c.get("now");
    const reading = await readOrder(c, creationOrder(now));
    if (!reading.ok) return refuse(c, reading.failure);
    const { label, providerName, scopes, expiresAt, allowQuery, strict } = reading.order;
    const wanted = {
      workspaceId: workspaceOf(c),
      label: label ?? providerName,
      provider: providerName,
      scopes,
      expiresAt: expiresAt ?? null,
      allowsQuery: allowQuery,
      isStrict: strict,
    };
    const created = await createKey(c.get("db"), wanted, now, persist);
    if (created === null) return refuse(c, { code: "not_found", what: "such workspace any more" });
    return answerCreated(c, "Key created: keep it now, it can't be shown again", created, {});
  })
  .all(LIST, allow("GET", "POST"))
  .post(ROTATE, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, rotationOrder);
    if (!reading.ok) return refuse(c, reading.failure);
    const { keyOId, graceDays } = reading.order;
    const order = {
      workspaceId: workspaceOf(c),
      keyId: keyOId,
      graceMs: Math.round(graceDays * DAY_MS),
      now: c.get("now"),
    };
    const rotation = await rotateKey(c.get("db"), order, persist);
    if (!rotation.ok) return refuseRotation(c, keyOId, rotation.failure);
    c.get("isolate").keys.forget(keyOId);
    const replaced = toKeyView(rotation.old, c.get("now"));
    const message = "Key rotated: keep the new one now, it can't be shown again";
    return answerCreated(c, message, rotation.created, { replaced });
  })
  .all(ROTATE, allow("POST"))
  .post(REVOKE, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, revocationOrder);
    if (!reading.ok) return refuse(c, reading.failure);
    const { keyOId } = reading.order;
    if (keyOId === c.get("holder").key.id) return refuseSelf(c, keyOId);
    const revocation = await revokeKey(c.get("db"), workspaceOf(c), keyOId, c.get("now"), persist);
    if (revocation === null) return refuse(c, NO_SUCH_KEY);
    c.get("isolate").keys.forget(keyOId);
    return c.json({
      _metadata: metadata(c, revocation.isNew ? "Key revoked" : "Key was revoked before"),
      data: { key: toKeyView(revocation.key, c.get("now")) },
    });
  })
  .all(REVOKE, allow("POST"))
  .post(UPDATE, requireScope("admin"), async (c) => {
    const reading = await readOrder(c, changeOrder);
    if (!reading.ok) return refuse(c, reading.failure);
    const { keyOId, label, allowQuery, strict } = reading.order;
    const change = { label: label ?? null, allowsQuery: allowQuery ?? null, isStrict: strict ?? null };
    const key = await changeKey(c.get("db"), workspaceOf(c), keyOId, change, persist);
    if (key === null) return refuse(c, NO_SUCH_KEY);
    c.get("isolate").keys.forget(keyOId);
    return c.json({
      _metadata: metadata(c, "Key updated"),
      data: { key: toKeyView(key, c.get("now")) },
    });
  })
  .all(UPDATE, allow("POST"));

function workspaceOf(c: AppContext): string {
  return c.get("holder").key.workspaceId;
}

/** The only answer that has a key in it: nobody on the way may keep it. */
function answerCreated(
  c: AppContext,
  message: string,
  { secret, key }: CreatedKey,
  details: object,
): Response {
  const data = { apiKey: secret, key: toKeyView(key, c.get("now")), ...details };
  return c.json({ _metadata: metadata(c, message), data }, 200, { "cache-control": "no-store" });
}
