import { globSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { exampleEvent } from "../../src/connections/connection.ts";
import { toColumn, toVariable } from "../../src/connections/fields.ts";
import { publishedFiles } from "../../src/connections/published.ts";
import { SAMPLES } from "../../src/connections/samples.ts";
import { KINDS } from "../../src/domain/kinds/registry.ts";
import { understandAs } from "../kinds.ts";
import { getBody, readReceipt } from "./api.ts";
import { columnsOf, sendRow } from "./clay.ts";
import { awkwardFields, connect, eventOf, fileFor, KIND_NAMES, readAwkwardFields } from "./connections.ts";
import { read, ROOT } from "./docs.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { runBlueprint } from "./make.ts";
import { startTouchlog, type Touchlog } from "./touchlog.ts";

const KEY = "tl_demo";

describe("integrations/", () => {
  it("holds what the samples give, and nothing else: `npm run integrations` writes it anew", () => {
    const files = new Map(publishedFiles().map(({ path, text }) => [path, text]));
    const paths = globSync("**/*.*", { cwd: `${ROOT}/integrations` });
    expect(new Map(paths.map((path) => [path, read(`integrations/${path}`)]))).toEqual(files);
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

  beforeAll(async () => {
    folder = await makeFolder();
    touchlog = await startTouchlog(folder.path);
  });

  afterAll(async () => {
    await touchlog.kill();
    await folder.remove();
  });

  function connectTo(kind: string, eventId: string) {
    return connect({ origin: touchlog.origin, key: KEY }, kind, eventId);
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
});

async function receipt(answer: Promise<Response>) {
  const response = await answer;
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return readReceipt(text);
}
