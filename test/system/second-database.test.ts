import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { codeBlock, read, ROOT } from "./docs.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { run } from "./run.ts";

const BINDING = codeBlock(read("docs/operations.md"), "toml", "DB_2");

let folder: Folder;

beforeAll(async () => {
  folder = await makeFolder();
  await cp(join(ROOT, "src"), join(folder.path, "src"), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder.path, "node_modules"));
  await cp(join(ROOT, "package.json"), join(folder.path, "package.json"));
  const config = await readFile(join(ROOT, "wrangler.toml"), "utf8");
  await writeFile(join(folder.path, "wrangler.toml"), `${config}\n${BINDING}`);
});

afterAll(() => folder.remove());

function command(name: string, ...args: readonly string[]) {
  const env = { INIT_CWD: folder.path };
  return run(process.execPath, [join(folder.path, "src/cli", `${name}.ts`), ...args], env);
}

describe("docs/operations.md, a second database", () => {
  it("lets workspaces and keys be made in it and in the default one, and lists them together", async () => {
    const acme = (await command("admin", "workspace", "create", "--name", "Acme")).stdout.trim();
    const globex = ["--name", "Globex", "--id", "wrk_globex", "--database", "2"];
    const created = await command("admin", "workspace", "create", ...globex);
    expect(created).toMatchObject({ code: 0, stdout: "wrk_globex.2\n" });
    expect(created.stderr).toContain("key create --workspace wrk_globex.2 ");
    const list = await command("admin", "workspace", "list");
    expect(list.stdout).toMatch(new RegExp(`^${acme} .* Acme .*\\nwrk_globex\\.2 .* Globex `, "m"));
    const wanted = ["--provider", "N8N", "--scopes", "ingest"];
    const key = await command("admin", "key", "create", "--workspace", "wrk_globex.2", ...wanted);
    expect(key.stdout).toMatch(/^tl2_[0-9A-Za-z]{49}\n$/);
    const keys = await command("admin", "key", "list", "--workspace", "wrk_globex.2");
    expect(keys.stdout).toContain(key.stdout.slice(0, 9));
    expect((await command("admin", "markers", "forget")).stdout).toMatch(/^The markers of 2 workspaces /);
  });

  it("is made and migrated by a deployment like the first", async () => {
    const { stdout } = await command("deploy", "--dry-run", "--location", "weur");
    expect(stdout.match(/^ {2}npx wrangler d1 .*/gm)).toStrictEqual([
      "  npx wrangler d1 list --json -c wrangler.toml",
      "  npx wrangler d1 create touchlog --location weur -c wrangler.toml",
      "  npx wrangler d1 create touchlog-2 --location weur -c wrangler.toml",
      "  npx wrangler d1 migrations apply DB --remote -c wrangler.toml",
      "  npx wrangler d1 migrations apply DB_2 --remote -c wrangler.toml",
    ]);
    expect(stdout).toMatch(/env\.DB_2 \(touchlog-2\)/);
  });

  it.each([
    [["--database", "3"], /^wrangler\.toml binds no DB_3, in which wrk_x\.3 would be: add it there\.$/],
    [["--database", "1"], /^--database is a number from 2 to 99, as DB_2 has 2, not "1"\.$/],
  ])("is refused in words when it can't be: %j", async (options, words) => {
    const args = ["workspace", "create", "--name", "Acme", "--id", "wrk_x", ...options];
    const { code, stderr } = await command("admin", ...args);
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(words);
  });
});
