import { describe, expect, it } from "vitest";
import * as v from "valibot";

import { figures, replyAt, type Sent, sentAt, workspaceWithEvents } from "../analytics.ts";
import { callBody } from "../bodies.ts";
import { browse, signIn } from "./browse.ts";

const DAYS = "from=2024-02-01&to=2024-02-29";
const MARCH = "from=2024-03-01&to=2024-03-29";
const RANGE = { startDate: "2024-02-01", endDate: "2024-02-29", format: "csv", limit: "100" };

const EVIL = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;

const listSchema = v.object({ conversations: v.array(v.looseObject({ conversation: v.string() })) });

async function browserWith(events: readonly Sent[]) {
  const workspace = await workspaceWithEvents(events);
  const cookie = await signIn(workspace.secret);
  const open = (path: string) => browse(path, { cookie });
  return { ...workspace, open };
}

async function conversationsOf(secret: string) {
  const { startDate, endDate } = RANGE;
  const data = v.parse(listSchema, await figures(secret, "conversations", { startDate, endDate }));
  return data.conversations.map(({ conversation }) => conversation);
}

function viewOf(conversation: string | undefined): string {
  return `/conversations/view?id=${encodeURIComponent(conversation ?? "")}`;
}

function textOf(page: string): string {
  return page.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}

function saidIn(text: string) {
  return [...text.matchAll(/<div class="said" dir="auto">([^<]*)</g)].map(([, one]) => one);
}

async function gzipBytes(text: string): Promise<number> {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).arrayBuffer()).byteLength;
}

const TALK: readonly Sent[] = [
  sentAt("2024-02-03T10:00:00Z", "john@prospect.com"),
  replyAt(
    "2024-02-05T13:00:00Z",
    "john@prospect.com",
    "Tuesday works.\n\nOn 3 Feb 2024 at 10:00, Sarah <sarah@company.com> wrote:\n> Hi John",
  ),
  sentAt("2024-02-04T10:00:00Z", "jane@prospect.com"),
];

describe("conversations", () => {
  it("are listed by their last message, with what state they are in", async () => {
    const { open } = await browserWith(TALK);
    const { text } = await open(`/conversations?${DAYS}`);
    const rows = [...text.matchAll(/<tr>\s*<td>[^]*?<\/tr>/g)].map(([row]) => textOf(row).trim());
    expect(rows).toEqual([
      "2024-02-05 13:00:00 Re: Follow up on our conversation john@prospect.com theirs is last 2 (1 out, 1 in) spring",
      "2024-02-04 10:00:00 Follow up on our conversation jane@prospect.com no reply 1 (1 out, 0 in) spring",
    ]);
    expect((await open(`/conversations?${MARCH}`)).text).toContain("No conversation in these days");
  });

  it.each(["conversations", "calls"])("and calls are the same CSV as the API gives: %s", async (name) => {
    const { open, secret } = await browserWith([...TALK, ["calls", callBody({ title: "=1+1" })]]);
    const query = new URLSearchParams(RANGE).toString();
    const api = await browse(`/api/v2/analytics/${name}?${query}`, { headers: { api_key: secret } });
    const { text, headers } = await open(`/${name}.csv?${DAYS}`);
    expect(headers.get("content-disposition")).toBe(`attachment; filename="${name}.csv"`);
    expect(text.split("\r\n").length).toBeGreaterThan(2);
    expect(text).toBe(api.text);
  });

  it("go on where a page ended, each shown once", async () => {
    const many = Array.from({ length: 53 }, (_, index) =>
      sentAt(`2024-02-04T10:00:${String(index).padStart(2, "0")}Z`, `c${index}@prospect.com`),
    );
    const { open } = await browserWith(many);
    const first = await open(`/conversations?${DAYS}`);
    const next = /rel="next" href="([^"]*)"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(next).toContain(DAYS);
    const second = await open(next);
    const seen = [first, second].flatMap(({ text }) =>
      [...text.matchAll(/c\d+@prospect/g)].map(([found]) => found),
    );
    expect([seen.length, new Set(seen).size]).toEqual([53, 53]);
    expect(second.text).not.toContain('rel="next"');
    expect((await open("/conversations.csv?" + DAYS)).text.trim().split("\r\n")).toHaveLength(54);
  });

  it("say which day can't be read", async () => {
    const { open } = await browserWith([]);
    for (const path of ["/conversations", "/conversations.csv", "/calls", "/calls.csv"]) {
      const { status, text } = await open(`${path}?from=soon`);
      expect({ path, status, says: text.includes("from is not an ISO 8601 date") }).toEqual({
        path,
        status: 400,
        says: true,
      });
    }
  });
});

describe("a conversation", () => {
  it("shows who wrote what, with what is quoted folded, and how long it took", async () => {
    const { open, secret, ids } = await browserWith(TALK);
    const [conversation] = await conversationsOf(secret);
    const { status, text } = await open(viewOf(conversation));
    expect(status).toBe(200);
    const [list = ""] = /<ol class="thread">[^]*<\/ol>/.exec(text) ?? [];
    expect(textOf(list)).toContain("Sent by sarah@company.com to john@prospect.com answered after 2 d 3 h");
    expect(textOf(list)).toMatch(/2 d 3 h later Reply from john@prospect.com to sarah@company.com human/);
    const [, own = "", rest = ""] = /Tuesday works\.([^]*)<details>([^]*)<\/details>/.exec(list) ?? [];
    expect([own.includes("Hi John"), rest.includes("&gt; Hi John")]).toEqual([false, true]);
    for (const id of ids.slice(0, 2)) expect(list).toContain(`/events/${id}`);
  });

  it("is paged when it is long, each message shown once", async () => {
    const many = Array.from({ length: 17 }, (_, index) =>
      sentAt(`2024-02-04T10:00:${String(10 + index)}Z`, "john@prospect.com", "spring", {
        body: { text: `${index} of them ${"x".repeat(5_000)}` },
      }),
    );
    const { open, secret } = await browserWith(many);
    const first = await open(viewOf((await conversationsOf(secret))[0]));
    const next = /rel="next" href="([^"]*)"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await open(next);
    const seen = [first, second].map(({ text }) =>
      [...text.matchAll(/(\d+) of them/g)].map(([, index]) => Number(index)),
    );
    expect(seen.flat()).toEqual(Array.from({ length: 17 }, (_, index) => index));
    expect(first.text).toContain("It goes on: the event has the whole");
    expect(first.text).not.toContain("x".repeat(3_001));
  });

  it("shows html that can be read in two ways as text", async () => {
    const { open, secret } = await browserWith([
      sentAt("2024-02-03T10:00:00Z", "john@prospect.com", "", {
        body: { html: "<p>Said</p><select><xmp>more" },
      }),
    ]);
    const { status, text } = await open(viewOf((await conversationsOf(secret))[0]));
    expect({ status, has: /Said\s+more/.test(text) }).toEqual({ status: 200, has: true });
  });

  it("of another workspace there is none, nor a call", async () => {
    const theirs = await browserWith([...TALK, ["calls", callBody()]]);
    const mine = await browserWith([]);
    const conversation = viewOf((await conversationsOf(theirs.secret))[0]);
    const call = `/calls/${theirs.ids.at(-1) ?? ""}`;
    for (const path of [conversation, call]) {
      expect((await theirs.open(path)).status).toBe(200);
      const { status, text } = await mine.open(path);
      expect({ status, saysSo: /No such (?:conversation|call)/.test(text) }).toEqual({
        status: 404,
        saysSo: true,
      });
      expect(text).not.toContain("john@prospect.com");
    }
  });
});

describe("a call", () => {
  it("shows the measures of the API, who speaks when, and what was said", async () => {
    const { open, ids } = await browserWith([["calls", callBody()]]);
    const { text } = await open(`/calls/${ids[0] ?? ""}`);
    const rows = [...text.matchAll(/<tr>\s*<th scope="row" class="text">[^]*?<\/tr>/g)].map(([row]) =>
      textOf(row).trim(),
    );
    expect(rows).toEqual([
      "John unknown 67 % 0:04 1 11 2 0:04 165 0.0 s",
      "Sarah unknown 33 % 0:02 1 5 1 0:02 150 –",
    ]);
    expect(text).toContain('d="M200 0H600V1H200z"');
    expect(text).toContain('d="M0 0H200V1H0z"');
    expect(text).not.toContain("estimated from the words");
    expect(textOf(text)).toContain("Sarah 0:00 Hi John, how are you? John 0:02 Very well.");
    const list = await open(`/calls?${DAYS}`);
    expect(textOf(list.text)).toContain("Discovery call with Prospect transcript – 2 16 – 600");
  });

  it("without times says that talk is estimated, and one without a transcript has nothing to show", async () => {
    const { open, ids } = await browserWith([
      ["calls", callBody({ transcript: "Ann: Hello Bob.\nBob: Hello." })],
      ["calls", callBody({ eventType: "scheduled", transcript: undefined })],
    ]);
    const [flat, scheduled] = await Promise.all(ids.map((id) => open(`/calls/${id}`)));
    expect(flat?.text).toContain("estimated from the words");
    expect(scheduled?.text).toContain("No transcript");
    const [, day = ""] = /href="(\/calls\?[^"]*)"/.exec(scheduled?.text ?? "") ?? [];
    const list = await open(day.replaceAll("&amp;", "&"));
    for (const id of ids) expect(list.text).toContain(`href="/calls/${id}"`);
  });

  it.each([
    [
      "many turns",
      Array.from({ length: 9_000 }, (_, index) => ({
        speaker: `S${index % 60}`,
        text: `turn ${index}. ${"word ".repeat(8)}`,
        startTime: index,
        endTime: index + 1,
      })),
    ],
    [
      "one turn",
      Array.from({ length: 120_000 }, (_, index) =>
        String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
      ).join(""),
    ],
  ])("of a megabyte is paged: %s", { timeout: 60_000 }, async (_name, transcript) => {
    const { open, ids } = await browserWith([["calls", callBody({ transcript })]]);
    const path = `/calls/${ids[0] ?? ""}`;
    const first = await open(path);
    const pages = Number(/Page 1 of (\d+)/.exec(first.text)?.[1]);
    expect(pages).toBeGreaterThan(5);
    expect(await gzipBytes(first.text)).toBeLessThan(50_000);
    const last = await open(`${path}?page=${pages}`);
    const whole = typeof transcript === "string" ? transcript : (transcript.at(-1)?.text ?? "");
    expect(whole.endsWith(saidIn(last.text).at(-1) ?? "none")).toBe(true);
    expect((await open(`${path}?page=9999`)).text).toContain(`Page ${pages} of ${pages}`);
  });
});

describe("the html of a message", () => {
  const html = `<head><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example"><link rel="preconnect" href="https://evil.example"></head><p style="color:red">Shown</p><script>alert(1)</script><noscript><link rel=preconnect href=//evil.example></noscript><a href="https://evil.example/l">link</a>`;

  it("is framed by the event's page only, and has no scripts, links or ways out", async () => {
    const { open, ids } = await browserWith([
      sentAt("2024-02-03T10:00:00Z", "john@prospect.com", "spring", { body: { text: "text", html } }),
      sentAt("2024-02-04T10:00:00Z", "jane@prospect.com"),
    ]);
    const [framed, without] = ids;
    const page = await open(`/events/${framed ?? ""}`);
    expect(page.text).toContain(`<iframe sandbox loading="lazy" src="/events/${framed ?? ""}/html"`);
    expect(page.headers.get("content-security-policy")).toContain("frame-src 'self'");
    const other = await open(`/events/${without ?? ""}`);
    expect(other.text).not.toContain("<iframe");
    expect(other.headers.get("content-security-policy")).not.toContain("frame-src");
    expect((await open(`/events/${without ?? ""}/html`)).status).toBe(404);

    const frame = await open(`/events/${framed ?? ""}/html`);
    expect(frame.text).toBe(
      '<!doctype html><head></head><p style="color:red">Shown</p><a title="https://evil.example/l">link</a>',
    );
    expect(frame.headers.get("content-security-policy")).toBe(
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    );
    expect(frame.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("by itself is no page, and what can be read in two ways is not shown", async () => {
    const { secret, ids } = await workspaceWithEvents([
      sentAt("2024-02-03T10:00:00Z", "john@prospect.com", "spring", { body: { html: "<select><xmp>" } }),
    ]);
    const cookie = await signIn(secret);
    const path = `/events/${ids[0] ?? ""}`;
    const alone = await browse(`${path}/html`, { cookie, headers: { "sec-fetch-dest": "document" } });
    expect(alone.location).toBe(path);
    expect((await browse(`${path}/html`, { cookie })).text).toContain("too broken to be shown");
  });
});

describe("the event of a message", () => {
  it("shows what was written, with what is quoted folded, before what was sent", async () => {
    const { open, ids } = await browserWith(TALK);
    const [sent, reply] = await Promise.all(ids.map((id) => open(`/events/${id}`)));
    const [, message = ""] = /<h2>Message<\/h2>([^]*?)<\/section>/.exec(reply?.text ?? "") ?? [];
    const [own = "", quoted = ""] = message.split("<details>");
    expect([saidIn(own), own.includes("Hi John"), quoted.includes("&gt; Hi John")]).toEqual([
      ["Tuesday works."],
      false,
      true,
    ]);
    expect(reply?.text.indexOf("<h2>Message")).toBeLessThan(reply?.text.indexOf("<h2>Understood") ?? 0);
    expect(saidIn(sent?.text ?? "")).toHaveLength(1);
  });

  it("shows the text of one that is html only, and none of what is no message", async () => {
    const { open, ids } = await browserWith([
      sentAt("2024-02-03T10:00:00Z", "john@prospect.com", "spring", {
        body: { html: "<p>Said &amp; done</p>" },
      }),
      ["calls", callBody()],
    ]);
    const [written, spoken] = await Promise.all(ids.map((id) => open(`/events/${id}`)));
    expect(saidIn(written?.text ?? "")).toEqual(["Said &amp; done"]);
    expect(spoken?.text).not.toContain("<h2>Message");
  });
});

it("links an event to its conversation, its campaign, what it answers and its call", async () => {
  const { open, ids } = await browserWith([
    sentAt("2024-02-03T10:00:00Z", "john@prospect.com", "a & b"),
    replyAt("2024-02-05T13:00:00Z", "john@prospect.com"),
    ["calls", callBody()],
  ]);
  const [sent = "", reply = "", call = ""] = ids;
  const { text } = await open(`/events/${reply}`);
  for (const link of ["/conversations/view?id=thread", "/campaigns/view?id=a%20%26%20b", `/events/${sent}`])
    expect(text).toContain(`href="${link}`);
  expect((await open(`/events/${call}`)).text).toContain(`href="/calls/${call}"`);
});

it("renders nothing of a conversation or a call as HTML, wherever it stands", async () => {
  const evil = `${EVIL}\u202e\u200b {text}`;
  const { open, secret, ids } = await browserWith([
    sentAt("2024-02-03T10:00:00Z", "john@prospect.com", evil, {
      subject: evil,
      body: { text: evil, html: evil },
    }),
    [
      "calls",
      callBody({ title: evil, participants: [{ name: evil }], transcript: [{ speaker: evil, text: evil }] }),
    ],
  ]);
  const paths = [
    `/conversations?${DAYS}`,
    viewOf((await conversationsOf(secret))[0]),
    viewOf(EVIL),
    `/calls?${DAYS}`,
    `/calls/${ids[1] ?? ""}`,
    `/events/${ids[0] ?? ""}`,
  ];
  for (const path of paths) {
    const { text } = await open(path);
    expect(text).not.toContain("<script>alert");
    expect(text).not.toContain("<img");
    expect(text).not.toMatch(/[\u200b\u202e]/);
  }
});
