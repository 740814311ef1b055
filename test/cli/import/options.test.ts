import { describe, expect, it } from "vitest";

import { readFormat } from "../../../src/cli/import/format.ts";
import { readCount, readPatience, readTarget, readType } from "../../../src/cli/import/options.ts";

describe("the options of npm run import", () => {
  it("are read", () => {
    expect(readTarget("https://touchlog.example/", "tl_demo")).toEqual({
      origin: "https://touchlog.example",
      key: "tl_demo",
    });
    expect([readType(undefined), readType("crm")]).toEqual([null, "crm"]);
    expect(["30s", "10m", "2h"].map(readPatience)).toEqual([30_000, 600_000, 7_200_000]);
    expect(readCount("batch", "1000", 1000)).toBe(1000);
  });

  it.each([
    ["a.ndjson", "ndjson"],
    ["a.b.JSONL.gz", "ndjson"],
    ["a.json", "json"],
    ["a.tsv.gz", "csv"],
  ])("leave the format of %s to its name", (name, format) => {
    expect(readFormat(undefined, name, true)).toBe(format);
    expect(readFormat("json", name, true)).toBe("json");
  });

  it.each([
    [() => readTarget(undefined, "tl_demo"), /^--url is missing/],
    [() => readTarget("touchlog.example", "tl_demo"), /^--url begins with https:/],
    [() => readTarget("http://h/?api_key=tl_demo", "tl_demo"), /^--url is only where .*: http:\/\/h\.$/],
    [() => readTarget("http://h", "tl_broken key"), /^The API key is not a whole key .*again\.$/],
    [() => readType("mail"), '--type is email, call, crm, social, not "mail".'],
    [() => readPatience("10"), '--give-up-after is like 30s, 10m or 2h, not "10".'],
    [() => readCount("batch", "0", 1000), '--batch is a number from 1 to 1000, not "0".'],
    [() => readFormat("xml", "a.csv", true), '--format is ndjson, json, csv, not "xml".'],
    [() => readFormat(undefined, "a.xlsx", true), /^What is in a\.xlsx\?/],
  ])("say what to mend: %s", (read, message) => {
    expect(read).toThrow(message);
  });
});
