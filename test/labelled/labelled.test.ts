import { describe, expect, it } from "vitest";

import { type LabelledReply, readLabelledReplies } from "./labelled-replies.ts";

const KINDS = ["human", "out_of_office", "bounce", "unsubscribe"];
const INVENTED_DOMAIN = /(\.example|(^|\.)example\.(com|org|net))$/;

const development = readLabelledReplies("development");
const heldOut = readLabelledReplies("held-out");
const all = [...development, ...heldOut];
const languages = [...new Set(all.map((reply) => reply.language))];

function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

function bodies(replies: readonly LabelledReply[]): string[] {
  return replies
    .flatMap((reply) => [reply.text, reply.html])
    .filter((body) => body !== undefined)
    .map((body) => withoutSpace(body).toLowerCase());
}

function countOf(replies: readonly LabelledReply[], language: string, kind: string): number {
  return replies.filter((reply) => reply.language === language && reply.kind === kind).length;
}

/** The lines of `ownText` that don't stand in `text` behind those before them. */
function missingLines(ownText: string, text: string): string[] {
  const whole = withoutSpace(text);
  let from = 0;
  return ownText.split("\n").filter((line) => {
    const wanted = withoutSpace(line);
    const at = whole.indexOf(wanted, from);
    from = at === -1 ? from : at + wanted.length;
    return at === -1;
  });
}

describe("the labelled replies", () => {
  it("are at least 400 in at least 8 languages", () => {
    expect(all.length).toBeGreaterThanOrEqual(400);
    expect(languages.length).toBeGreaterThanOrEqual(8);
  });

  it("have unique ids", () => {
    expect(new Set(all.map((reply) => reply.id)).size).toBe(all.length);
  });

  it("have a body each", () => {
    expect(all.filter((reply) => (reply.text ?? reply.html ?? "") === "")).toStrictEqual([]);
  });

  it("stand in halves of one size", () => {
    expect(Math.abs(development.length - heldOut.length)).toBeLessThanOrEqual(2);
  });

  it.each(languages)("have every kind of %s in both halves, as often within 2", (language) => {
    for (const kind of KINDS) {
      const developed = countOf(development, language, kind);
      const held = countOf(heldOut, language, kind);
      expect(Math.min(developed, held)).toBeGreaterThan(0);
      expect(Math.abs(developed - held)).toBeLessThanOrEqual(2);
    }
  });

  it("have no text in both halves", () => {
    const known = new Set(bodies(development));
    expect(bodies(heldOut).filter((body) => known.has(body))).toStrictEqual([]);
  });

  it("have own words that stand in the text in their order", () => {
    const wrong = all
      .filter(({ ownText, text }) => ownText !== null && text !== undefined)
      .filter(({ ownText, text }) => missingLines(ownText ?? "", text ?? "").length > 0);
    expect(wrong.map((reply) => reply.id)).toStrictEqual([]);
  });

  it("have own words unless a machine reports a failed delivery or the note says why not", () => {
    const silent = all.filter((reply) => reply.ownText === null && reply.kind !== "bounce");
    expect(silent.filter((reply) => reply.note === undefined)).toStrictEqual([]);
  });

  it("name invented addresses only", () => {
    const domains = all.flatMap((reply) =>
      [...JSON.stringify(reply).matchAll(/[\w.+-]+@([\w.-]+\w)/g)].map((match) => match[1] ?? ""),
    );
    expect(domains.filter((domain) => !INVENTED_DOMAIN.test(domain))).toStrictEqual([]);
  });
});
