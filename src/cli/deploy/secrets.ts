import { rmSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as v from "valibot";

import { Refusal } from "../refusal.ts";
import { makeSecret, SECRET } from "../secret.ts";
import { runWrangler } from "../wrangler.ts";
import { toRefusal } from "../wrangler-error.ts";
import { LIST_SECRETS } from "./plan.ts";

const secretsSchema = v.pipe(v.string(), v.parseJson(), v.array(v.object({ name: v.string() })));

const NO_WORKER = /Worker "[^"]*".* not found/;

const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const;

/** Whether the deployed Worker has its SECRET; false too while there is no Worker. */
export async function hasSecret(): Promise<boolean> {
  const outcome = await runWrangler(LIST_SECRETS);
  if (outcome.code !== 0) {
    if (NO_WORKER.test(outcome.stdout + outcome.stderr)) return false;
    throw toRefusal(`wrangler ${LIST_SECRETS.join(" ")}`, outcome);
  }
  const secrets = v.safeParse(secretsSchema, outcome.stdout);
  if (!secrets.success) throw new Refusal("wrangler did not list the secrets of your Worker as expected.");
  return secrets.output.some(({ name }) => name === SECRET);
}

/** Runs the work with a file that holds a new SECRET and that only this user can read; afterwards it is gone. */
export async function withNewSecret(work: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "touchlog-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  function end(signal: NodeJS.Signals) {
    remove();
    process.exit(signal === "SIGINT" ? ENDED_BY.SIGINT : ENDED_BY.SIGTERM);
  }
  process.once("SIGINT", end).once("SIGTERM", end);
  try {
    const file = join(folder, "secrets.json");
    await writeFile(file, JSON.stringify({ [SECRET]: makeSecret() }), { mode: 0o600 });
    await work(file);
  } finally {
    remove();
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}
