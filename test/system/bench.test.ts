import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { buildWorker } from "../../bench/build.ts";
import { email, emailRequest } from "../../bench/events.ts";
import { createLoad, type Load } from "../../bench/load/load.ts";
import { withSection } from "../../bench/results.ts";
import { type Server, startServer } from "../../bench/server.ts";
import { knowKey } from "../../bench/throughput.ts";

describe.each(["floor", "textbook"])("the %s of the benches", (name) => {
  let server: Server;
  let load: Load;

  beforeAll(async () => {
    server = await startServer(await buildWorker(name));
    await knowKey(server);
    load = createLoad();
  });

  afterAll(async () => {
    await load.close();
    await server.close();
  });

  it("keeps what it is sent, in the columns that Touchlog fills", async () => {
    const sent = [email("opened", "1"), email("sent", "2")];
    const { host, port, db } = server;
    const requests = sent.map((body) => emailRequest(server, body));
    const played = await load.play({ host, port, requests, dueAt: null });
    expect(played.map(({ status }) => status)).toEqual([200, 200]);
    const { results } = await db
      .prepare(
        `SELECT length(id) AS id, type, status, due_at IS NULL AS isStored, length(first_arrival) AS arrival,
           length(content_hash) AS hash, summary, body FROM events ORDER BY seq`,
      )
      .all();
    const summary = "sarah@company.com → john@prospect.com: Follow up on our conversation";
    const common = { id: 44, arrival: 36, hash: 64, summary };
    expect(results).toEqual([
      { ...common, type: "opened", status: "stored", isStored: 1, body: sent[0] },
      { ...common, type: "sent", status: "pending", isStored: 0, body: sent[1] },
    ]);
  });
});

describe("the results of the benches", () => {
  it("keep the sections of the other benches", () => {
    const page = "# Results\n\nIntro.\n\n## one\n\nold\n\n### Table\n\n## two\n\nstays\n";
    expect(withSection(page, "one", "## one\n\nnew")).toBe(
      "# Results\n\nIntro.\n\n## one\n\nnew\n\n## two\n\nstays\n",
    );
  });

  it("get a section of their own for a bench that has none", () => {
    expect(withSection("# Results\n", "one", "## one\n\nnew")).toBe("# Results\n\n## one\n\nnew\n");
  });
});
