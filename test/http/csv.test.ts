import { describe, expect, it } from "vitest";

import { toCsv } from "../../src/http/csv.ts";

describe("CSV", () => {
  it("has a header, and a line for each row", () => {
    expect(
      toCsv(
        ["a", "b"],
        [
          ["x", 1.5],
          [null, true],
        ],
      ),
    ).toBe("a,b\r\nx,1.5\r\n,true\r\n");
  });

  it.each([
    ["a comma", "a,b", '"a,b"'],
    ["a quote", 'say "hi"', '"say ""hi"""'],
    ["a line break", "a\nb", '"a\nb"'],
    ["a formula", "=1+1", `"'=1+1"`],
    ["a formula with a quote", '=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ["a plus", "+49 30 1", `"'+49 30 1"`],
    ["a minus", "-1", `"'-1"`],
    ["an at sign", "@SUM(A1)", `"'@SUM(A1)"`],
    ["a tab", "\t=1", `"'\t=1"`],
    ["a carriage return", "\r=1", `"'\r=1"`],
  ])("quotes a text with %s", (_what, text, field) => {
    expect(toCsv([], [[text]])).toBe(`\r\n${field}\r\n`);
  });

  it("leaves numbers as they are", () => {
    expect(toCsv([], [[-1.5]])).toBe("\r\n-1.5\r\n");
  });
});
