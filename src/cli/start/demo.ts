import { SCOPES } from "../../domain/api-key.ts";
import { createDemo } from "../../pipeline/keys.ts";
import { DEFAULT_TERMS } from "../../storage/workspaces.ts";
import { OWN_DOMAIN } from "../demo/people.ts";

/** Known to everyone, so it is made in local state only. */
export const DEMO_KEY = "tl_demo";

export const DEMO_WORKSPACE = "wrk_demo";

/** Makes the local workspace that the first event goes to, unless it is there. */
export async function makeDemo(db: D1Database, now: number): Promise<void> {
  const workspace = { id: DEMO_WORKSPACE, name: "demo", createdAt: now };
  const key = { label: "demo", provider: "GENERIC", scopes: SCOPES, expiresAt: null };
  // Of the team that `npm run demo` tells of.
  const terms = { ...DEFAULT_TERMS, ownDomains: [OWN_DOMAIN] };
  await createDemo(db, workspace, key, DEMO_KEY, terms);
}
