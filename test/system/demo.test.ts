import { afterAll, beforeAll, expect, it } from "vitest";

import { buildTouchlog } from "../../bench/build.ts";
import { type Server, startServer } from "../../bench/server.ts";
import { makeWorld } from "../../src/cli/demo/world.ts";
import { codeSpans, read } from "./docs.ts";
import { runCommand } from "./run.ts";

const UNTIL = "2026-11-21";

let server: Server;

beforeAll(async () => {
  server = await startServer(await buildTouchlog());
});

afterAll(async () => {
  await server.close();
});

async function count(): Promise<unknown> {
  return server.db
    .prepare(
      "SELECT (SELECT COUNT(*) FROM events) AS events, (SELECT COUNT(*) FROM conflicts) AS conflicts, (SELECT COUNT(*) FROM rejections) AS rejections",
    )
    .first();
}

it("npm run demo fills a workspace, and changes nothing when it is run again", async () => {
  const world = makeWorld({ seed: "acme", until: Date.parse(UNTIL), events: 200 });
  const args = ["--url", server.origin, "--events", "200", "--until", UNTIL];
  const env = { TOUCHLOG_KEY: server.holder.secret };
  const [events, mistakes] = [world.events.length, world.mistakes.length];
  const first = await runCommand("demo", args, env);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining(` ${events} stored`) });
  const counts = { events, conflicts: 1, rejections: mistakes };
  expect(await count()).toEqual(counts);
  const second = await runCommand("demo", args, env);
  expect(second).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(` 0 stored, ${events} already there, 0 refused`),
  });
  expect(await count()).toEqual(counts);
});

it("npm run demo says when nobody answers, or the key is not known", async () => {
  const lonely = await runCommand("demo", ["--url", "http://127.0.0.1:1", "--events", "10"]);
  expect(lonely).toMatchObject({ code: 2, stderr: expect.stringContaining("is `npm start` running?") });
  const env = { TOUCHLOG_KEY: "tl_demo" };
  const unknown = await runCommand("demo", ["--url", server.origin, "--events", "10"], env);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown_api_key") });
});

it("npm run demo has the options that docs/demo.md names", async () => {
  const { stdout } = await runCommand("demo", ["--help"]);
  const named = codeSpans(read("docs/demo.md")).flatMap((span) => span.match(/^--[\w-]+/g) ?? []);
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((option) => !stdout.includes(option))).toEqual([]);
});
