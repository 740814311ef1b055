import { describe, expect, it } from "vitest";

import { readEnd, readLine, readProviderName } from "../../src/domain/key-terms.ts";

describe("a label or name", () => {
  it("is one line without the blanks around it", () => {
    expect(readLine("  campaign mails ")).toBe("campaign mails");
    expect(readLine("x".repeat(100))).toBe("x".repeat(100));
  });

  it.each(["", "  ", "two\nlines", "a\u0000b", "x".repeat(101)])("is not %j", (text) => {
    expect(readLine(text)).toBeNull();
  });
});

describe("a provider name", () => {
  it("is one word in upper case", () => {
    expect(readProviderName("my-crm_2")).toBe("MY-CRM_2");
  });

  it.each(["", "N 8N", "\u00c4", "x".repeat(33)])("is not %j", (text) => {
    expect(readProviderName(text)).toBeNull();
  });
});

describe("the end of a key", () => {
  it("is a time as it stands, and of a date the end of its day", () => {
    expect(readEnd("2027-01-31T10:00:00+01:00")).toBe(Date.UTC(2027, 0, 31, 9));
    expect(readEnd("2027-01-31")).toBe(Date.UTC(2027, 1, 1));
  });

  it.each(["", "90d", "2027-02-30", "tomorrow"])("is not %j", (text) => {
    expect(readEnd(text)).toBeNull();
  });
});
