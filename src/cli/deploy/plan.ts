import type { Bound } from "../bound.ts";
import type { Residence } from "./residence.ts";

// The steps of a deployment as wrangler's arguments: what `--dry-run` shows is what is run.

export const WHO_AM_I = ["whoami", "--json"] as const;

export const LOOK_UP = ["d1", "list", "--json"] as const;

export function migrate({ binding }: Bound): readonly string[] {
  return ["d1", "migrations", "apply", binding, "--remote"];
}

/** It makes what it finds no resource for: the KV namespace and both queues. */
export const DEPLOY = ["deploy"] as const;

export const LIST_SECRETS = ["secret", "list"] as const;

/** The same for a Worker that has no SECRET yet. A file, since arguments can be read by others on the machine. */
export function deployWithSecrets(file: string): readonly string[] {
  return [...DEPLOY, "--secrets-file", file];
}

/** Only the database is made beforehand, since `deploy` itself can't be told where to keep it. Null is not chosen yet. */
export function createDatabase(name: string, residence: Residence | null): readonly string[] {
  const where = residence === null ? ["--location", "…"] : [`--${residence.kind}`, residence.name];
  return ["d1", "create", name, ...where];
}
