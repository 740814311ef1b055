import type { JsonObject } from "../domain/json.ts";
import type { AppContext } from "../http/context.ts";
import { creationOrder } from "../http/key-order.ts";
import { checkOrder } from "../http/order.ts";
import { toProblem } from "../http/problem.ts";
import { type CreatedKey, createKey } from "../pipeline/keys.ts";
import { persist } from "../storage/d1.ts";
import { workspaceOf } from "./access.ts";

/** A key of this workspace by an order as the API takes it, or why there is none. */
export async function makeKey(c: AppContext, order: JsonObject): Promise<CreatedKey | string> {
  const now = c.get("now");
  const reading = checkOrder(creationOrder(now), order);
  if (!reading.ok) return toProblem(reading.failure).message;
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
  return (await createKey(c.get("db"), wanted, now, persist)) ?? "the workspace is gone";
}
