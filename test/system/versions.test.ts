import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import * as v from "valibot";
import { expect, it } from "vitest";

const manifestSchema = v.object({
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
  devDependencies: v.optional(v.record(v.string(), v.string()), {}),
});

const require = createRequire(import.meta.url);

function readManifest(path: string) {
  return v.parse(manifestSchema, JSON.parse(readFileSync(path, "utf8")));
}

const ours = readManifest(require.resolve("../../package.json"));

it("runs its own miniflare in the version that wrangler runs, and wrangler in the one that the tests run", () => {
  const wrangler = readManifest(require.resolve("wrangler/package.json"));
  const plugin = readManifest(require.resolve("../../node_modules/@cloudflare/vitest-plugin/package.json"));
  expect(ours.devDependencies["miniflare"]).toBe(wrangler.dependencies["miniflare"]);
  expect(ours.devDependencies["wrangler"]).toBe(plugin.dependencies["wrangler"]);
});

it("names exact versions only", () => {
  const versions = Object.entries({ ...ours.dependencies, ...ours.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});
