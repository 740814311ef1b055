import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { buildTouchlog } from "../../bench/build.ts";
import { runImport } from "../../bench/import-run.ts";
import { type Server, startServer } from "../../bench/server.ts";
import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { codeBlock, codeSpans, read } from "./docs.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { runCommand } from "./run.ts";

const BODIES_BY_TYPE = { email: emailBody, call: callBody, crm: crmBody, social: socialBody };

let folder: Folder;
let server: Server;

beforeAll(async () => {
  folder = await makeFolder();
  server = await startServer(await buildTouchlog());
});

afterAll(async () => {
  await server.close();
  await folder.remove();
});

it("npm run import brings every kind to the Worker, once however often", async () => {
  const events = Object.entries(BODIES_BY_TYPE).flatMap(([type, body]) =>
    [1, 2, 3].map((eventId) => body({ type, eventId: `imported ${eventId}` })),
  );
  const file = join(folder.path, "events.ndjson");
  const lines = [...events, events[0], { ...events[1], eventTimestamp: "yesterday" }];
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const first = await runImport(server, file, null);
  expect(first).toMatchObject({
    end: "0",
    output: expect.stringMatching(/ 12 stored\n.* 0 already there\n.* 1 repeated/),
  });
  expect(first.output).toMatch(/ 1 refused\n/);
  expect(first.output).toContain("Refused: 1 × invalid_event");
});

it("npm run import has the options that docs/import.md names", async () => {
  const { stdout } = await runCommand("import", ["--help"]);
  const named = codeSpans(read("docs/import.md")).flatMap((span) => span.match(/^--[\w-]+/g) ?? []);
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((option) => !stdout.includes(option))).toEqual([]);
});

it("npm run import does what docs/import.md shows", async () => {
  const page = read("docs/import.md");
  await writeFile(join(folder.path, "mapping.json"), codeBlock(page, "json", "mapping"));
  await writeFile(join(folder.path, "contacts.csv"), codeBlock(page, "csv", "contacts"));
  const args = ["contacts.csv", "--map", "mapping.json", "--url", server.origin];
  const env = { INIT_CWD: folder.path, TOUCHLOG_KEY: server.holder.secret };
  const { code, stdout } = await runCommand("import", args, env);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("2 stored") });
  const { results } = await server.db
    .prepare(
      "SELECT kind, type, json_extract(body, '$.customMetadata.owner') AS owner FROM events ORDER BY seq DESC LIMIT 2",
    )
    .all();
  expect(results).toEqual([
    { kind: "calls", type: "transcript", owner: null },
    { kind: "emails", type: "sent", owner: "Sarah" },
  ]);
});
