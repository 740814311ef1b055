import { command, main } from "./command.ts";
import { fillWorkspace } from "./demo/fill-workspace.ts";
import { DEMO_URL, readDay, readDemoTarget, REMOTE_OPTION } from "./demo/options.ts";
import { makeWorld } from "./demo/world.ts";
import { KEY_VARIABLE, readCount } from "./import/options.ts";

const MAX_EVENTS = 20_000;

await main(
  command({
    name: "npm run demo --",
    description:
      "Fill a workspace of this machine with the made-up quarter of a sales team: campaigns, threads, calls and deals. Sent again it changes nothing",
    args: {
      url: {
        type: "string",
        valueHint: "URL",
        default: DEMO_URL,
        description: "where Touchlog is",
      },
      key: {
        type: "string",
        valueHint: "KEY",
        description: `the API key, with the scope ingest (default: ${KEY_VARIABLE}, else the one that npm start makes)`,
      },
      events: { type: "string", default: "5500", description: "about how many events" },
      seed: { type: "string", default: "acme", description: "another word makes another world" },
      until: {
        type: "string",
        valueHint: "DAY",
        description: "the day before which it ends, like 2026-11-21 (default: today, UTC)",
      },
      [REMOTE_OPTION]: {
        type: "boolean",
        description: "send made-up events to a Touchlog that is not on this machine",
      },
    },
    async run({ url, key, events, seed, until, [REMOTE_OPTION]: allowsRemote }) {
      const target = readDemoTarget(url, key, allowsRemote === true);
      const world = makeWorld({
        seed,
        until: until === undefined ? Date.now() : readDay(until),
        events: readCount("events", events, MAX_EVENTS),
      });
      process.exitCode = await fillWorkspace(target, world);
    },
  }),
);
