import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import type { Page } from "playwright-core";
import * as v from "valibot";

const LOADING = readFileSync(new URL("loading.js", import.meta.url), "utf8");

/** Of a page with its style and scripts, compressed. */
const MAX_BYTES = 50_000;

const measuredSchema = v.object({
  shifts: v.array(v.object({ value: v.number(), moved: v.string() })),
  files: v.array(v.object({ url: v.string(), isBlockingScript: v.boolean() })),
  blockingScripts: v.number(),
});

/** What keeps a page from being there at once, or from staying as it first shows, as sentences. */
export async function findDelays(page: Page): Promise<readonly string[]> {
  const { shifts, files, blockingScripts } = v.parse(measuredSchema, await page.evaluate(LOADING));
  const bodies = await Promise.all(
    [...new Set(files.map(({ url }) => url))].map(async (url) => (await page.request.get(url)).body()),
  );
  const bytes = [Buffer.from(await page.content()), ...bodies].reduce(
    (sum, body) => sum + gzipSync(body).byteLength,
    0,
  );
  return [
    ...shifts.map(({ value, moved }) => `the page shifts by ${value}: ${moved}`),
    ...files.flatMap(({ url, isBlockingScript }) =>
      isBlockingScript ? [`the first view waits for ${url}`] : [],
    ),
    ...(blockingScripts > 0 ? [`the first view waits for ${blockingScripts} scripts within the page`] : []),
    ...(bytes > MAX_BYTES ? [`the page takes ${bytes} bytes, compressed`] : []),
  ];
}
