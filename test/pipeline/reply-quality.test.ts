import { describe, expect, it } from "vitest";

import page from "../../docs/replies.md?raw";
import { readLabelledReplies } from "../labelled/labelled-replies.ts";
import { KINDS, measure, toMarkdown } from "../labelled/measure.ts";

const LEAST = 0.97;

describe("what the analysis makes of labelled replies", () => {
  it.each(KINDS)(
    "finds %s on the development half with the precision and recall that are asked",
    async (kind) => {
      const { scores } = await measure(readLabelledReplies("development"));
      expect(scores[kind].precision).toBeGreaterThanOrEqual(LEAST);
      expect(scores[kind].recall).toBeGreaterThanOrEqual(LEAST);
    },
  );

  it("finds the own text on the development half", async () => {
    const { ownText } = await measure(readLabelledReplies("development"));
    expect(ownText.equal).toBeGreaterThanOrEqual(LEAST);
    expect(ownText.tokenF1).toBeGreaterThanOrEqual(LEAST);
  });

  it("stands in docs/replies.md, of both halves", async () => {
    let measured = page;
    for (const [half, heading] of [
      ["held-out", "### The held-out half"],
      ["development", "### The development half"],
    ] as const) {
      const tables = toMarkdown(await measure(readLabelledReplies(half)));
      measured = withSection(measured, heading, tables);
    }
    await expect(measured).toMatchFileSnapshot("../../docs/replies.md");
  });
});

/** The page with another text between a heading and the next. */
function withSection(text: string, heading: string, section: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  if (start === -1) throw new Error(`no ${heading}`);
  const from = start + heading.length + 2;
  const next = text.indexOf("\n#", from);
  return `${text.slice(0, from)}\n${section}\n${text.slice(next === -1 ? text.length : next)}`;
}
