import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { findFlaws } from "../flaws.ts";
import type { Scene } from "./scenes.ts";

// Below that a page only goes on as it has begun.
const MAX_HEIGHT = 3_600;

const RULES = ["color-contrast"];

export type Taken = { readonly pictures: number; readonly flaws: readonly string[] };

/** Goes through the scenes, writes a picture of each and says what is wrong with it. */
export async function takeAll(
  page: Page,
  {
    origin,
    folder,
    look,
    scenes,
  }: { origin: string; folder: string; look: string; scenes: readonly Scene[] },
): Promise<Taken> {
  await mkdir(folder, { recursive: true });
  const flaws: string[] = [];
  for (const { name, open } of scenes) {
    await open(page, origin);
    await shoot(page, join(folder, `${name}-${look}.png`));
    flaws.push(...(await findFlaws(page, RULES)).map((flaw) => `${name}-${look}: ${flaw}`));
  }
  return { pictures: scenes.length, flaws };
}

/** The whole of it, in a window as high as it is: what stays in its place while one scrolls is seen once. */
async function shoot(page: Page, path: string): Promise<void> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const whole = await page.locator("html").evaluate(({ scrollHeight }) => scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), MAX_HEIGHT) });
  await page.screenshot({ path });
  await page.setViewportSize({ width, height });
}
