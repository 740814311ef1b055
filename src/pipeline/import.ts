import type { Kind } from "../domain/kinds/kind.ts";
import { KINDS } from "../domain/kinds/registry.ts";
import type { KeyHolder } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import type { Insertion } from "../storage/event-insert.ts";
import type { EventStatus } from "../storage/events.ts";
import { type ImportJob, insertImportJobs, type NewImportJob } from "../storage/import-jobs.ts";
import { type FailedItem, prepareItem, type PreparedItem } from "./import-item.ts";
import { findDifferent, insertAll, keepAllBeside } from "./import-storage.ts";
import type { Verdict } from "./prepare.ts";
import { isWithinRate, type RateLimited } from "./rate-limit.ts";
import { CONFLICT, type Receiver } from "./receive.ts";

export type ImportOrder = {
  readonly holder: KeyHolder;
  /** The events' own texts, as sent. */
  readonly items: readonly string[];
  readonly receivedAt: number;
  readonly maxItemBytes: number;
  readonly callbackUrl: string | null;
};

type Imported = Verdict & { readonly kind: Kind };

/** What became of one event. */
export type ItemResult =
  | (Imported & { readonly outcome: "stored"; readonly status: EventStatus })
  | (Imported & {
      readonly outcome: "preSkipped";
      readonly status: EventStatus;
      readonly receivedAt: number;
      readonly conflict: boolean;
    })
  /** `firstIndex` is the place of the event that it repeats. */
  | (Imported & {
      readonly outcome: "duplicateInBatch";
      readonly firstIndex: number;
      readonly conflict: boolean;
    })
  | (Omit<FailedItem, "ok"> & { readonly outcome: "failed" });

export type Import = {
  readonly ok: true;
  /** In the order of the events. */
  readonly results: readonly ItemResult[];
  /** One for each kind that was named. */
  readonly jobs: readonly ImportJob[];
  /** What may follow the answer. */
  readonly afterwards: () => Promise<void>;
};

/**
 * Takes many events in. What it says is in D1; when it throws Unavailable some may be stored, which the same import
 * then finds there.
 */
export async function importEvents(
  receiver: Receiver,
  order: ImportOrder,
): Promise<Import | { readonly ok: false; readonly failure: RateLimited }> {
  const { db, settings, isolate } = receiver;
  const { holder, receivedAt, items } = order;
  if (!(await isWithinRate(receiver.limiter, settings, holder.key.id))) {
    return { ok: false, failure: { code: "rate_limited" } };
  }
  const prepared: (PreparedItem | FailedItem)[] = [];
  for (const text of items) prepared.push(await prepareItem(text, order, settings));
  const firsts = findFirsts(prepared);
  const events = [...firsts.values()].map(({ item }) => item.event);
  const insertions = await insertAll(receiver, holder, events);
  const placed = prepared.map((item, index) => place(item, index, firsts, insertions));

  const repeats = placed.flatMap((item) => (item.ok && !item.isNew ? [item] : []));
  const different = await findDifferent(db, repeats);
  const differing = repeats.filter(({ event }) => different.has(event.arrival));
  // Before the answer, since the differing bodies are acknowledged with it.
  await keepAllBeside(
    receiver,
    holder,
    differing.map(({ event }) => event),
  );
  const results = placed.map((item) => toResult(item, different));
  const newJobs = toJobs(results, holder.key.workspaceId, receivedAt, order.callbackUrl);
  if (newJobs.length > 0) await persist(() => insertImportJobs(db, newJobs));
  return {
    ok: true,
    results,
    jobs: newJobs.map(toFreshJob),
    afterwards: async () => {
      await Promise.all(
        repeats.map(({ event, firstIndex }) => isolate.repeats.note(db, event, firstIndex === null)),
      );
    },
  };
}

type First = { readonly item: PreparedItem; readonly index: number };

function findFirsts(prepared: readonly (PreparedItem | FailedItem)[]): ReadonlyMap<string, First> {
  const firsts = new Map<string, First>();
  for (const [index, item] of prepared.entries()) {
    if (item.ok && !firsts.has(item.event.id)) firsts.set(item.event.id, { item, index });
  }
  return firsts;
}

/** An event with what D1 has under its id; `firstIndex` null unless it repeats one of the same import. */
type Placed = PreparedItem & {
  readonly kept: Insertion;
  readonly isNew: boolean;
  readonly firstIndex: number | null;
};

function place(
  item: PreparedItem | FailedItem,
  index: number,
  firsts: ReadonlyMap<string, First>,
  insertions: ReadonlyMap<string, Insertion>,
): Placed | FailedItem {
  if (!item.ok) return item;
  const first = firsts.get(item.event.id);
  const kept = insertions.get(first?.item.event.arrival ?? "");
  if (first === undefined || kept === undefined) {
    return { ok: false, failure: { code: "suppressed" }, kind: item.kind, body: item.event.body };
  }
  const isFirst = first.index === index;
  return { ...item, kept, isNew: isFirst && kept.isFirst, firstIndex: isFirst ? null : first.index };
}

function toResult(item: Placed | FailedItem, different: ReadonlySet<string>): ItemResult {
  if (!item.ok) return { outcome: "failed", failure: item.failure, kind: item.kind, body: item.body };
  const { kind, verdict, kept, isNew, firstIndex, event } = item;
  if (isNew) return { outcome: "stored", ...verdict, kind, status: kept.status };
  const conflict = different.has(event.arrival);
  const warnings = conflict ? [...verdict.warnings, CONFLICT] : verdict.warnings;
  const repeated = { ...verdict, warnings, kind, conflict };
  return firstIndex === null
    ? { outcome: "preSkipped", ...repeated, status: kept.status, receivedAt: kept.receivedAt }
    : { outcome: "duplicateInBatch", ...repeated, firstIndex };
}

function toJobs(
  results: readonly ItemResult[],
  workspaceId: string,
  createdAt: number,
  callbackUrl: string | null,
): readonly NewImportJob[] {
  return KINDS.flatMap((kind) => {
    const ofKind = results.filter((result) => result.kind === kind);
    if (ofKind.length === 0) return [];
    const count = (outcome: ItemResult["outcome"]) =>
      ofKind.filter((result) => result.outcome === outcome).length;
    return {
      id: `pbj_${crypto.randomUUID().replaceAll("-", "")}`,
      workspaceId,
      kind: kind.name,
      createdAt,
      preSkipped: count("preSkipped"),
      duplicatesInBatch: count("duplicateInBatch"),
      invalid: count("failed"),
      stored: count("stored"),
      open: ofKind.flatMap((result) =>
        result.outcome === "stored" && result.status === "pending" ? [result.id] : [],
      ),
      callbackUrl,
    };
  });
}

/** The job as it is read back at once. */
function toFreshJob({ open, callbackUrl, workspaceId: _workspace, ...job }: NewImportJob): ImportJob {
  const [due, pending] = [open.length, open.length];
  const completedAt = pending === 0 ? job.createdAt : null;
  return {
    ...job,
    due,
    pending,
    failed: 0,
    completedAt,
    callback: callbackUrl === null ? null : "waiting",
  };
}
