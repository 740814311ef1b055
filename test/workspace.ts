import { env } from "cloudflare:workers";

import type { Scope } from "../src/domain/api-key.ts";
import { createKey } from "../src/pipeline/keys.ts";
import { insertWorkspace } from "../src/storage/workspaces.ts";

export type TestWorkspace = { readonly id: string; readonly name: string };

/** A workspace of its own, so that a test shares nothing with another. */
export async function createWorkspace(): Promise<TestWorkspace> {
  const workspace = { id: `wrk_${crypto.randomUUID()}`, name: "Acme", createdAt: Date.now() };
  await insertWorkspace(env.DB, workspace);
  return workspace;
}

export type KeyOptions = {
  readonly scopes?: readonly Scope[];
  readonly provider?: string;
  readonly expiresAt?: number | null;
  readonly allowsQuery?: boolean;
  readonly isStrict?: boolean;
};

/** A key of the workspace, of a new one when none is given. */
export async function createTestKey(options: KeyOptions & { readonly workspaceId?: string } = {}) {
  const workspaceId = options.workspaceId ?? (await createWorkspace()).id;
  const created = await createKey(
    env.DB,
    {
      workspaceId,
      label: "test",
      provider: options.provider ?? "GENERIC",
      scopes: options.scopes ?? ["ingest", "read", "admin"],
      expiresAt: options.expiresAt ?? null,
      allowsQuery: options.allowsQuery ?? true,
      isStrict: options.isStrict ?? false,
    },
    Date.now(),
  );
  if (created === null) throw new Error("no such workspace");
  return { ...created, workspaceId };
}
