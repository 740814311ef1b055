import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { execute } from "./execute.ts";
import { describePlace, type LocalPlace } from "./place.ts";
import { DATABASE, PROJECT } from "./project.ts";

const FOLDER = join(PROJECT, "src/storage/migrations");

// As wrangler makes it, which goes on with it.
const TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/**
 * Brings the schema of one local database up to date; does nothing when it is. All in one transaction: wrangler's own
 * command would start a runtime for each migration, which takes half a minute for a new database.
 */
export async function applyMigrations(
  place: LocalPlace,
  binding = DATABASE,
  signal?: AbortSignal,
): Promise<void> {
  const target = { place, binding, attempt: `Applying the migrations to ${describePlace(place)}`, signal };
  const [, applied] = await execute(target, { command: `${TABLE}; SELECT name FROM d1_migrations` });
  const names = new Set(applied?.results.map(({ name }) => name));
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".sql")).toSorted();
  const missing = files.filter((file) => !names.has(file));
  if (missing.length === 0) return;
  const steps = missing.map(async (file) => {
    const sql = await readFile(join(FOLDER, file), "utf8");
    return `${sql}\nINSERT INTO d1_migrations (name) VALUES ('${file}');\n`;
  });
  const folder = await mkdtemp(join(tmpdir(), "touchlog-"));
  try {
    const file = join(folder, "migrations.sql");
    await writeFile(file, (await Promise.all(steps)).join(""));
    await execute(target, { file });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
