import { describe, expect, it } from "vitest";

import { put, readPath, toJson } from "../../../src/cli/import/path.ts";

describe("the path of a field", () => {
  it.each([
    ["type", ["type"]],
    ["to[0].email", ["to", 0, "email"]],
    ["customMetadata.Deal owner", ["customMetadata", "Deal owner"]],
    ["customMetadata.5", ["customMetadata", "5"]],
    ["a[1][2]", ["a", 1, 2]],
  ])("%s is read", (text, path) => {
    expect(readPath(text)).toEqual(path);
  });

  it.each(["", ".a", "a.", "a..b", "[0]", "a[]", "a[x]", "a[100]", "a[0]b", "__proto__.a"])(
    "%s is none",
    (text) => {
      expect(readPath(text)).toBeNull();
    },
  );

  it("makes what it leads through, without holes in lists", () => {
    const event = {};
    put(event, ["to", 2, "email"], "b@x");
    put(event, ["to", 0, "email"], "a@x");
    put(event, ["to", 2, "name"], "B");
    put(event, ["subject"], "s");
    expect(toJson(event)).toBe('{"to":[{"email":"a@x"},{"email":"b@x","name":"B"}],"subject":"s"}');
  });
});
