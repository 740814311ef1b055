import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Connection } from "../../src/connections/connection.ts";
import { getBody, readReceipt } from "./api.ts";
import { connect, eventOf, fileFor, KIND_NAMES } from "./connections.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { type Proxy, startProxy } from "./proxy.ts";
import { run } from "./run.ts";
import { startTouchlog, type Touchlog } from "./touchlog.ts";

const KEY = "tl_demo";

let folder: Folder;
let touchlog: Touchlog;
let proxy: Proxy;

beforeAll(async () => {
  folder = await makeFolder();
  touchlog = await startTouchlog(folder.path);
  proxy = await startProxy(touchlog.origin);
});

afterAll(async () => {
  await proxy.stop();
  await touchlog.kill();
  await folder.remove();
});

function connectTo(kind: string, eventId: string): Connection {
  return connect({ origin: proxy.origin, key: KEY }, kind, eventId);
}

const SNIPPETS = [
  ["curl", "bash"],
  ["typescript", process.execPath],
  ["python", "python3"],
] as const;

// Not every machine has Python.
const RUNNABLE = SNIPPETS.filter(([, command]) => spawnSync(command, ["--version"]).status === 0);

describe.each(RUNNABLE)("the %s snippet", (tool, command) => {
  async function runSnippet(connection: Connection) {
    const { path, text } = fileFor(tool, connection);
    const file = join(folder.path, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return run(command, [file]);
  }

  it.each(KIND_NAMES)("sends an event of %s as it stands there", async (kind) => {
    const connection = connectTo(kind, `${tool} as it is`);
    const { stdout, stderr } = await runSnippet(connection);
    expect(stderr).toBe("");
    const { eventOId, duplicate } = readReceipt(stdout);
    expect(duplicate).toBe(false);
    expect(JSON.parse((await getBody(touchlog.origin, KEY, eventOId)).body)).toEqual(
      eventOf(connection).event,
    );
  });

  it("sends again what was not taken", async () => {
    const unavailable = { status: 503, headers: { "retry-after": "1" }, body: '{"received":false}' };
    proxy.answerNext([unavailable, unavailable]);
    proxy.take();
    const { code, stdout } = await runSnippet(connectTo("crm", `${tool} again`));
    expect(code).toBe(0);
    expect(proxy.take().map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(readReceipt(stdout).duplicate).toBe(false);
  });

  it("shows what is to be mended in an event that is refused, and does not send it again", async () => {
    const { sample, ...connection } = connectTo("crm", `${tool} refused`);
    const refused = { ...sample, required: { ...sample.required, opportunityName: "" } };
    proxy.take();
    const { code, stdout, stderr } = await runSnippet({ ...connection, sample: refused });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("opportunityName is missing");
    expect(proxy.take().map(({ status }) => status)).toEqual([400]);
  });
});
