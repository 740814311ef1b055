import fc from "fast-check";
import { expect, it } from "vitest";

import { databaseNumberOf, withDatabaseNumber } from "../../src/domain/database-number.ts";

it("reads the number that an id was given", () => {
  const id = fc.stringMatching(/^wrk_[0-9A-Za-z_-]{1,64}$/);
  fc.assert(
    fc.property(id, fc.integer({ min: 1, max: 99 }), (base, number) => {
      expect(databaseNumberOf(withDatabaseNumber(base, number))).toBe(number);
    }),
  );
});

it.each([
  "wrk_2",
  "wrk_a_2",
  "wrk_a-2",
  "wrk_a.1",
  "wrk_a.0",
  "wrk_a.02",
  "wrk_a.100",
  "wrk_a.2x",
  "wrk_a.",
  "",
])('takes "%s" for one of the default database', (id) => {
  expect(databaseNumberOf(id)).toBe(1);
});
