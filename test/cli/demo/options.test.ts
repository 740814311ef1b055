import { afterEach, expect, it, vi } from "vitest";

import { readDay, readDemoTarget } from "../../../src/cli/demo/options.ts";
import { demoCommand } from "../../../src/cli/start/example.ts";
import { KEY_VARIABLE } from "../../../src/cli/import/options.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each(["http://127.0.0.1:8787", "http://localhost:9000", "http://[::1]:8787", "http://touchlog.localhost"])(
  "sends to %s with the key that npm start makes",
  (url) => {
    vi.stubEnv(KEY_VARIABLE, undefined);
    expect(readDemoTarget(url, undefined, false)).toEqual({ origin: url, key: "tl_demo" });
  },
);

it.each([
  "https://touchlog.example.workers.dev",
  "http://127.0.0.1.example.com",
  "http://10.0.0.1:8787",
  "http://localhost.example",
])("sends nothing to %s unless that is asked for", (url) => {
  expect(() => readDemoTarget(url, "tl_demo", false)).toThrow(/not on this machine.*--into-remote-workspace/);
  expect(readDemoTarget(url, "tl_demo", true)).toEqual({ origin: url, key: "tl_demo" });
});

it.each([
  ["http://127.0.0.1:8787", ""],
  ["http://127.0.0.1:9000", " -- --url http://127.0.0.1:9000"],
  ["http://[::1]:8787", " -- --url http://[::1]:8787"],
  ["http://10.0.0.1:8787", " -- --url http://10.0.0.1:8787 --key tl_demo --into-remote-workspace"],
])("is told with all that %s needs", (origin, options) => {
  expect(demoCommand(origin)).toBe(`npm run demo${options}`);
});

it("takes a key for another machine from the option or the environment only", () => {
  vi.stubEnv(KEY_VARIABLE, undefined);
  expect(() => readDemoTarget("https://touchlog.example", undefined, true)).toThrow(/No API key/);
  vi.stubEnv(KEY_VARIABLE, "tl_demo");
  expect(readDemoTarget("https://touchlog.example", undefined, true).key).toBe("tl_demo");
});

it("reads a day, and refuses what is none", () => {
  expect(readDay("2026-11-21")).toBe(Date.UTC(2026, 10, 21));
  for (const given of ["21.11.2026", "2026-13-01", "2026-11-21T10:00:00Z", "today"]) {
    expect(() => readDay(given)).toThrow(/--until is a day like/);
  }
});
