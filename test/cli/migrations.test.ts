import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { execute } from "../../src/cli/execute.ts";
import { applyMigrations } from "../../src/cli/migrations.ts";
import { type LocalPlace, placeArguments } from "../../src/cli/place.ts";
import { DATABASE, PROJECT } from "../../src/cli/project.ts";
import { runWrangler } from "../../src/cli/wrangler.ts";
import { type Folder, makeFolder } from "../system/folder.ts";

const FIRST = "0001_receiver.sql";

let folder: Folder;
let place: LocalPlace;

beforeAll(async () => {
  folder = await makeFolder();
  place = { kind: "local", stateDir: folder.path };
});

afterAll(() => folder.remove());

function executeHere(command: string) {
  return execute({ place, binding: DATABASE, attempt: "The test", signal: undefined }, { command });
}

it("applies all missing migrations or, when one fails, none, and leaves nothing for wrangler to apply", async () => {
  const first = await readFile(join(PROJECT, "src/storage/migrations", FIRST), "utf8");
  await executeHere(
    `${first}; CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY, name TEXT UNIQUE); CREATE TABLE alerts (a);
     INSERT INTO d1_migrations (name) VALUES ('${FIRST}')`,
  );
  await expect(applyMigrations(place)).rejects.toThrow(
    `Applying the migrations to local state in ${folder.path} failed: table alerts already exists`,
  );
  const [, applied] = await executeHere("DROP TABLE alerts; SELECT name FROM d1_migrations");
  expect(applied?.results).toEqual([{ name: FIRST }]);
  await applyMigrations(place);
  const list = await runWrangler(["d1", "migrations", "list", DATABASE, ...placeArguments(place)]);
  expect(list.stdout).toContain("No migrations to apply!");
});
