import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { makeStoredFacts } from "../../src/pipeline/stored-facts.ts";
import { lexiconAmong } from "../../src/pipeline/lexicon.ts";
import { findResults } from "../../src/storage/results.ts";
import { makeAllFacts } from "../make-all-facts.ts";
import { emailBody } from "../bodies.ts";
import { overriding } from "../faults.ts";
import { send } from "../send.ts";
import { createTestKey } from "../workspace.ts";

describe("the facts of a reply that is stored only", () => {
  it("are made in a later minute when the words that it is read by can't be had", async () => {
    // What others left in the database comes before, and may be more than is done at once.
    await makeAllFacts(0);
    const { secret, workspaceId } = await createTestKey();
    const body = emailBody({ eventType: "reply", body: { text: "I am on leave until May." } });
    const { id } = await send({ secret, body, env: { PROCESSED_EVENT_TYPES: "sent" } });
    const ASSETS = overriding(env.ASSETS, { fetch: () => Promise.reject(new Error("internal error")) });
    await expect(makeStoredFacts(env.DB, lexiconAmong(ASSETS), Date.now())).rejects.toThrow("read by");
    expect(await findResults(env.DB, workspaceId, id)).toMatchObject({ message: null });

    await makeAllFacts(0);
    expect(await findResults(env.DB, workspaceId, id)).toMatchObject({
      message: { replyKind: "out_of_office" },
    });
  });
});
