import { describe, expect, it } from "vitest";

import type { Entry } from "../../../src/cli/import/entry.ts";
import { toMapping } from "../../../src/cli/import/mapping.ts";
import { guessDelimiter, readCsv } from "../../../src/cli/import/read-csv.ts";
import { inPieces, readAll } from "./reading.ts";

const COLUMNS = { "to[0].email": "To", "to[0].name": "Name", subject: "Subject" };

function read(csv: string | Buffer, mapping: object = { columns: COLUMNS }): Promise<readonly Entry[]> {
  const { columns = COLUMNS, ...rest }: { columns?: object } = mapping;
  const map = toMapping("map.json", JSON.stringify({ columns, ...rest }));
  return readAll(readCsv("sent.csv", inPieces(csv), map, "email"));
}

async function textsOf(entries: Promise<readonly Entry[]>): Promise<readonly string[]> {
  return (await entries).map((entry) =>
    entry.ok ? entry.text : `${entry.refused.line}: ${entry.refused.message}`,
  );
}

describe("a .csv file", () => {
  it("gives events by the mapping, without what empty cells would say", async () => {
    const csv =
      '\uFEFFSubject;"To";Name;Other\r\n"Hi; ""you""\nthere";a@x.example;Ä;1\r\n\r\n;b@x.example;;\r\n';
    expect(await read(csv)).toEqual([
      {
        ok: true,
        line: 2,
        text: '{"type":"email","to":[{"email":"a@x.example","name":"Ä"}],"subject":"Hi; \\"you\\"\\nthere"}',
      },
      { ok: true, line: 5, text: '{"type":"email","to":[{"email":"b@x.example"}]}' },
    ]);
  });

  it("takes constants where no cell says otherwise, and a type by row", async () => {
    const mapping = {
      columns: { type: { column: "Kind", values: { "E-Mail": "email", Call: "call" } }, eventType: "What" },
      constants: { eventType: "sent", "customMetadata.source": { list: 1 } },
    };
    const texts = await textsOf(read("Kind,What\nE-Mail,\nCall,missed\nFax,sent\n", mapping));
    expect(texts).toEqual([
      '{"eventType":"sent","customMetadata":{"source":{"list":1}},"type":"email"}',
      '{"eventType":"missed","customMetadata":{"source":{"list":1}},"type":"call"}',
      '4: the column "Kind" says "Fax", and the mapping knows "E-Mail", "Call": add it there',
    ]);
  });

  it("refuses a row that has more cells than the header, and takes one that has fewer", async () => {
    expect(await textsOf(read("To,Name,Subject\na@x,A,Hi, there\nb@x\n"))).toEqual([
      "2: the row has 4 cells, and the header has 3: put quotes around a value that has the delimiter in it",
      '{"type":"email","to":[{"email":"b@x"}]}',
    ]);
  });

  it.each([
    [
      "To,Subject\n",
      'map.json: "to[0].name" is to come from the column "Name", which sent.csv does not have. It has "To", "Subject".',
    ],
    ["To,Name,Subject,To\n", 'sent.csv has the column "To" more than once: give each a name of its own.'],
    ["", "sent.csv is empty: its first line names the columns."],
    [
      'To,Name,Subject\na,b,c\n"a,b,c\n',
      "sent.csv, line 3: a quote that opens there is not closed. Mend it there and import it with --restart: what is there already is skipped.",
    ],
    [Buffer.from("To,Name,Subject\n\xe4", "latin1"), 'sent.csv is not UTF-8: save it again as "CSV UTF-8".'],
  ])("that can't be read says what to mend: %j", async (csv, message) => {
    await expect(read(csv)).rejects.toThrow(message);
  });

  it.each([
    ["a,b;c,d", ","],
    ['"a,b,c,d";b;c', ";"],
    ["a\tb\tc\n,,,,,,", "\t"],
    ["a|b", "|"],
    ["a", ","],
  ])("tells what separates its cells: %s", (header, delimiter) => {
    expect(guessDelimiter(header)).toBe(delimiter);
  });
});

describe("a mapping", () => {
  it.each([
    ["{", /^map\.json, the file: /],
    ['{"column": {}}', /^map\.json, columns: /],
    [
      '{"columns": {"to[]": "To"}}',
      'map.json: "to[]" is no field of an event; they are written like body.text or to[0].email.',
    ],
    [
      '{"columns": {"body": "A", "body.text": "B"}}',
      'map.json: "body" and "body.text" exclude each other: one is part of the other.',
    ],
  ])("that can't be understood says why: %s", (text, message) => {
    expect(() => toMapping("map.json", text)).toThrow(message);
  });
});
