import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { runWrangler } from "../../src/cli/wrangler.ts";
import { type Account, openAccount } from "./cloudflare-account.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { PROJECT, runCommand } from "./run.ts";

const DEMO_KEY = "tl_demo";
const ASSETS_FOLDER = join(PROJECT, "src/assets");

/** What the Worker hands out: every file of the source's folder, and nothing else. */
async function listAssets(): Promise<readonly string[]> {
  const entries = await readdir(ASSETS_FOLDER, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `/${relative(ASSETS_FOLDER, join(entry.parentPath, entry.name))}`)
    .toSorted();
}

// A person's own login is none of the tests' business.
const NOBODY = {
  CLOUDFLARE_API_TOKEN: undefined,
  CLOUDFLARE_API_KEY: undefined,
  CLOUDFLARE_EMAIL: undefined,
};

describe.concurrent("npm run deploy", () => {
  let folder: Folder;

  beforeAll(async () => {
    folder = await makeFolder();
  });

  afterAll(() => folder.remove());

  it("builds a Worker that knows nothing of the demo key, and so do the migrations", async () => {
    const built = await runWrangler(["deploy", "--dry-run", "--outdir", folder.path]);
    expect(built).toMatchObject({ code: 0 });
    const migrations = join(PROJECT, "src/storage/migrations");
    const files = [...(await filesIn(folder.path)), ...(await filesIn(migrations))];
    expect(files.map(({ name }) => name)).toStrictEqual(
      expect.arrayContaining(["index.js", "0001_receiver.sql"]),
    );
    expect(files.filter(({ text }) => text.includes(DEMO_KEY))).toStrictEqual([]);
  });

  it("shows what it would run, and runs no more than a build", async () => {
    const { code, stdout } = await runCommand("deploy", ["--dry-run", "--jurisdiction", "eu"], NOBODY);
    expect(code).toBe(0);
    expect(stdout.match(/^ {2}npx .*/gm)).toStrictEqual([
      "  npx wrangler whoami --json -c wrangler.toml",
      "  npx wrangler d1 list --json -c wrangler.toml",
      "  npx wrangler d1 create touchlog --jurisdiction eu -c wrangler.toml",
      "  npx wrangler d1 migrations apply DB --remote -c wrangler.toml",
      "  npx wrangler secret list -c wrangler.toml",
      "  npx wrangler deploy --secrets-file … -c wrangler.toml",
    ]);
    expect(stdout).toContain("--dry-run: exiting now.");
  });

  it("does not deploy when npm has taken the option for itself", async () => {
    const { code, stdout, stderr } = await runCommand("deploy", [], { npm_config_dry_run: "true" });
    expect({ code, stdout, stderr: stderr.trim() }).toStrictEqual({
      code: 1,
      stdout: "",
      stderr:
        "npm took --dry-run for itself: write npm run deploy -- --dry-run …, with -- before the options.",
    });
  });

  it("says how to log in before anything else", async () => {
    const home = { HOME: folder.path, XDG_CONFIG_HOME: folder.path };
    const { code, stdout, stderr } = await runCommand("deploy", [], { ...NOBODY, ...home });
    expect({ code, stdout }).toStrictEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "You are not logged in to Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN, and try again.\n",
    );
  });

  it("refuses a place that Cloudflare does not have", async () => {
    const { code, stderr } = await runCommand("deploy", ["--location", "eu"], NOBODY);
    expect({ code, stderr }).toStrictEqual({
      code: 1,
      stderr: '--location is one of weur, eeur, apac, oc, wnam, enam, not "eu".\n',
    });
  });
});

describe("a deployment to an account", () => {
  let account: Account;
  let temporary: Folder;
  let output = "";

  beforeAll(async () => {
    account = await openAccount();
    temporary = await makeFolder();
  });

  afterAll(async () => {
    await account.close();
    await temporary.remove();
  });

  it("makes the database only where it was told to, then the schema, the queues and the Worker", async () => {
    const unsaid = await runCommand("deploy", [], account.environment);
    expect(unsaid.stderr).toMatch(
      /^The database is not made yet, and where it is kept is final: .*--location weur/,
    );
    const environment = { ...account.environment, TMPDIR: temporary.path };
    const { code, stdout, stderr } = await runCommand("deploy", ["--location", "weur"], environment);
    output = stdout;
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
    expect(account.made()).toStrictEqual([
      { d1: { name: "touchlog", primary_location_hint: "weur" } },
      { assets: { paths: await listAssets() } },
      { kv: { title: "touchlog-markers-kv" } },
      { queue: { queue_name: "touchlog-events" } },
      { queue: { queue_name: "touchlog-dead-letters" } },
      { worker: { name: "touchlog" } },
    ]);
    expect(stdout).toContain("npm run admin -- workspace create --name Acme --remote");
  });

  it("gives the Worker a random SECRET that nobody gets to see", async () => {
    expect(account.secrets()).toStrictEqual({ SECRET: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(output).not.toContain(account.secrets()["SECRET"]);
    expect(await readdir(temporary.path)).toStrictEqual([]);
  });

  it("lets the admin commands work on the deployed database", async () => {
    const remote = "--remote";
    const name = `It's "Acme"; ?1`;
    await runCommand(
      "admin",
      ["workspace", "create", "--name", name, "--id", "wrk_acme", remote],
      account.environment,
    );
    const { stdout } = await runCommand("admin", ["workspace", "list", remote], account.environment);
    expect(stdout).toMatch(/^wrk_acme {2}It's "Acme"; \?1 {2}20/m);
  });

  it("upgrades when it is run again, and keeps the SECRET that is there", async () => {
    const before = account.made();
    const secrets = account.secrets();
    const { code, stdout } = await runCommand("deploy", ["--location", "enam"], account.environment);
    expect(code).toBe(0);
    expect(stdout).toContain("Where it is kept is final: --location changes nothing.");
    expect(account.made().slice(before.length)).toStrictEqual([{ worker: { name: "touchlog" } }]);
    expect(account.secrets()).toStrictEqual(secrets);
  });
});

async function filesIn(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ name }) => ({ name, text: await readFile(join(folder, name), "utf8") })),
  );
}
