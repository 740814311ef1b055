import { readFileSync } from "node:fs";

import axe from "axe-core";
import type { Page } from "playwright-core";
import * as v from "valibot";

import { findDelays } from "./loading.ts";

const LAYOUT = readFileSync(new URL("layout.js", import.meta.url), "utf8");

const layoutSchema = v.array(v.string());

const violationsSchema = v.object({
  violations: v.array(
    v.object({
      id: v.string(),
      impact: v.nullish(v.string()),
      nodes: v.array(v.object({ html: v.string() })),
    }),
  ),
});

/**
 * What of a page cannot be read or used, as sentences: by axe, all its rules or those named, by its layout, and by how it
 * came to be there.
 */
export async function findFlaws(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  const delays = await findDelays(page);
  await page.evaluate(axe.source);
  const options = JSON.stringify(rules.length === 0 ? {} : { runOnly: rules });
  const { violations } = v.parse(violationsSchema, await page.evaluate(`axe.run(${options})`));
  const layout = v.parse(layoutSchema, await page.evaluate(LAYOUT));
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  return [...grave, ...layout, ...delays];
}
