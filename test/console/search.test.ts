import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";

import { LOOKED_AT, searchEvents } from "../../src/storage/event-search.ts";
import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { indexAll } from "../index-all.ts";
import { meteredD1 } from "../metering.ts";
import { order } from "../order.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";
import { browse, signIn } from "./browse.ts";

async function createReader(provider = "GENERIC") {
  const { secret, workspaceId } = await createTestKey({ provider });
  return { secret, workspaceId, cookie: await signIn(secret) };
}

type Reader = Awaited<ReturnType<typeof createReader>>;

function receive({ secret }: Reader, kind: string, body: object) {
  return send({ secret, kind, body, env: silentQueue });
}

/** The ids of the events that a page lists, and where it goes on. */
async function find({ cookie }: Reader, query: string) {
  const { text } = await browse(`/events?${query}`, { cookie });
  const ids = [...text.matchAll(/href="\/events\/(evt_[0-9a-f]+)"/g)].map(([, id]) => id);
  const next = /rel="next" href="\/events\?([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
  return { ids, next, text };
}

describe("events", () => {
  let reader: Reader;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    reader = await createReader("N8N");
    ids["email"] = (
      await receive(
        reader,
        "emails",
        emailBody({ subject: "Zürich: next STEPS", cc: [{ email: "carl@copy.example", name: "Carl" }] }),
      )
    ).id;
    ids["call"] = (await receive(reader, "calls", callBody({ title: "Kick-off" }))).id;
    ids["deal"] = (
      await receive(reader, "crm", crmBody({ opportunityName: "Annual plan", accountName: "Prospect GmbH" }))
    ).id;
    ids["message"] = (await receive(reader, "social", socialBody({ from: { name: "Olga Ünlü" } }))).id;
    ids["long"] = (
      await receive(reader, "emails", emailBody({ eventId: "long", subject: `${"x ".repeat(5_000)}needle` }))
    ).id;
    await indexAll();
  });

  it.each([
    ["a word of the subject, without its accent and case", "zurich steps", "email"],
    ["the beginning of a word", "zür", "email"],
    ["somebody in copy", "carl@copy.example", "email"],
    ["a title", "kick-off", "call"],
    ["an account", "prospect gmbh", "deal"],
    ["a person's name", "unlu olga", "message"],
    ["the end of a subject of 10,000 characters", "needle", "long"],
  ])("are found by %s", async (_what, text, name) => {
    expect((await find(reader, new URLSearchParams({ q: text }).toString())).ids).toEqual([ids[name]]);
  });

  it.each(["nothing like that", '"', "*", "a OR b", "NEAR(", "words : john", "\u0000", "-", "''", "🦊"])(
    "are none for %j, which is no query language either",
    async (text) => {
      const { ids: found } = await find(reader, new URLSearchParams({ q: text }).toString());
      expect(found).toEqual([]);
    },
  );

  it.each([
    ["type=calls", ["call"]],
    ["type=opportunity_created", ["deal"]],
    ["status=pending", ["call", "email", "long"]],
    ["status=stored", ["deal", "message"]],
    ["status=stored&type=crm", ["deal"]],
    ["provider=n8n", ["call", "deal", "email", "long", "message"]],
    ["provider=CLAY", []],
    ["q=prospect&type=emails&provider=N8N", ["email", "long"]],
    ["from=2024-02-04&to=2024-02-04", ["message"]],
    ["from=nonsense&type=nonsense&status=nonsense", ["call", "deal", "email", "long", "message"]],
  ])("are filtered by %s", async (query, names) => {
    const found = await find(reader, query);
    expect(found.ids).toHaveLength(names.length);
    expect(new Set(found.ids)).toEqual(new Set(names.map((name) => ids[name])));
  });

  it("are a table for spreadsheets, in which nothing is a formula", async () => {
    const { cookie, secret } = reader;
    const { id } = await send({
      secret,
      kind: "crm",
      body: crmBody({ opportunityId: "=", opportunityName: '=1+1,"x"' }),
      env: silentQueue,
    });
    const { text, headers } = await browse("/events.csv?type=crm", { cookie });
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toBe('attachment; filename="events.csv"');
    const [head, ...lines] = text.trimEnd().split("\r\n");
    expect(head).toBe("id,eventTimestamp,receivedAt,kind,type,status,provider,summary,duplicates");
    expect(lines).toHaveLength(2);
    expect(lines.find((line) => line.startsWith(id))).toContain('"\'=1+1,""x"""');
  });
});

describe("pages", () => {
  it("go on where the last ended, by time and by words, and show each event once", async () => {
    const reader = await createReader();
    for (let index = 0; index < 55; index++) {
      await receive(reader, "crm", crmBody({ opportunityId: `p${index}`, opportunityName: "Paged" }));
    }
    await indexAll();
    for (const query of ["", "q=paged", "provider=generic"]) {
      const first = await find(reader, query);
      const second = await find(reader, first.next ?? "");
      expect([first.ids.length, second.ids.length, second.next]).toEqual([50, 5, undefined]);
      expect(new Set([...first.ids, ...second.ids]).size).toBe(55);
    }
  });

  it("found by words read nothing of the pages before them", async () => {
    const reader = await createReader();
    for (let index = 0; index < 20; index++) {
      await receive(reader, "crm", crmBody({ opportunityId: `f${index}`, opportunityName: "Further" }));
    }
    await indexAll();
    const { DB, meter } = meteredD1(env.DB);
    const everywhere = { from: 0, to: Number.MAX_SAFE_INTEGER, types: null, status: null, provider: null };
    const search = { ...everywhere, workspaceId: reader.workspaceId, text: "further", limit: 3 };
    const read: number[] = [];
    let after = null;
    for (let page = 0; page < 5; page++) {
      meter.rowsRead = 0;
      after = (await searchEvents(DB, { ...search, after })).next;
      read.push(meter.rowsRead);
    }
    expect(new Set(read.slice(1)).size).toBe(1);
  });

  it("look at a bounded number of events and offer to look further", async () => {
    const reader = await createReader();
    await receive(reader, "crm", crmBody({ opportunityId: "rare", eventTimestamp: "2020-01-01" }));
    await env.DB.prepare(
      `INSERT INTO events (id, workspace_id, kind, type, occurred_at, received_at, provider, key_id, summary, status,
         first_arrival, last_arrival, content_hash, understood_version, body)
       SELECT 'evt_' || ?1 || n.value, ?1, 'crm', 'deal_won', 1700000000000 + n.value, 1, 'MAKE', 'k', 's', 'stored', 'a', 'a', 'c', 1, '{}'
       FROM (WITH RECURSIVE c (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c WHERE value < ?2) SELECT value FROM c) n`,
    )
      .bind(reader.workspaceId, LOOKED_AT)
      .run();
    const first = await find(reader, "provider=generic");
    expect(first.ids).toEqual([]);
    expect(first.text).toContain(`Looked at ${LOOKED_AT} events`);
    expect((await find(reader, first.next ?? "")).ids).toHaveLength(1);
  });
});

async function wordsOf(workspaceId: string): Promise<readonly unknown[]> {
  const { results } = await env.DB.prepare("SELECT words FROM event_text WHERE workspace_id = ?1")
    .bind(workspaceId)
    .all();
  return results;
}

describe("words", () => {
  it("of an event go with it, whatever removes it", async () => {
    const reader = await createReader();
    const { id } = await receive(reader, "emails", emailBody({ eventId: "1" }));
    await receive(reader, "emails", emailBody({ eventId: "2" }));
    await indexAll();
    await order(reader.secret, "/api/v2/event/delete", { eventOIds: [id] }, silentQueue);
    expect(await wordsOf(reader.workspaceId)).toHaveLength(1);
    await env.DB.prepare("DELETE FROM events WHERE workspace_id = ?1").bind(reader.workspaceId).run();
    expect(await wordsOf(reader.workspaceId)).toEqual([]);
  });

  it("of a person who is erased are in no row and in no page of the index any more", async () => {
    const reader = await createReader();
    const to = [{ email: "zyxwv@prospect.com", name: "Zyxwv Qrstu" }, { email: "stays@prospect.com" }];
    const { id } = await receive(reader, "emails", emailBody({ to }));
    await indexAll();
    expect((await find(reader, "q=zyxwv")).ids).toEqual([id]);
    await order(reader.secret, "/api/v2/subjects/erase", { email: "zyxwv@prospect.com" }, silentQueue);
    expect((await find(reader, "q=zyxwv")).ids).toEqual([]);
    expect((await find(reader, "q=stays")).ids).toEqual([id]);
    const { results } = await env.DB.prepare("SELECT hex(block) AS block FROM event_text_data").all<{
      block: string;
    }>();
    // "yxwv": an index keeps what words begin with alike once.
    const hex = "79787776";
    expect(results.filter(({ block }) => block.includes(hex))).toEqual([]);
  });

  it("are those of the content that was adopted", async () => {
    const reader = await createReader();
    const { id } = await receive(reader, "emails", emailBody({ eventId: "1", subject: "before" }));
    await receive(reader, "emails", emailBody({ eventId: "1", subject: "afterwards" }));
    await indexAll();
    const { text } = await browse(`/events/${id}`, { cookie: reader.cookie });
    const conflict = /value="(con_[0-9a-f]+)"/.exec(text)?.[1] ?? "";
    await browse(`/events/${id}/adopt`, { cookie: reader.cookie, form: { conflict } });
    expect((await find(reader, "q=afterwards")).ids).toEqual([id]);
    expect((await find(reader, "q=before")).ids).toEqual([]);
  });

  it("of a body that SQLite can't read are those of its summary, and stop no other", async () => {
    const reader = await createReader();
    const { id } = await receive(reader, "emails", emailBody({ eventId: "1", subject: "unreadable" }));
    await env.DB.prepare("UPDATE events SET body = '{' WHERE id = ?1").bind(id).run();
    const other = await receive(reader, "emails", emailBody({ eventId: "2", subject: "readable" }));
    await indexAll();
    expect((await find(reader, "q=unreadable")).ids).toEqual([id]);
    expect((await find(reader, "q=readable")).ids).toEqual([other.id]);
  });
});
