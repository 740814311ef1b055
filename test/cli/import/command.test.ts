import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { importFile, type Order } from "../../../src/cli/import/import-file.ts";
import { Refusal } from "../../../src/cli/refusal.ts";
import { type Folder, makeFolder } from "../../system/folder.ts";
import { PROJECT, run as runProgram } from "../../system/run.ts";
import { type Endpoint, startEndpoint } from "./endpoint.ts";

const COMMAND = join(PROJECT, "src/cli/import.ts");
const KEY = "tl_demo";
const DONE =
  /^[^]*: ([\d,]+) lines[^]*? ([\d,]+) stored[^]*? ([\d,]+) already there[^]*? ([\d,]+) repeated[^]*? ([\d,]+) refused/;

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

let folder: Folder;
let endpoint: Endpoint;

beforeEach(async () => {
  folder = await makeFolder();
  endpoint = await startEndpoint();
});

afterEach(async () => {
  await endpoint.close();
  await folder.remove();
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [COMMAND, "--url", endpoint.origin, ...args], {
    cwd: folder.path,
    env: { ...process.env, INIT_CWD: folder.path, TOUCHLOG_KEY: KEY, ...env },
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
  // It may end before it has read all.
  child.stdin.on("error", () => {});
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code) => resolve({ code, ...texts }));
  });
  return { child, ended };
}

/** Without a process of its own, since it takes none to show most. */
async function run(name: string, overrides: Partial<Order> = {}): Promise<Ended> {
  const said = { log: vi.spyOn(console, "log"), error: vi.spyOn(console, "error") };
  const order = {
    name,
    path: join(folder.path, name),
    target: { origin: endpoint.origin, key: KEY },
    format: undefined,
    type: null,
    map: null,
    refused: null,
    allowRefused: false,
    restart: false,
    concurrency: 4,
    batchEvents: 500,
    giveUpAfterMs: 60_000,
    ...overrides,
  };
  const code = await importFile(order).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    return 1;
  });
  const [stdout = "", stderr = ""] = [said.log, said.error].map(({ mock }) => mock.calls.flat().join("\n"));
  vi.restoreAllMocks();
  return { code, stdout, stderr };
}

function write(name: string, content: string | Buffer): Promise<void> {
  return writeFile(join(folder.path, name), content);
}

async function readLines(name: string): Promise<readonly string[]> {
  return (await readFile(join(folder.path, name), "utf8")).split("\n").slice(0, -1);
}

/** Lines, stored, already there, repeated and refused. */
function countsOf({ stdout }: Ended): readonly number[] {
  return (
    DONE.exec(stdout)
      ?.slice(1)
      .map((count) => Number(count.replaceAll(",", ""))) ?? []
  );
}

function events(count: number, from = 0): string {
  const lines = Array.from(
    { length: count },
    (_none, index) => `{"type":"email","eventId":"e${from + index}"}\n`,
  );
  return lines.join("");
}

/** Resolves when so many requests have come. */
async function untilRequests(count: number): Promise<void> {
  while (endpoint.sizes.length < count) await sleep(5);
}

describe("npm run import", () => {
  it("sends every line in as few requests as it may, and says what became of them", async () => {
    await write("a.ndjson", `${events(25)}\n${events(2)}{"type":"email","eventId":"warned","warn":1}`);
    const ended = await run("a.ndjson", { batchEvents: 10, concurrency: 1 });
    expect(countsOf(ended)).toEqual([28, 26, 2, 0, 0]);
    expect(endpoint.sizes).toEqual([10, 10, 8]);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining("Warnings: 1 × odd") });
    expect(await readdir(folder.path)).toEqual(["a.ndjson"]);
  });

  it("keeps refused lines to be mended and imported, with the reason of each on the same line of another file", async () => {
    const long = `{"a":"${"x".repeat(1_048_576)}"}`;
    await write("a.ndjson", `{"type":"email","n":1}\n${events(2)}\nnot JSON\n${long}\n`);
    const ended = await run("a.ndjson");
    expect([ended.code, countsOf(ended)]).toEqual([1, [5, 2, 0, 0, 3]]);
    expect(await readLines("a.ndjson.refused.ndjson")).toEqual(['{"type":"email","n":1}', "not JSON", ""]);
    const reasons = (await readLines("a.ndjson.refused.reasons.ndjson")).map((line): unknown =>
      JSON.parse(line),
    );
    expect(reasons).toMatchObject([
      { line: 1, code: "invalid_event", message: "eventId is missing", errors: [{ path: "eventId" }] },
      { line: 5, code: "invalid_json", message: expect.stringMatching(/^not JSON: /) },
      { line: 6, code: "payload_too_large", message: expect.stringContaining("1048584 bytes") },
    ]);

    await write("a.ndjson.refused.ndjson", '{"type":"email","n":1,"eventId":"m1"}\n{"eventId":"m2"}\n\n');
    const mended = await run("a.ndjson.refused.ndjson", { type: "call" });
    expect([mended.code, countsOf(mended)]).toEqual([0, [2, 2, 0, 0, 0]]);
    expect(endpoint.kept.get("m2")).toBe('{"type":"call","eventId":"m2"}');

    const again = await run("a.ndjson");
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringContaining("a.ndjson.refused.ndjson is there from an import before"),
    ]);
    expect((await run("a.ndjson", { restart: true, allowRefused: true })).code).toBe(0);
  });

  it("goes on after an interruption where it was, and sends nothing again", async () => {
    await write("a.ndjson", events(40).replaceAll(/"eventId":"e\d*9"/g, '"n":9'));
    endpoint.delayMs = 60;
    const { child, ended } = start(["a.ndjson", "--batch", "2", "--concurrency", "2"]);
    await untilRequests(6);
    child.kill("SIGINT");
    const interrupted = await ended;
    const [done = 0] = countsOf(interrupted);
    expect(interrupted).toMatchObject({
      code: 130,
      stderr: expect.stringContaining("The same command goes on from here."),
    });
    expect(done).toBe(endpoint.sizes.length * 2);
    expect(done).toBeLessThan(40);

    const finished = await run("a.ndjson", { batchEvents: 7 });
    expect(countsOf(finished)).toEqual([40, 36, 0, 0, 4]);
    expect(endpoint.sizes.reduce((sum, size) => sum + size)).toBe(40);
    const reasons = await readLines("a.ndjson.refused.reasons.ndjson");
    expect(reasons.map((line) => Number(/\d+/.exec(line)?.[0])).toSorted((a, b) => a - b)).toEqual([
      10, 20, 30, 40,
    ]);
    expect(await readdir(folder.path)).not.toContain("a.ndjson.touchlog-import.json");
  });

  it("balances after it was killed at any time", async () => {
    await write("a.ndjson", events(60).replaceAll(/"eventId":"e\d*5"/g, '"n":5'));
    endpoint.delayMs = 5;
    for (const requests of [3, 9, 16]) {
      const { child, ended } = start(["a.ndjson", "--batch", "2"]);
      await untilRequests(requests);
      child.kill("SIGKILL");
      await ended;
    }
    const finished = await run("a.ndjson", { batchEvents: 2 });
    const [lines, stored = 0, alreadyThere = 0, repeated, refused] = countsOf(finished);
    expect([lines, stored + alreadyThere, repeated, refused]).toEqual([60, 54, 0, 6]);
    expect(endpoint.kept.size).toBe(54);
    expect(await readLines("a.ndjson.refused.ndjson")).toHaveLength(6);
  });

  it("does not go on with what is another file, workspace or way of reading, unless told to begin anew", async () => {
    await write("a.ndjson", events(4));
    const stop = {
      status: 403,
      body: { code: "insufficient_scope", message: "lacks the scope ingest", errors: [] },
    };
    endpoint.fault = (_lines, request) => (request > 1 ? stop : undefined);
    const options = { batchEvents: 2, concurrency: 1 };
    const stopped = await run("a.ndjson", options);
    expect(stopped).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("403 insufficient_scope: lacks the scope ingest."),
    });
    endpoint.fault = () => undefined;

    endpoint.workspace = "wrk_other";
    expect((await run("a.ndjson", options)).stderr).toContain(
      "it went to the workspace wrk_test, and the key is of wrk_other",
    );
    endpoint.workspace = "wrk_test";
    expect((await run("a.ndjson", { ...options, type: "crm" })).stderr).toContain(
      "--format, --type or the mapping was another",
    );
    await utimes(join(folder.path, "a.ndjson"), 1, 1);
    expect((await run("a.ndjson", options)).stderr).toContain(
      "the file was changed since. --restart begins anew",
    );
    expect(countsOf(await run("a.ndjson", { ...options, restart: true }))).toEqual([4, 2, 2, 0, 0]);
  });

  it("tries again when there is no answer, too many requests or a fault, and waits as long as it is asked to", async () => {
    await write("a.ndjson", events(3));
    const faults = [null, { status: 503 }, { status: 429, headers: { "retry-after": "1" } }];
    const at: number[] = [];
    endpoint.fault = (_lines, request) => {
      at.push(performance.now());
      return faults[request - 1];
    };
    expect(countsOf(await run("a.ndjson"))).toEqual([3, 3, 0, 0, 0]);
    const [, , third = 0, fourth = 0] = at;
    expect(fourth - third).toBeGreaterThan(990);
  });

  it("gives up after the time it is given, and can be gone on with", async () => {
    await write("a.ndjson", events(4));
    endpoint.fault = (_lines, request) => (request > 1 ? { status: 503 } : undefined);
    const options = { batchEvents: 2, concurrency: 1 };
    const gaveUp = await run("a.ndjson", { ...options, giveUpAfterMs: 1_000 });
    expect(gaveUp).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Gave up after \d tries: the answer was 503\.\nThe same command/),
    });
    endpoint.fault = () => undefined;
    expect(countsOf(await run("a.ndjson", options))).toEqual([4, 4, 0, 0, 0]);
  });

  it("ends at once on a second interruption while the first waits", async () => {
    await write("a.ndjson", events(4));
    endpoint.delayMs = 30_000;
    const { child, ended } = start(["a.ndjson"]);
    await untilRequests(1);
    child.kill("SIGINT");
    await sleep(700);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
  });

  it.each([
    ["413", { status: 413 }],
    ["400", { status: 400, body: { code: "invalid_request", message: "three is too many", errors: [] } }],
  ])("finds the line that a %s is about", async (_status, fault) => {
    await write("a.ndjson", events(9));
    endpoint.fault = (lines) => (lines.some((line) => line.includes('"e4"')) ? fault : undefined);
    const ended = await run("a.ndjson");
    expect([ended.code, countsOf(ended)]).toEqual([1, [9, 8, 0, 0, 1]]);
    expect(await readLines("a.ndjson.refused.ndjson")).toEqual(['{"type":"email","eventId":"e4"}']);
  });

  it.each([
    [
      { status: 302, headers: { location: "https://elsewhere.example" } },
      "to https://elsewhere.example: give --url as it is there",
    ],
    [{ status: 400 }, "The answer was 400, and not one of Touchlog's"],
    [{ status: 200 }, "The answer was 200, but not what Touchlog answers"],
  ])("ends at what is no answer to an import: %j", async (fault, message) => {
    await write("a.ndjson", events(1));
    endpoint.fault = () => fault;
    expect(await run("a.ndjson")).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it("reads gzip whatever its name, and says that it is cut", async () => {
    const zipped = gzipSync(events(2000));
    await write("a.ndjson.gz", zipped);
    expect(countsOf(await run("a.ndjson.gz"))).toEqual([2000, 2000, 0, 0, 0]);
    await write("b.jsonl", zipped.subarray(0, 1000));
    expect(await run("b.jsonl")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("b.jsonl is not whole gzip data"),
    });
  });

  it("keeps the key to itself", async () => {
    await write("a.ndjson", events(4));
    endpoint.fault = (_lines, request) => (request > 1 ? { status: 404 } : undefined);
    const { code, stdout, stderr } = await start(["a.ndjson", "--batch", "2", "--concurrency", "1"]).ended;
    expect(code).toBe(2);
    const files = await Promise.all(
      (await readdir(folder.path)).map((name) => readFile(join(folder.path, name), "utf8")),
    );
    expect(files).toHaveLength(2);
    const hash = createHash("sha256").update(KEY).digest("hex").slice(0, 12);
    for (const text of [stdout, stderr, ...files]) expect(text).not.toMatch(new RegExp(`${KEY}|${hash}`));
    const wrong = await start(["a.ndjson", "--restart"], { TOUCHLOG_KEY: "tl_wrong" }).ended;
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Refused with 401 unknown_api_key"),
    });
    expect((await start(["a.ndjson"], { TOUCHLOG_KEY: "tl_broken key" }).ended).stderr).toBe(
      "The API key is not a whole key of Touchlog: they begin with tl_; copy it again.\n",
    );
  });

  it.each([
    [["none.ndjson"], "There is no file none.ndjson"],
    [["."], "What is in .? Say --format ndjson"],
    [["a.csv"], "a.csv needs --map FILE"],
    [["a.ndjson", "b.ndjson"], '"b.ndjson" is one word too many'],
  ])("says what to mend: %j", async (args, message) => {
    expect(await start(args).ended).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(message),
    });
  });
});

describe("npm run import from standard input", () => {
  it("is NDJSON unless told otherwise", async () => {
    const { child, ended } = start(["-", "--format", "json"]);
    child.stdin.end(JSON.stringify([{ eventId: "1" }, { eventId: "2" }, {}]));
    expect(await ended).toMatchObject({ code: 1 });
    expect([...endpoint.kept.keys()]).toEqual(["1", "2"]);
    expect(await readLines("stdin.refused.ndjson")).toEqual(["{}"]);
  });

  it("says that it has to be sent again when it was interrupted, however long the next line takes", async () => {
    const { child, ended } = start(["-", "--batch", "2"]);
    child.stdin.write(events(2));
    await untilRequests(1);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 143, stderr: expect.stringContaining("send all of it again") });
  });

  it("takes no more memory for many lines", async () => {
    // They are 130 MB.
    const padding = "x".repeat(400);
    const { child, ended } = start(["-"], { NODE_OPTIONS: "--max-old-space-size=80" });
    let peakKb = 0;
    for (let from = 0; from < 300_000; from += 5_000) {
      const lines = Array.from(
        { length: 5_000 },
        (_none, index) => `{"type":"email","eventId":"${(from + index) % 5_000}","p":"${padding}"}\n`,
      );
      if (child.exitCode !== null) break;
      if (!child.stdin.write(lines.join(""))) await Promise.race([once(child.stdin, "drain"), ended]);
      if (from % 30_000 === 0) peakKb = Math.max(peakKb, await residentKb(child.pid));
    }
    child.stdin.end();
    expect(countsOf(await ended)).toEqual([300_000, 5_000, 295_000, 0, 0]);
    expect(peakKb).toBeGreaterThan(10_000);
    expect(peakKb).toBeLessThan(250_000);
  });
});

/** What of a process is in memory. */
async function residentKb(pid: number | undefined): Promise<number> {
  const { stdout } = await runProgram("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout);
}
