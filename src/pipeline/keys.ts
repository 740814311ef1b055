import { type Scope, shownPrefix, toApiKey } from "../domain/api-key.ts";
import { databaseNumberOf } from "../domain/database-number.ts";
import { sha256Hex } from "../domain/digest.ts";
import { insertApiKey, keyInsertion, replaceApiKey } from "../storage/api-key-insertion.ts";
import {
  type ApiKey,
  changeApiKey,
  type ApiKeyChange,
  findApiKey,
  revokeApiKey,
} from "../storage/api-keys.ts";
import { type Terms, type Workspace, workspaceInsertion } from "../storage/workspaces.ts";

export type NewKey = {
  readonly workspaceId: string;
  readonly label: string;
  readonly provider: string;
  readonly scopes: readonly Scope[];
  /** Epoch ms; null for a key without end. */
  readonly expiresAt: number | null;
  /** Whether it may come as a query parameter; true unless said. */
  readonly allowsQuery?: boolean;
  /** See ApiKey; false unless said. */
  readonly isStrict?: boolean;
};

/** `secret` is the key itself: shown once, never kept. */
export type CreatedKey = { readonly secret: string; readonly key: ApiKey };

/** How a step of D1 work is done: each may be done again, so `persist` will do. */
export type DoStep = <T>(step: () => Promise<T>) => Promise<T>;

/** Null when there is no such workspace. */
export function createKey(
  db: D1Database,
  wanted: NewKey,
  now: number,
  doStep: DoStep = once,
): Promise<CreatedKey | null> {
  return keep(db, wanted, newSecret(wanted.workspaceId), now, doStep);
}

/** A workspace, and a key of a given text in it, for local state; what is there already stays as it is. */
export async function createDemo(
  db: D1Database,
  workspace: Workspace,
  wanted: Omit<NewKey, "workspaceId">,
  secret: string,
  terms: Terms,
): Promise<void> {
  const { key } = toKey({ ...wanted, workspaceId: workspace.id }, secret, workspace.createdAt);
  // Together, since locally each time takes a start of wrangler.
  await db.batch([
    ...workspaceInsertion(db, workspace, terms),
    keyInsertion(db, key, await sha256Hex(secret)),
  ]);
}

export type Rotation =
  | { readonly ok: true; readonly created: CreatedKey; readonly old: ApiKey }
  | { readonly ok: false; readonly failure: RotationFailure };

export type RotationFailure =
  | { readonly code: "no_such_key" }
  | { readonly code: "revoked"; readonly at: number }
  | { readonly code: "expired"; readonly at: number }
  /** Rotated before: `by` is the id of the key that took its place. */
  | { readonly code: "replaced"; readonly by: string };

export type RotationOrder = {
  readonly workspaceId: string;
  readonly keyId: string;
  readonly graceMs: number;
  readonly now: number;
};

/** Makes a new key like the given one, with as long a life, while the old one works on for the grace period. */
export async function rotateKey(
  db: D1Database,
  { workspaceId, keyId, graceMs, now }: RotationOrder,
  doStep: DoStep = once,
): Promise<Rotation> {
  const find = () => doStep(() => findApiKey(db, workspaceId, keyId));
  const old = await find();
  const failure = whyNotRotatable(old, now);
  if (old === null || failure !== null) return { ok: false, failure: failure ?? { code: "no_such_key" } };
  const expiresAt = old.expiresAt === null ? null : now + (old.expiresAt - old.createdAt);
  const created = toKey({ ...old, expiresAt }, newSecret(workspaceId), now);
  const hash = await sha256Hex(created.secret);
  const endsAt = Math.min(old.expiresAt ?? Infinity, now + graceMs);
  const isReplaced = await doStep(() => replaceApiKey(db, { id: keyId, endsAt }, created.key, hash));
  if (isReplaced) {
    return { ok: true, created, old: { ...old, expiresAt: endsAt, replacedBy: created.key.id } };
  }
  // Something else was done to it at the same moment.
  return { ok: false, failure: whyNotRotatable(await find(), now) ?? { code: "no_such_key" } };
}

/** `isNew` false when it was revoked before, at its `revokedAt`. */
export type Revocation = { readonly key: ApiKey; readonly isNew: boolean };

/** Null when the workspace has no such key. */
export async function revokeKey(
  db: D1Database,
  workspaceId: string,
  keyId: string,
  now: number,
  doStep: DoStep = once,
): Promise<Revocation | null> {
  const key = await doStep(() => revokeApiKey(db, workspaceId, keyId, now));
  return key === null ? null : { key, isNew: key.revokedAt === now };
}

/** Null when the workspace has no such key. */
export function changeKey(
  db: D1Database,
  workspaceId: string,
  keyId: string,
  change: ApiKeyChange,
  doStep: DoStep = once,
): Promise<ApiKey | null> {
  return doStep(() => changeApiKey(db, workspaceId, keyId, change));
}

function once<T>(step: () => Promise<T>): Promise<T> {
  return step();
}

function newSecret(workspaceId: string): string {
  return toApiKey(crypto.getRandomValues(new Uint8Array(32)), databaseNumberOf(workspaceId));
}

function whyNotRotatable(key: ApiKey | null, now: number): RotationFailure | null {
  if (key === null) return { code: "no_such_key" };
  const { revokedAt, replacedBy, expiresAt } = key;
  if (revokedAt !== null) return { code: "revoked", at: revokedAt };
  if (replacedBy !== null) return { code: "replaced", by: replacedBy };
  return expiresAt !== null && expiresAt <= now ? { code: "expired", at: expiresAt } : null;
}

async function keep(
  db: D1Database,
  wanted: NewKey,
  secret: string,
  now: number,
  doStep: DoStep,
): Promise<CreatedKey | null> {
  const created = toKey(wanted, secret, now);
  const hash = await sha256Hex(secret);
  const isKept = await doStep(() => insertApiKey(db, created.key, hash));
  return isKept ? created : null;
}

function toKey(wanted: NewKey, secret: string, now: number): CreatedKey {
  const key: ApiKey = {
    id: `key_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`,
    workspaceId: wanted.workspaceId,
    prefix: shownPrefix(secret),
    label: wanted.label,
    provider: wanted.provider,
    scopes: wanted.scopes,
    createdAt: now,
    expiresAt: wanted.expiresAt,
    revokedAt: null,
    allowsQuery: wanted.allowsQuery ?? true,
    isStrict: wanted.isStrict ?? false,
    lastUsedAt: null,
    replacedBy: null,
  };
  return { secret, key };
}
