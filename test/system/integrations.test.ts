import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Connection, exampleEvent } from "../../src/connections/connection.ts";
import { toColumn, toVariable } from "../../src/connections/fields.ts";
import { consoleAsset, publishedFiles } from "../../src/connections/published.ts";
import { SAMPLES } from "../../src/connections/samples.ts";
import { TEST_EVENTS } from "../../src/connections/test-events.ts";
import { KINDS } from "../../src/domain/kinds/registry.ts";
import { understandAs } from "../kinds.ts";
import { getBody, readReceipt } from "./api.ts";
import { columnsOf, sendRow } from "./clay.ts";
import { awkwardFields, connect, eventOf, fileFor, KIND_NAMES, readAwkwardFields } from "./connections.ts";
import { read, ROOT } from "./docs.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { runBlueprint } from "./make.ts";
import { type Proxy, startProxy } from "./proxy.ts";
import { run } from "./run.ts";
import { startTouchlog, type Touchlog } from "./touchlog.ts";

const KEY = "tl_demo";

const SNIPPETS = [
  ["curl", "bash"],
  ["typescript", process.execPath],
  ["python", "python3"],
] as const;

// Not every machine has Python.
const RUNNABLE = SNIPPETS.filter(([, command]) => spawnSync(command, ["--version"]).status === 0);

describe("integrations/", () => {
  it("holds what the samples give, and nothing else: `npm run integrations` writes it anew", () => {
    const files = new Map(publishedFiles().map(({ path, text }) => [path, text]));
    const paths = globSync("**/*.*", { cwd: `${ROOT}/integrations` });
    expect(new Map(paths.map((path) => [path, read(`integrations/${path}`)]))).toEqual(files);
  });

  it("is handed out by the console from a file that is written with it", () => {
    expect(read("src/assets/connections.json")).toBe(consoleAsset());
  });

  it("has a test event of every kind, with which nothing is wrong", () => {
    expect(Object.keys(TEST_EVENTS)).toEqual(KIND_NAMES);
    const warnings = Object.entries(TEST_EVENTS).map(([kind, event]) => understandAs(kind, event).warnings);
    expect(warnings.flat()).toEqual([]);
  });

  it("has a sample of every kind, with which nothing is wrong", () => {
    expect(KIND_NAMES).toEqual(KINDS.map(({ name }) => name));
    const warnings = Object.entries(SAMPLES).map(
      ([kind, sample]) => understandAs(kind, exampleEvent({ sample })).warnings,
    );
    expect(warnings.flat()).toEqual([]);
  });
});

describe("sent to a running Worker", () => {
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

  function connectTo(kind: string, eventId: string) {
    return connect({ origin: touchlog.origin, key: KEY }, kind, eventId);
  }

  /** The same through the proxy. */
  function connectBy(kind: string, eventId: string): Connection {
    return connect({ origin: proxy.origin, key: KEY }, kind, eventId);
  }

  /** The event as understood. */
  async function readEvent(id: string) {
    return (await getBody(touchlog.origin, KEY, id)).event;
  }

  describe.each(KIND_NAMES)("the Make blueprint for %s", (kind) => {
    it("sends its own values as they are", async () => {
      const connection = connectTo(kind, "Make, as it is");
      const { eventOId, duplicate } = readReceipt(await runBlueprint(fileFor("make", connection).text));
      expect(duplicate).toBe(false);
      const { transcript, ...event } = understandAs(kind, exampleEvent(connection)).event;
      const stored = await readEvent(eventOId);
      expect(stored).toMatchObject(event);
      expect(JSON.stringify(stored).includes("What does it cost?")).toBe(transcript !== undefined);
    });

    it("sends values with quotes and line breaks, and nothing where there is nothing", async () => {
      const connection = connectTo(kind, "Make, awkward");
      const awkward = awkwardFields(connection);
      const values = Object.fromEntries(awkward.map(({ path, value }) => [toVariable(path), value]));
      const { eventOId } = readReceipt(await runBlueprint(fileFor("make", connection).text, values));
      expect(readAwkwardFields(connection, await readEvent(eventOId))).toEqual(awkward);
    });
  });

  it("is refused with what is to be mended, and Make sees that it failed", async () => {
    const { text } = fileFor("make", connectTo("crm", "Make, refused"));
    await expect(runBlueprint(text, { opportunity_name: null })).rejects.toThrow(
      /^400 .*opportunityName is missing/,
    );
  });

  describe.each(KIND_NAMES)("the Clay sheet for %s", (kind) => {
    it("sends a row as it is", async () => {
      const connection = connectTo(kind, "Clay, as it is");
      const { event, yours } = eventOf(connection);
      const row = Object.fromEntries(yours.map(({ path, value }) => [toColumn(path), value]));
      const { eventOId, duplicate } = await receipt(sendRow(fileFor("clay", connection).text, row));
      expect(duplicate).toBe(false);
      expect(JSON.parse((await getBody(touchlog.origin, KEY, eventOId)).body)).toEqual(event);
    });

    it("sends values with quotes and line breaks, and nothing where there is nothing", async () => {
      const connection = connectTo(kind, "Clay, awkward");
      const awkward = awkwardFields(connection);
      const cells = [...eventOf(connection).yours, ...awkward];
      const row = Object.fromEntries(cells.map(({ path, value }) => [toColumn(path), value]));
      const sheet = fileFor("clay", connection).text;
      const { eventOId } = await receipt(sendRow(sheet, row));
      expect(readAwkwardFields(connection, await readEvent(eventOId))).toEqual(awkward);
      // Who forgets the toggle sends nulls, and that is the same event.
      const withNulls = sheet.replace(/(Remove null .*) on /, "$1 off ");
      expect(withNulls).not.toBe(sheet);
      expect(await receipt(sendRow(withNulls, row))).toMatchObject({ eventOId, duplicate: true });
    });

    it("asks for the columns that it lists", () => {
      const connection = connectTo(kind, "1");
      const sheet = fileFor("clay", connection).text;
      const listed = [...sheet.matchAll(/^\| `\{\{([^}]+)\}\}`/gm)].map(([, column]) => column);
      expect(listed).toEqual(columnsOf(sheet));
      expect(listed).toEqual(eventOf(connection).yours.map(({ path }) => toColumn(path)));
    });
  });

  describe.each(RUNNABLE)("the %s snippet", (tool, command) => {
    async function runSnippet(connection: Connection) {
      const { path, text } = fileFor(tool, connection);
      const file = join(folder.path, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      return run(command, [file]);
    }

    it.each(KIND_NAMES)("sends an event of %s as it stands there", async (kind) => {
      const connection = connectBy(kind, `${tool} as it is`);
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
      const { code, stdout } = await runSnippet(connectBy("crm", `${tool} again`));
      expect(code).toBe(0);
      expect(proxy.take().map(({ status }) => status)).toEqual([503, 503, 200]);
      expect(readReceipt(stdout).duplicate).toBe(false);
    });

    it("shows what is to be mended in an event that is refused, and does not send it again", async () => {
      const { sample, ...connection } = connectBy("crm", `${tool} refused`);
      const refused = { ...sample, required: { ...sample.required, opportunityName: "" } };
      proxy.take();
      const { code, stdout, stderr } = await runSnippet({ ...connection, sample: refused });
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain("opportunityName is missing");
      expect(proxy.take().map(({ status }) => status)).toEqual([400]);
    });
  });
});

async function receipt(answer: Promise<Response>) {
  const response = await answer;
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return readReceipt(text);
}
