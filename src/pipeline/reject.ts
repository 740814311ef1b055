import type { Fault } from "../domain/fault.ts";
import type { ApiKey } from "../storage/api-keys.ts";
import { within } from "../storage/d1.ts";
import { type RefusalTally, tallyRefusals } from "../storage/refusal-counts.ts";
import { keepRejection, type NewRejection } from "../storage/rejection-log.ts";
import type { RefusalLimits } from "./refusal-limits.ts";

// The sender waits for it; a refusal without a record beats one that is late.
const KEEP_MS = 1_000;

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
  readonly receivedAt: number;
};

/** As much of a body as is kept, with the size of the whole. */
export type Excerpt = { readonly text: string; readonly bytes: number; readonly isWhole: boolean };

/**
 * Keeps a refused body where its owner can look it up, or counts it when there are enough of its like. The id of what
 * was kept, null when it was only counted, or when D1 was too slow. Never fails.
 */
export async function reject(
  db: D1Database,
  limits: RefusalLimits,
  refused: Refused,
): Promise<string | null> {
  const rejection = toRejection(refused);
  const { keyId, code, receivedAt } = rejection;
  const count = limits.take(keyId, code, receivedAt);
  const keeps = limits.mayKeep(keyId, rejection.fault, receivedAt);
  const statements = [
    ...(count > 0 ? [tallyRefusals(db, { ...rejection, at: receivedAt, count })] : []),
    ...(keeps ? keepRejection(db, rejection) : []),
  ];
  if (statements.length === 0) return null;
  try {
    const results = await within(KEEP_MS, db.batch<{ count?: number; id?: string }>(statements));
    const rows = results.flatMap((result) => result.results);
    const counted = rows.find((row) => row.count !== undefined)?.count;
    if (counted !== undefined) limits.learn(keyId, code, receivedAt, counted);
    return rows.find((row) => row.id !== undefined)?.id ?? null;
  } catch (error) {
    console.error({ message: "rejection not kept", code, error: String(error) });
    return null;
  }
}

/** Counts a refusal that has no body to keep, for the owner of the key. Never fails. */
export async function countRefusal(
  db: D1Database,
  limits: RefusalLimits,
  refusal: Omit<RefusalTally, "count">,
): Promise<void> {
  const count = limits.take(refusal.keyId, refusal.code, refusal.at);
  if (count === 0) return;
  try {
    const row = await within(KEEP_MS, tallyRefusals(db, { ...refusal, count }).first<{ count: number }>());
    if (row !== null) limits.learn(refusal.keyId, refusal.code, refusal.at, row.count);
  } catch (error) {
    console.error({ message: "refusal not counted", code: refusal.code, error: String(error) });
  }
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
