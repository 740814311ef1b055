import type { Fault } from "../domain/fault.ts";
import type { ApiKey } from "../storage/api-keys.ts";
import { type Patience, persist, Unavailable } from "../storage/d1.ts";
import { type RefusalTally, tallyRefusals } from "../storage/refusal-counts.ts";
import { keepRejections, type KeptRejection, type NewRejection } from "../storage/rejection-log.ts";
import type { CountedRefusal, RefusalLimits } from "./refusal-limits.ts";
import { bySize } from "./slices.ts";
import { hashAddressesIn } from "./suppression.ts";
import { toLogLine } from "../log-line.ts";

// The sender waits for it; a refusal without a record beats one that is late.
const KEEP_PATIENCE: Patience = { deadlineMs: 1_000, tryMs: 600, tries: 3 };

// Of one request, in one statement.
const KEPT_AT_ONCE = 100;
const KEPT_BYTES = 1_400_000;

const MAX_ERRORS = 20;
const MAX_FAULT_CHARACTERS = 200;

/** A body that is refused. */
export type Refused = {
  readonly key: ApiKey;
  readonly kind: string;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly errors: readonly Fault[];
  readonly body: Excerpt;
  readonly isStrict: boolean;
  readonly receivedAt: number;
};

/** As much of a body as is kept, with the size of the whole. */
export type Excerpt = { readonly text: string; readonly bytes: number; readonly isWhole: boolean };

/**
 * Keeps a refused body where its owner can look it up, or counts it when there are enough of its like. The id of what
 * was kept; null when it was only counted, or when D1 was too slow: then it is counted with the next refusal. Never
 * fails.
 */
export async function reject(
  db: D1Database,
  limits: RefusalLimits,
  secret: string | null,
  refused: Refused,
): Promise<string | null> {
  const [id = null] = await rejectAll(db, limits, secret, [refused]);
  return id;
}

/** The same for many refused bodies of one key, all or none: an id or null for each. */
export async function rejectAll(
  db: D1Database,
  limits: RefusalLimits,
  secret: string | null,
  refused: readonly Refused[],
): Promise<readonly (string | null)[]> {
  const rejections = refused.map(toRejection);
  const [first] = rejections;
  if (first === undefined) return [];
  const { workspaceId, code, receivedAt } = first;
  const tallies = takeTallies(limits, rejections);
  const wanted = rejections.filter((rejection) => mayKeep(limits, rejection)).slice(0, KEPT_AT_ONCE);
  const nothing = rejections.map(() => null);
  if (tallies.length === 0 && wanted.length === 0) return nothing;
  try {
    // A deployment without a secret has nobody suppressed.
    const hashed: KeptRejection[] = [];
    for (const rejection of wanted) {
      const hashes = secret === null ? null : await hashAddressesIn(secret, workspaceId, rejection.body);
      hashed.push({ rejection, hashes });
    }
    const [kept = []] = bySize(hashed, sizeOfJson, KEPT_BYTES);
    // One transaction, which may run again: the tallies and the rows' ids say what it has done already.
    const results = await persist(
      () =>
        db.batch<{ count?: number; id?: string }>([
          ...tallies.map((tally) => tallyRefusals(db, tally)),
          ...(kept.length > 0 ? keepRejections(db, workspaceId, receivedAt, kept) : []),
        ]),
      KEEP_PATIENCE,
    );
    for (const [index, tally] of tallies.entries()) {
      limits.learn(tally, results[index]?.results[0]?.count ?? 0);
    }
    const ids = new Set(results[tallies.length]?.results.map(({ id }) => id));
    return rejections.map(({ id }) => (ids.has(id) ? id : null));
  } catch (error) {
    limits.postpone(tallies);
    console.error(toLogLine({ message: "rejection not kept", code, error: toReason(error) }));
    return nothing;
  }
}

/** The last word of each counter, which holds all before it. */
function takeTallies(limits: RefusalLimits, rejections: readonly NewRejection[]): readonly RefusalTally[] {
  const tallies = new Map<string, RefusalTally>();
  for (const { workspaceId, keyId, code, receivedAt: at } of rejections) {
    for (const tally of limits.take({ workspaceId, keyId, code, at })) tallies.set(tally.counter, tally);
  }
  return [...tallies.values()];
}

/** What may not be stored is not kept among the refused bodies either. */
function mayKeep(limits: RefusalLimits, { code, keyId, fault, receivedAt }: NewRejection): boolean {
  return code !== "suppressed" && limits.mayKeep(keyId, fault, receivedAt);
}

function sizeOfJson(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}

/** Counts a refusal that has no body to keep, for the owner of the key. Never fails. */
export async function countRefusal(
  db: D1Database,
  limits: RefusalLimits,
  refusal: CountedRefusal,
): Promise<void> {
  const tallies = limits.take(refusal);
  if (tallies.length === 0) return;
  try {
    const results = await persist(() =>
      db.batch<{ count: number }>(tallies.map((tally) => tallyRefusals(db, tally))),
    );
    for (const [index, tally] of tallies.entries()) {
      limits.learn(tally, results[index]?.results[0]?.count ?? 0);
    }
  } catch (error) {
    limits.postpone(tallies);
    console.error(toLogLine({ message: "refusal not counted", code: refusal.code, error: toReason(error) }));
  }
}

function toReason(error: unknown): string {
  return String(error instanceof Unavailable ? error.cause : error);
}

function toRejection({ key, body, errors, ...refused }: Refused): NewRejection {
  const [first] = errors;
  // Places in a list are one fault: to[0].email and to[7].email.
  const path = (first?.path ?? "").replaceAll(/\[\d+\]/g, "[]");
  return {
    ...refused,
    id: `rej_${crypto.randomUUID().replaceAll("-", "")}`,
    workspaceId: key.workspaceId,
    keyId: key.id,
    keyLabel: key.label,
    provider: key.provider,
    fault: `${refused.code} ${path} ${first?.code ?? ""}`.trim().slice(0, MAX_FAULT_CHARACTERS),
    errors: errors.slice(0, MAX_ERRORS),
    body: body.text,
    bodyBytes: body.bytes,
    isWhole: body.isWhole,
  };
}
