import { Hono } from "hono/tiny";
import * as v from "valibot";

import { KINDS } from "../domain/kinds/registry.ts";
import { persist } from "../storage/d1.ts";
import { listRefusalCounts, type RefusalCount } from "../storage/refusal-counts.ts";
import { KEPT_DAYS } from "../storage/rejection-log.ts";
import { findRejections, listRejections } from "../storage/rejections.ts";
import { metadata, refuse } from "./answer.ts";
import { allow, requireScope } from "./auth.ts";
import type { AppEnv } from "./context.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { endInstant, pageLimit, readId, readQuery, startInstant } from "./query.ts";
import { toRejectionItem, toRejectionView } from "./rejection-view.ts";

const LIST = "/api/v2/rejections";
const GET = "/api/v2/rejections/get";

const DAY_MS = 24 * 60 * 60 * 1000;

export const querySchema = v.object({
  startDate: v.optional(startInstant),
  endDate: v.optional(endInstant),
  code: v.optional(v.string()),
  kind: v.optional(v.picklist(KINDS.map(({ name }) => name))),
  keyOId: v.optional(v.string()),
  open: v.optional(v.picklist(["true", "false"])),
  limit: pageLimit,
  cursor: v.optional(v.string()),
});

export const rejectionRoutes = new Hono<AppEnv>()
  .get(LIST, requireScope("read"), async (c) => {
    const workspaceId = c.get("holder").key.workspaceId;
    const reading = readQuery(c, querySchema);
    if (!reading.ok) return refuse(c, reading.failure);
    const { startDate, endDate, code, kind, keyOId, open, limit, cursor } = reading.query;
    const after = cursor === undefined ? null : readCursor(workspaceId, cursor);
    if (cursor !== undefined && after === null) return refuse(c, { code: "not_found", what: "such cursor" });
    const from = startDate ?? c.get("now") - KEPT_DAYS * DAY_MS;
    const to = endDate ?? c.get("now");
    const [found, counts] = await Promise.all([
      persist(() =>
        listRejections(c.get("db"), {
          workspaceId,
          from,
          to,
          code: code ?? null,
          kind: kind ?? null,
          keyId: keyOId ?? null,
          isOpen: open === "true",
          limit,
          after,
        }),
      ),
      persist(() => listRefusalCounts(c.get("db"), workspaceId, from, to)),
    ]);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const hasMore = found.length > limit;
    return c.json({
      _metadata: metadata(c, "Rejections listed successfully"),
      data: {
        rejections: page.map(toRejectionItem),
        hasMore,
        nextCursor:
          hasMore && last !== undefined ? writeCursor(workspaceId, [last.receivedAt, last.seq]) : null,
        counts: counts.filter(isAsked(keyOId, code)).map(({ keyId, code: counted, hourAt, count }) => ({
          keyOId: keyId,
          code: counted,
          hour: new Date(hourAt).toISOString(),
          count,
        })),
      },
    });
  })
  .all(LIST, allow("GET"))
  .get(GET, requireScope("read"), async (c) => {
    const reading = readId(c, "rejectionOId", "a rejection's id like rej_0123…");
    if (!reading.ok) return refuse(c, reading.failure);
    const { id } = reading;
    const [rejection] = await persist(() =>
      findRejections(c.get("db"), c.get("holder").key.workspaceId, [id]),
    );
    if (rejection === undefined) {
      return refuse(c, { code: "not_found", what: "rejection with this rejectionOId in this workspace" });
    }
    return c.json({
      _metadata: metadata(c, "Rejection retrieved successfully"),
      data: toRejectionView(rejection),
    });
  })
  .all(GET, allow("GET"));

function isAsked(keyOId: string | undefined, code: string | undefined) {
  return (count: RefusalCount) =>
    (keyOId === undefined || count.keyId === keyOId) && (code === undefined || count.code === code);
}
