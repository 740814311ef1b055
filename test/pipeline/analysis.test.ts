import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { ANALYSIS_VERSION } from "../../src/domain/facts.ts";
import { htmlToText } from "../../src/pipeline/html-text.ts";
import { findResults } from "../../src/storage/results.ts";
import { callBody, emailBody } from "../bodies.ts";
import { deliver } from "../deliver.ts";
import { send, silentQueue } from "../send.ts";
import { createTestKey } from "../workspace.ts";

const NOTHING = { message: null, signal: null, outcome: null, call: null };

/** What processing makes of one event. */
async function analyse(kind: string, body: object) {
  const { secret, workspaceId } = await createTestKey();
  const { id } = await send({ secret, kind, body, env: silentQueue });
  await deliver([{ workspaceId, id, run: 1 }]);
  return findResults(env.DB, workspaceId, id);
}

describe("the analysis of an email", () => {
  it("is a row of the message for one that was sent", async () => {
    const body = emailBody({
      campaignId: "spring",
      conversationId: "c1",
      cc: [{ email: "Boss@Company.com" }],
    });
    expect(await analyse("emails", body)).toEqual({
      ...NOTHING,
      message: {
        direction: "outbound",
        conversation: "id:c1",
        campaignId: "spring",
        from: "sarah@company.com",
        to: "john@prospect.com",
        parties: ["sarah@company.com", "john@prospect.com", "boss@company.com"],
        ownText: null,
        campaign: "spring",
        answers: null,
        replyKind: null,
        firstReplyMs: null,
        firstHumanReplyMs: null,
        analysisVersion: ANALYSIS_VERSION,
      },
    });
  });

  it("has a reply's own text, without the thread that it quotes", async () => {
    const text =
      "Tuesday works for us.\n\nOn Sat, Feb 3, 2024 at 10:30 AM Sarah Johnson <sarah@company.com> wrote:\n> Hi John,\n> when?";
    expect(await analyse("emails", emailBody({ eventType: "reply", body: { text } }))).toMatchObject({
      message: { direction: "inbound", ownText: "Tuesday works for us." },
    });
  });

  it("has it also when the reply is HTML only", async () => {
    const html = `<html><head><style>p { color: red }</style></head><body><p>Tuesday works &amp; we&#39;ll be there.</p>
      <div class="gmail_quote">On Sat, Feb 3, 2024 at 10:30 AM Sarah &lt;<a href="mailto:s@c.com">s@c.com</a>&gt; wrote:<br>
      <blockquote>Hi John,<br>when?</blockquote></div></body></html>`;
    expect(await analyse("emails", emailBody({ eventType: "reply", body: { html } }))).toMatchObject({
      message: { ownText: "Tuesday works & we'll be there." },
    });
  });

  it("puts a reply without a conversationId into the thread of its subject and its two parties", async () => {
    const sent = await analyse("emails", emailBody());
    const reply = await analyse(
      "emails",
      emailBody({
        eventType: "reply",
        subject: "RE: Aw: follow up on our conversation",
        from: { email: "john@prospect.com" },
        to: [{ email: "Sarah@company.com" }],
      }),
    );
    const thread = 'thread:["follow up on our conversation","john@prospect.com","sarah@company.com"]';
    expect(sent).toMatchObject({ message: { conversation: thread } });
    expect(reply).toMatchObject({ message: { conversation: thread } });
  });
});

describe("the analysis of a transcript", () => {
  it("counts turns, and per speaker the words, the share of talk and the questions", async () => {
    expect(await analyse("calls", callBody({ duration: "00:30:00" }))).toEqual({
      ...NOTHING,
      call: {
        title: "Discovery call with Prospect",
        turns: 2,
        words: 16,
        durationSeconds: 1800,
        basis: "times",
        talkMs: 6_000,
        switches: 1,
        interactivity: 2,
        patienceMs: 0,
        internalShare: null,
        speakerCount: 2,
        speakers: [
          {
            speaker: "John",
            side: null,
            turns: 1,
            words: 11,
            talkShare: 2 / 3,
            questions: 2,
            talkMs: 4_000,
            longestMonologueMs: 4_000,
            wordsPerMinute: 165,
            patienceMs: 0,
          },
          {
            speaker: "Sarah",
            side: null,
            turns: 1,
            words: 5,
            talkShare: 1 / 3,
            questions: 1,
            talkMs: 2_000,
            longestMonologueMs: 2_000,
            wordsPerMinute: 150,
            patienceMs: null,
          },
        ],
        contacts: ["sarah@company.com", "john@prospect.com"],
        analysisVersion: ANALYSIS_VERSION,
      },
    });
  });

  it("finds the speakers of a flat text", async () => {
    const transcript = "Sarah: Hi John.\nHow are you?\nJohn: Fine.";
    expect(await analyse("calls", callBody({ transcript }))).toMatchObject({
      call: {
        turns: 2,
        speakers: [
          { speaker: "Sarah", words: 5, questions: 1 },
          { speaker: "John", words: 1, questions: 0 },
        ],
      },
    });
  });

  it("keeps the speakers with the most words of a call with hundreds", async () => {
    const transcript = Array.from({ length: 300 }, (_none, index) => ({
      speaker: `S${index}`,
      text: "word ".repeat(index + 1),
    }));
    const { call } = await analyse("calls", callBody({ transcript }));
    expect(call).toMatchObject({ speakerCount: 300, words: 45_150 });
    expect(call).toHaveProperty("speakers.length", 50);
    expect(call).toHaveProperty("speakers[0].speaker", "S299");
  });
});

describe("HTML as text", () => {
  it.each([
    ["breaks at blocks and line breaks", "<div>a</div><div>b<br>c</div><p>d</p>", "a\n\nb\nc\n\nd"],
    [
      "leaves out what a reader does not see",
      "<title>t</title><script>var x = '<p>';</script>a<style>b{}</style>",
      "a",
    ],
    ["decodes entities", "&lt;p&gt; &eacute;&nbsp;&#x1F600;", "<p> é 😀"],
    [
      "marks what is quoted",
      "a<blockquote>b<br>c<blockquote>d</blockquote></blockquote>",
      "a\n> b\n> c\n> > d",
    ],
    ["takes a text for what it is", "no tags at all & none < needed", "no tags at all & none < needed"],
    ["survives tags that never close", "<div><p>a<blockquote>b<table><td>", "a\n> b"],
  ])("%s", async (_case, html, text) => {
    expect(await htmlToText(html)).toBe(text);
  });
});
