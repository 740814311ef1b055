import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { type Fault, faultyD1, type FaultPlan, overriding } from "../faults.ts";
import { send } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const isRefusal = (sql: string) => sql.startsWith("INSERT INTO refusal_counts");

/** The fault befalls the first so many transactions that keep a refusal. */
function first(times: number, fault: Fault): FaultPlan {
  let seen = 0;
  return ({ sql }) => (isRefusal(sql) && ++seen <= times ? fault : "none");
}

/** Sends a body that is refused. */
function refuse(secret: string, plan: FaultPlan, body: unknown = "broken") {
  return send({ secret, body, env: { DB: faultyD1(env.DB, plan) } });
}

/** What is kept of a key's refusals. */
async function readRefusals(keyId: string) {
  const counts = env.DB.prepare("SELECT sum(count) AS count FROM refusal_counts WHERE key_id = ?1");
  const rows = env.DB.prepare("SELECT count(*) AS n FROM rejections WHERE key_id = ?1");
  return {
    counted: (await counts.bind(keyId).first<{ count: number | null }>())?.count,
    kept: (await rows.bind(keyId).first<{ n: number }>())?.n,
  };
}

describe("promise 8: a refused body is accounted for when D1", () => {
  it.each(["before", "after"] as const)(
    "fails %s the commit: it is kept and counted once, by another try",
    async (fault) => {
      const { secret, key } = await createTestKey();
      expect(await refuse(secret, first(1, fault))).toMatchObject({ status: 400, isKept: true });
      expect(await readRefusals(key.id)).toEqual({ counted: 1, kept: 1 });
    },
  );

  it("fails so for the last body that the bounds allow", async () => {
    const { secret, key } = await createTestKey();
    for (let index = 0; index < 19; index++) await refuse(secret, () => "none");
    expect(await refuse(secret, first(1, "after"))).toMatchObject({ isKept: true });
    expect(await refuse(secret, () => "none")).toMatchObject({ isKept: false });
    expect(await readRefusals(key.id)).toEqual({ counted: 21, kept: 20 });
  });

  it("takes nothing for a while: it is counted with the next refusal, of whichever key", async () => {
    const { secret, key } = await createTestKey();
    await send({ secret, body: emailBody() });
    expect(await refuse(secret, first(9, "before"))).toMatchObject({ status: 400, isKept: false });
    expect(await readRefusals(key.id)).toEqual({ counted: null, kept: 0 });
    const other = await createTestKey();
    await refuse(other.secret, () => "none");
    expect(await readRefusals(key.id)).toEqual({ counted: 1, kept: 0 });
  });

  it("takes it and says nothing for a while: it is counted once all the same", async () => {
    const { secret, key } = await createTestKey();
    await refuse(secret, first(9, "after"));
    await refuse(secret, () => "none");
    expect(await readRefusals(key.id)).toEqual({ counted: 2, kept: 2 });
  });

  it("hangs: the sender is refused all the same, and the refusal is counted with the next", async () => {
    const { secret, key } = await createTestKey();
    await send({ secret, body: emailBody() });
    const DB = overriding(env.DB, { batch: () => new Promise<never>(() => {}) });
    expect(await send({ secret, body: "broken", env: { DB } })).toMatchObject({ status: 400, isKept: false });
    await refuse(secret, () => "none");
    expect(await readRefusals(key.id)).toEqual({ counted: 2, kept: 1 });
  });

  it("says that it is overloaded: it is not asked again", async () => {
    const { secret } = await createTestKey();
    await send({ secret, body: emailBody() });
    let tries = 0;
    const overloaded = faultyD1(
      env.DB,
      ({ sql }) => (isRefusal(sql) && ++tries > 0 ? "before" : "none"),
      "D1_ERROR: D1 DB is overloaded. Requests queued for too long.",
    );
    expect(await send({ secret, body: "broken", env: { DB: overloaded } })).toMatchObject({ isKept: false });
    expect(tries).toBe(1);
  });
});

it("counts refusals of a key exactly when hundreds come at once and D1 loses every third answer", async () => {
  const { secret, key } = await createTestKey();
  let seen = 0;
  const DB = faultyD1(env.DB, ({ sql }) => (isRefusal(sql) && ++seen % 3 === 0 ? "after" : "none"));
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => send({ secret, body: "broken", env: { DB } })),
  );
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(200);
  expect(await readRefusals(key.id)).toEqual({ counted: 200, kept: 20 });
});
