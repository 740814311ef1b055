import * as v from "valibot";

import { readBound } from "./bound.ts";
import { command, main } from "./command.ts";
import {
  createDatabase,
  DEPLOY,
  deployWithSecrets,
  LIST_SECRETS,
  LOOK_UP,
  migrate,
  WHO_AM_I,
} from "./deploy/plan.ts";
import { askResidence, readResidence, type Residence, RESIDENCE_OPTIONS } from "./deploy/residence.ts";
import { hasSecret, withNewSecret } from "./deploy/secrets.ts";
import { Refusal } from "./refusal.ts";
import { exitOf, runWrangler, spawnWrangler } from "./wrangler.ts";
import { toRefusal } from "./wrangler-error.ts";

const databasesSchema = v.pipe(v.string(), v.parseJson(), v.array(v.object({ name: v.string() })));

await main(
  command({
    name: "npm run deploy --",
    description: "Deploy to your Cloudflare account; run again, it upgrades",
    args: {
      ...RESIDENCE_OPTIONS,
      "dry-run": { type: "boolean", description: "show what would be run and build the Worker, no more" },
    },
    async run(args) {
      const residence = readResidence(args);
      await (args["dry-run"] === true ? rehearse(residence) : deploy(residence));
    },
  }),
);

async function deploy(residence: Residence | null): Promise<void> {
  await capture(WHO_AM_I);
  const databases = readBound();
  await provideDatabases(
    databases.map(({ name }) => name),
    residence,
  );
  console.log("Applying migrations …");
  for (const database of databases) await capture(migrate(database));
  const isSecretKept = await hasSecret();
  console.log(`Deploying the Worker${isSecretKept ? "" : " with a new SECRET"} …\n`);
  await (isSecretKept ? show(DEPLOY) : withNewSecret((file) => show(deployWithSecrets(file))));
  console.log(`
Deployed. What comes next, once:
  npm run admin -- workspace create --name Acme --remote
  npm run admin -- key create --workspace wrk_… --provider N8N --scopes ingest --remote`);
}

async function provideDatabases(names: readonly string[], residence: Residence | null): Promise<void> {
  const databases = v.safeParse(databasesSchema, await capture(LOOK_UP));
  if (!databases.success)
    throw new Refusal("wrangler did not list the databases of your account as expected.");
  const there = new Set(databases.output.map(({ name }) => name));
  for (const name of names.filter((known) => there.has(known))) {
    console.log(`The database ${name} is there.`);
  }
  const missing = names.filter((name) => !there.has(name));
  if (missing.length === 0 && residence !== null) {
    console.log(`Where it is kept is final: --${residence.kind} changes nothing.`);
  }
  for (const name of missing) {
    const wanted = residence ?? (await askResidence());
    console.log(`Making the database ${name} (${wanted.kind} ${wanted.name}, which is final) …`);
    await capture(createDatabase(name, wanted));
  }
}

async function rehearse(residence: Residence | null): Promise<void> {
  const databases = readBound();
  const create = databases.map(({ name }) => createDatabase(name, residence));
  const deployment = [LIST_SECRETS, deployWithSecrets("…")];
  console.log("A deployment would run, the database's creation only when there is none of this name,");
  console.log("and with a file of secrets only when the Worker has no SECRET:");
  for (const step of [WHO_AM_I, LOOK_UP, ...create, ...databases.map(migrate), ...deployment]) {
    console.log(`  npx wrangler ${step.join(" ")} -c wrangler.toml`);
  }
  console.log("");
  await show([...DEPLOY, "--dry-run"]);
}

/** Runs wrangler and returns what it prints. */
async function capture(args: readonly string[]): Promise<string> {
  const outcome = await runWrangler(args);
  if (outcome.code !== 0) throw toRefusal(`wrangler ${args.join(" ")}`, outcome);
  return outcome.stdout;
}

/** Runs wrangler at the terminal, where it may ask. */
async function show(args: readonly string[]): Promise<void> {
  const code = await exitOf(spawnWrangler(args, { stdio: "inherit" }));
  if (code !== 0) throw new Refusal("The deployment stopped; wrangler says above why. It can be run again.");
}
