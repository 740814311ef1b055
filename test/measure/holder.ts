import { SCOPES } from "../../src/domain/api-key.ts";
import { createKey } from "../../src/pipeline/keys.ts";
import { insertWorkspace } from "../../src/storage/workspaces.ts";

/** A new workspace with a key of all scopes. */
export async function createHolder(db: D1Database) {
  const workspaceId = `wrk_${crypto.randomUUID()}`;
  const createdAt = Date.now();
  await insertWorkspace(db, { id: workspaceId, name: "Measured", createdAt });
  const created = await createKey(
    db,
    { workspaceId, label: "measure", provider: "GENERIC", scopes: SCOPES, expiresAt: null },
    createdAt,
  );
  if (created === null) throw new Error("no such workspace");
  return { workspaceId, ...created };
}

export type Holder = Awaited<ReturnType<typeof createHolder>>;
