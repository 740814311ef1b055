import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { isPlausibleApiKey } from "../../src/domain/api-key.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { type Run, runCommand } from "./run.ts";

describe.concurrent("npm run admin", () => {
  let folder: Folder;

  beforeAll(async () => {
    folder = await makeFolder();
  });

  afterAll(() => folder.remove());

  function admin(...args: readonly string[]): Promise<Run> {
    return runCommand("admin", [...args, "--state", folder.path]);
  }

  it("manages workspaces and keys on state that nothing has prepared", async () => {
    const id = (await admin("workspace", "create", "--name", "Acme")).stdout.trim();
    expect(id).toMatch(/^wrk_[0-9a-f]{24}$/);

    // As hard to quote as a label can be.
    const label = `It's "7"; DROP TABLE api_keys -- ?1`;
    const scopes = ["--scopes", "ingest,read", "--label", label, "--expires", "90d"];
    const created = await admin("key", "create", "--workspace", id, "--provider", "n8n", ...scopes);
    const secret = created.stdout.trim();
    expect(isPlausibleApiKey(secret)).toBe(true);
    expect(created.stderr).toContain(`in local state in ${folder.path}. Keep it now`);
    const keyId = /key_[0-9a-f]+/.exec(created.stderr)?.[0] ?? "";

    const name = ["--workspace", id, "--key", keyId];
    const updated = await admin("key", "update", ...name, "--no-query");
    expect(updated.stdout).toContain(`${keyId} in local state in ${folder.path} is labelled "${label}"`);
    expect(updated.stdout).toContain("may come in a header only.");

    const rotated = await admin("key", "rotate", ...name, "--grace", "7d");
    expect(isPlausibleApiKey(rotated.stdout.trim())).toBe(true);
    expect(rotated.stdout.trim()).not.toBe(secret);
    expect((await admin("key", "rotate", ...name, "--grace", "7d")).stderr).toMatch(
      new RegExp(`^--key ${keyId} was rotated before: rotate key_[0-9a-f]+, which took its place`),
    );
    const revoked = await admin("key", "revoke", ...name);
    expect(revoked.stdout).toContain(`${keyId} is revoked in local state in ${folder.path}.`);
    expect((await admin("key", "revoke", ...name)).stdout).toMatch(
      new RegExp(`^${keyId} was revoked before, at 20.*Z, in local state in ${folder.path}.$`, "m"),
    );
    expect((await admin("key", "rotate", ...name, "--grace", "0")).stderr).toMatch(
      new RegExp(`^--key ${keyId} was revoked at 20.*Z and can't be rotated: create a new one.$`, "m"),
    );

    const list = await admin("key", "list", "--workspace", id);
    const [headings, old, next] = list.stdout.trim().replaceAll(label, "LABEL").split("\n");
    const instant = String.raw`20\d\d-\d\d-\d\dT[\d:.]+Z`;
    expect(headings).toMatch(
      /^ID +PREFIX +LABEL +PROVIDER +SCOPES +QUERY +STRICT +CREATED +LAST USED +EXPIRES +REVOKED$/,
    );
    expect(old).toMatch(
      new RegExp(
        `^${keyId} +${secret.slice(0, 9)}… +LABEL +N8N +ingest,read +no +no +${instant} +- +${instant} +${instant}$`,
      ),
    );
    expect(next).toMatch(
      new RegExp(`^key_.* LABEL +N8N +ingest,read +no +no +${instant} +- +${instant} +-$`),
    );
    expect(list.stdout).not.toContain(secret);

    const nobodys = await admin("markers", "forget", "--workspace", "wrk_none");
    expect({ code: nobodys.code, stderr: nobodys.stderr }).toStrictEqual({
      code: 1,
      stderr: `--workspace wrk_none is not in local state in ${folder.path}; \`workspace list\` shows those that are.\n`,
    });

    const files = await readdir(folder.path, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const content = await readFile(join(file.parentPath, file.name), "latin1");
      expect(content.includes(secret), `${file.name} holds the key`).toBe(false);
    }
  });

  const key = ["key", "create", "--workspace", "wrk_1", "--provider", "N8N", "--scopes", "ingest"];

  it.each([
    [
      [...key, "--scopes", "ingest,write"],
      '--scopes knows ingest, read, admin, not "write"; join several with commas, like --scopes ingest,read.',
    ],
    [[...key, "--expires", "2020-01-01"], "--expires 2020-01-01 is over already: give a time to come."],
    [
      [...key, "--expires", "2027-02-30"],
      '--expires is a number of days like 90d or a date like 2027-01-31, not "2027-02-30".',
    ],
    [[...key, "--provider", "N 8N"], '--provider is one word like N8N, CLAY or MAKE, not "N 8N".'],
    [[...key, "--labl", "x"], "There is no option --labl; --help lists them."],
    [
      [...key, "--workspace", "Acme"],
      '--workspace is an id that begins with wrk_, not "Acme"; the lists show them.',
    ],
    [[...key, "--remote"], "--state and --remote exclude each other: leave one away."],
    [
      ["key", "rotate", "--workspace", "wrk_1", "--key", "key_1", "--grace", "31d"],
      '--grace is 0 to 30 days, like 0, 12h or 7d, not "31d".',
    ],
    [
      ["key", "update", "--workspace", "wrk_1", "--key", "key_1"],
      "Nothing is to be changed: say --label, --query, --no-query, --strict or --no-strict.",
    ],
    [["key", "create", "--workspace", "wrk_1", "--provider", "N8N"], "Missing required argument: --scopes"],
    [["workspace", "create", "--name", " "], "--name is one line of 1 to 100 characters."],
  ])("refuses %j with a sentence that names the option", async (args, sentence) => {
    const { code, stderr } = await admin(...args);
    expect({ code, stderr: stderr.trim() }).toStrictEqual({ code: 1, stderr: sentence });
  });

  it("has help for every command", async () => {
    const { code, stdout } = await runCommand("admin", ["key", "rotate", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "npm run admin -- key rotate [OPTIONS] --workspace=<wrk_…> --key=<key_…> --grace=<7d>",
    );
  });
});
