import { describe, expect, it } from "vitest";

import { createSides } from "../../src/domain/sides.ts";

const participants = [
  { email: "ann.archer@acme.example", name: "Ann Archer" },
  { email: "bob@client.example", name: "Bob Baker" },
  { email: "carl@sales.acme.example" },
  { name: "Dana Doe" },
];
const sideOf = createSides(participants, ["acme.example"]);

describe("the side of a speaker", () => {
  it.each([
    ["Ann Archer", "internal"],
    ["ann archer (Acme)", "internal"],
    ["Ann", "internal"],
    ["ann.archer@acme.example", "internal"],
    ["Bob Baker", "external"],
    ["Bob", "external"],
    ["Carl", "internal"],
    ["Dana Doe", null],
    ["Speaker 1", null],
    ["", null],
  ])("is told by name, first name or address: %s", (speaker, side) => {
    expect(sideOf(speaker)).toBe(side);
  });

  it("is not told by a first name that both sides have", () => {
    const both = createSides(
      [...participants, { email: "ann@client.example", name: "Ann Zimmer" }],
      ["acme.example"],
    );
    expect([both("Ann"), both("Ann Archer"), both("Ann Zimmer")]).toEqual([null, "internal", "external"]);
  });

  it("takes no domain for another that ends like it", () => {
    const sides = createSides([{ email: "eve@notacme.example", name: "Eve" }], ["acme.example"]);
    expect(sides("Eve")).toBe("external");
  });

  it("is nobody's where the workspace has no domains", () => {
    expect(createSides(participants, [])("Ann Archer")).toBeNull();
  });
});
