import { SCOPES } from "../../domain/api-key.ts";
import { createKeyFrom } from "../../pipeline/keys.ts";
import { insertWorkspace } from "../../storage/workspaces.ts";

/** Known to everyone, so it is made in local state only. */
export const DEMO_KEY = "tl_demo";

const WORKSPACE_ID = "wrk_demo";

/** Makes the local workspace that the first event goes to, unless it is there. */
export async function makeDemo(db: D1Database, now: number): Promise<void> {
  await insertWorkspace(db, { id: WORKSPACE_ID, name: "demo", createdAt: now });
  await createKeyFrom(
    db,
    { workspaceId: WORKSPACE_ID, label: "demo", provider: "GENERIC", scopes: SCOPES, expiresAt: null },
    DEMO_KEY,
    now,
  );
}
