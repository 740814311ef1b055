import { expect, it } from "vitest";

import { readSecret } from "../../src/settings.ts";
import { emailBody } from "../bodies.ts";
import { send } from "../send.ts";
import { createTestKey } from "../workspace.ts";

it("needs no SECRET to receive an event", async () => {
  const { secret } = await createTestKey();
  expect(await send({ secret, body: emailBody(), env: { SECRET: "" } })).toMatchObject({ status: 200 });
});

it("says that the SECRET is missing, and how to get one, to whatever needs it", () => {
  expect(readSecret({ SECRET: "something" })).toBe("something");
  for (const missing of [{}, { SECRET: "" }]) {
    expect(() => readSecret(missing)).toThrow("setting SECRET is missing: run `npm run deploy`");
  }
});
