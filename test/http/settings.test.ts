import { expect, it } from "vitest";

import { readCallbackSecret, readSecret } from "../../src/settings.ts";
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

it("signs callbacks with a CALLBACK_SECRET only that can sign, and says so without it", () => {
  const CALLBACK_SECRET = `whsec_${btoa("a secret of twenty-four!")}`;
  expect(readCallbackSecret({})).toBeNull();
  expect(readCallbackSecret({ CALLBACK_SECRET })).toBe(CALLBACK_SECRET);
  expect(() => readCallbackSecret({ CALLBACK_SECRET: "whsec_short" })).toThrow(
    /^setting CALLBACK_SECRET is not whsec_ followed by 24 to 64 bytes in base64$/,
  );
});
