import { appendFile, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { type FoundEvent, get, getEvent, readReceipt, send } from "./api.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { descendants, survivors } from "./process-tree.ts";
import { run, runCommand } from "./run.ts";
import { startTouchlog, stopTouchlog, type Touchlog } from "./touchlog.ts";

const NPM_START = ["npm", "start", "--"] as const;
const KEY = "tl_demo";
const OPERATOR_TOKEN = "a-token-of-the-operator";

// Longer than a command takes to meet the lock.
const LOCKED_MS = 5_000;

describe("npm start", () => {
  let folder: Folder;
  let started: Touchlog;
  let eventId = "";

  beforeAll(async () => {
    folder = await makeFolder();
    started = await startTouchlog(folder.path, NPM_START);
  });

  afterAll(async () => {
    await started.kill();
    await folder.remove();
  });

  it("says what it does and that it is ready, without wrangler's own talk", () => {
    const output = started.output();
    expect(output.match(/Ready on .*/g)).toStrictEqual([`Ready on ${started.origin}`]);
    expect(output).toContain("Starting the Worker …\n");
    expect(output).not.toMatch(/⎔|\[wrangler|WARNING|access to the following bindings/);
  });

  it("prints a command whose event is new the first time and a duplicate the second", async () => {
    const command = /^curl .*\/emails'[^]*?^\}'$/m.exec(started.output())?.[0] ?? "";
    const [first, second] = [await run("bash", ["-c", command]), await run("bash", ["-c", command])];
    expect(JSON.parse(first.stdout)).toMatchObject({
      _metadata: { message: "Webhook received successfully" },
      received: true,
      connection: { providerName: "GENERIC", shouldProcess: true },
      additionalData: { duplicate: false, warnings: [] },
    });
    eventId = readReceipt(first.stdout).eventOId;
    expect(readReceipt(second.stdout)).toMatchObject({ eventOId: eventId, duplicate: true });
  });

  it("prints the command that fills this workspace, whatever the port", () => {
    expect(started.output()).toContain(`\nnpm run demo -- --url ${started.origin}\n`);
  });

  it("prints a link that signs in to the demo workspace, which no other token does", async () => {
    const link =
      new RegExp(`${started.origin}/sign-in/local\\?token=[\\w-]+`).exec(started.output())?.[0] ?? "";
    const opened = await fetch(link, { redirect: "manual" });
    expect([opened.status, opened.headers.get("location")]).toEqual([303, "/live"]);
    const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = await (await fetch(`${started.origin}/live`, { headers: { cookie } })).text();
    expect(page).toContain(eventId);
    expect((await fetch(`${link}0`, { redirect: "manual" })).status).toBe(403);
  });

  it("processes the event within seconds", async () => {
    let event: FoundEvent | null = null;
    for (let look = 0; look < 50 && event?.processingStatus !== "processed"; look++) {
      event = await getEvent(started.origin, KEY, eventId);
      await sleep(200);
    }
    expect(event).toMatchObject({ oId: eventId, processingStatus: "processed" });
  });

  it("lets the admin commands make a workspace and a key that work at once", async () => {
    const state = ["--state", folder.path];
    const created = await run("npm", [
      "--silent",
      "run",
      "admin",
      "--",
      "workspace",
      "create",
      "--name",
      "A",
      ...state,
    ]);
    const workspace = created.stdout.trim();
    const scopes = ["--provider", "N8N", "--scopes", "ingest"];
    const key = await runCommand("admin", ["key", "create", "--workspace", workspace, ...scopes, ...state]);
    expect(await send(started.origin, key.stdout.trim(), "emails", emailBody())).toMatchObject({
      duplicate: false,
    });
  });

  it("lets them wait while something else has locked the data", async () => {
    const databases = join(folder.path, "v3/d1/miniflare-D1DatabaseObject");
    const name = (await readdir(databases)).find((file) => /^[0-9a-f]{64}\.sqlite$/.test(file));
    const database = new DatabaseSync(join(databases, name ?? "none"));
    database.exec("BEGIN IMMEDIATE");
    const creation = runCommand("admin", ["workspace", "create", "--name", "B", "--state", folder.path]);
    await sleep(LOCKED_MS);
    database.exec("ROLLBACK");
    database.close();
    expect(await creation).toMatchObject({ code: 0, stdout: expect.stringMatching(/^wrk_/) });
  });

  it("calls the scheduled handler", async () => {
    const response = await get(started.origin, KEY, "/readyz");
    expect(await response.json()).toMatchObject({ lastSweepAt: expect.stringMatching(/^20/) });
  });

  it("makes a SECRET for the state folder, for nobody else to read, and keeps it to itself", async () => {
    const path = join(folder.path, "secrets.env");
    const secret = /^SECRET=([0-9a-f]{64})\n$/.exec(await readFile(path, "utf8"))?.[1] ?? "none";
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(started.output()).not.toContain(secret);
    const commands = await run("ps", ["-eww", "-o", "args"]);
    expect(commands.stdout).toContain(folder.path);
    expect(commands.stdout).not.toContain(secret);
  });

  it("never prints a key that was sent", async () => {
    await fetch(`${started.origin}/api/v2/event/list?startDate=2020-01-01&api_key=tl_secret`);
    await sleep(200);
    expect(started.output()).not.toContain("tl_secret");
  });

  it("leaves no process behind when npm is ended, and keeps the data for the next start", async () => {
    const pids = [started.pid, ...(await descendants(started.pid))];
    expect(pids.length).toBeGreaterThan(4);
    await stopTouchlog(started);
    expect(await survivors(pids, 10_000)).toStrictEqual([]);
    expect(started.output()).toMatch(/Stopped\.\s*$/);

    await appendFile(join(folder.path, "secrets.env"), `OPERATOR_TOKEN=${OPERATOR_TOKEN}\n`);
    started = await startTouchlog(folder.path);
    expect(await getEvent(started.origin, KEY, eventId)).toMatchObject({
      oId: eventId,
      processingStatus: "processed",
    });
  });

  it("gives the Worker the secrets of the state folder", async () => {
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
    const metrics = await (await fetch(`${started.origin}/metrics`, { headers })).text();
    expect(metrics).toMatch(/^touchlog_events_pending \d+$/m);
  });

  it("says at once which port is in use and how to choose another", async () => {
    const { code, stdout, stderr } = await runCommand("start", ["--port", new URL(started.origin).port]);
    expect({ code, stdout }).toStrictEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^Port \d+ on 127\.0\.0\.1 is in use\. Choose another, like `npm start -- --port \d+`/,
    );
  });

  it("says that the local runtime died, and ends", async () => {
    const pids = await descendants(started.pid);
    for (const pid of pids.slice(0, 1)) process.kill(pid, "SIGKILL");
    await started.ended;
    expect(started.output()).toMatch(/wrangler dev ended by itself .*start again\.\s*$/);
    expect(await survivors(pids, 5_000)).toStrictEqual([]);
  });
});
