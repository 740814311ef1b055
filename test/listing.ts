import * as v from "valibot";

import { crmBody } from "./bodies.ts";
import { get, idOf, post } from "./request.ts";
import { createTestKey } from "./workspace.ts";

export const LIST = "/api/v2/event/list";

const pageSchema = v.object({
  data: v.object({
    events: v.array(v.looseObject({ oId: v.string(), eventType: v.string(), eventTimestamp: v.string() })),
    total: v.number(),
    totalIsMinimum: v.optional(v.boolean()),
    hasMore: v.boolean(),
    nextCursor: v.nullable(v.string()),
  }),
});

/** A page of the list, read from its answer. */
export async function list(secret: string, query: string) {
  const { json } = await get(secret, `${LIST}?${query}`);
  return v.parse(pageSchema, json).data;
}

/** A workspace with a CRM event at each of these times. */
export async function workspaceWith(times: readonly string[]) {
  const key = await createTestKey();
  const ids = await Promise.all(
    times.map(async (eventTimestamp, opportunityId) =>
      idOf(await post(key.secret, "crm", crmBody({ opportunityId, eventTimestamp }))),
    ),
  );
  return { ...key, ids };
}
