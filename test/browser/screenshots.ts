// `npm run screenshots`: every page as it looks, filled, empty and in trouble.
import { resolve } from "node:path";

import type { Browser, Page } from "playwright-core";

import { command, main } from "../../src/cli/command.ts";
import { readCount } from "../../src/cli/import/options.ts";
import { PROJECT, resolveTyped } from "../../src/cli/project.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { formatTable } from "../../src/cli/table.ts";
import { DEMO_KEY, DEMO_WORKSPACE, makeDemo } from "../../src/cli/start/demo.ts";
import { createHolder } from "../measure/holder.ts";
import { type Runtime, startRuntime } from "../measure/runtime.ts";
import { launchChrome } from "./chrome.ts";
import { fillDemo, type Sender, UNTIL } from "./demo.ts";
import { type Look, LOOKS } from "./screenshots/looks.ts";
import { setArrivals } from "./screenshots/moments.ts";
import {
  innerScenes,
  navigationScenes,
  OUTAGE_SCENES,
  type Scene,
  SIGN_IN_SCENES,
  troubleScenes,
} from "./screenshots/scenes.ts";
import { findSights } from "./screenshots/sights.ts";
import { takeAll, type Taken } from "./screenshots/take.ts";
import { makeOutage, makeTrouble } from "./screenshots/trouble.ts";
import { signIn } from "./sign-in.ts";

const MAX_EVENTS = 20_000;

/** Pages of the navigation that tell of trouble. */
const TROUBLED = new Set(["live", "alerts", "health"]);

await main(
  command({
    name: "npm run screenshots --",
    description:
      "Fill a Worker of its own with the demo's events and write a picture of every page, light and dark, wide and narrow",
    args: {
      out: {
        type: "string",
        valueHint: "DIR",
        description: "the folder of the pictures (default: dist/screenshots)",
      },
      events: { type: "string", default: "5500", description: "about how many events" },
      only: { type: "string", valueHint: "NAME", description: "the pages whose name has this in it" },
    },
    async run({ out, events, only }) {
      const folder = out === undefined ? resolve(PROJECT, "dist/screenshots") : resolveTyped(out);
      const browser = await launchChrome();
      if (browser === null) throw new Refusal("There is no Chrome here: set CHROME_PATH to one.");
      const runtime = await startRuntime(PROJECT);
      try {
        const order = { browser, runtime, folder, only: only ?? "" };
        process.exitCode = await takeStates(order, readCount("events", events, MAX_EVENTS));
      } finally {
        await browser.close();
        await runtime.close();
      }
    },
  }),
);

type Order = {
  readonly browser: Browser;
  readonly runtime: Runtime;
  readonly folder: string;
  readonly only: string;
};

/** What a workspace is in, and what is to be seen of it then. */
type State = {
  readonly name: string;
  readonly holder: Sender;
  readonly scenes: (page: Page) => Promise<readonly Scene[]> | readonly Scene[];
  /** What the browser takes for now, to say how long ago something was; the time that it is unless said. */
  readonly now?: number;
  /** Brings it about for somebody who is signed in already, and gives what ends it. */
  readonly begin?: () => Promise<() => Promise<void>>;
};

/** 1 when something of a page can't be read, else 0. */
async function takeStates(order: Order, events: number): Promise<0 | 1> {
  const rows: string[][] = [];
  const flaws: string[] = [];
  for await (const state of makeStates(order.runtime, events)) {
    for (const look of LOOKS) {
      const taken = await takeState(order, state, look);
      console.error(`${state.name}, ${look.name}: ${taken.pictures} pictures`);
      rows.push([state.name, look.name, String(taken.pictures), String(taken.flaws.length)]);
      flaws.push(...taken.flaws);
    }
  }
  console.log(`\n${formatTable(["state", "look", "pictures", "flaws"], rows)}\n\nin ${order.folder}`);
  for (const flaw of flaws) console.error(flaw);
  return flaws.length === 0 ? 0 : 1;
}

/** Each follows from the one before. */
async function* makeStates(runtime: Runtime, events: number): AsyncGenerator<State> {
  const { DB: db } = runtime.env;
  yield { name: "empty", holder: await createHolder(db), scenes: navigationScenes };
  await makeDemo(db, UNTIL);
  const holder = { workspaceId: DEMO_WORKSPACE, secret: DEMO_KEY };
  await fillDemo(runtime, holder, events);
  await setArrivals(db, holder);
  const inner = [...innerScenes(await findSights(db, holder)), ...SIGN_IN_SCENES];
  yield {
    name: "demo",
    holder,
    now: UNTIL,
    scenes: async (page) => [...(await navigationScenes(page)), ...inner],
  };
  const { failed, waiting } = await makeTrouble(runtime, holder);
  const troubled = troubleScenes(failed, waiting);
  yield {
    name: "trouble",
    holder,
    scenes: async (page) => [
      ...(await navigationScenes(page)).filter(({ name }) => TROUBLED.has(name)),
      ...troubled,
    ],
  };
  yield { name: "outage", holder, scenes: () => OUTAGE_SCENES, begin: () => makeOutage(runtime) };
}

async function takeState(
  { browser, runtime, folder, only }: Order,
  { name, holder, scenes, now, begin }: State,
  look: Look,
): Promise<Taken> {
  const { page, close } = await signIn(browser, runtime.origin, holder.secret, look.options);
  if (now !== undefined) await page.clock.setFixedTime(now);
  const end = await begin?.();
  const chosen = (await scenes(page)).filter((scene) => scene.name.includes(only));
  const taken = await takeAll(page, {
    origin: runtime.origin,
    folder: resolve(folder, name),
    look: look.name,
    scenes: chosen,
  });
  await end?.();
  await close();
  return { ...taken, flaws: taken.flaws.map((flaw) => `${name}/${flaw}`) };
}
