import { SCOPES } from "../../domain/api-key.ts";
import { createDemo } from "../../pipeline/keys.ts";

/** Known to everyone, so it is made in local state only. */
export const DEMO_KEY = "tl_demo";

const WORKSPACE_ID = "wrk_demo";

/** Makes the local workspace that the first event goes to, unless it is there. */
export async function makeDemo(db: D1Database, now: number): Promise<void> {
  const workspace = { id: WORKSPACE_ID, name: "demo", createdAt: now };
  const key = { label: "demo", provider: "GENERIC", scopes: SCOPES, expiresAt: null };
  await createDemo(db, workspace, key, DEMO_KEY);
}
