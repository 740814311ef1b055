import { randomUUID } from "node:crypto";
import { isIPv6 } from "node:net";

import { readBound } from "./bound.ts";
import { command, main } from "./command.ts";
import { openDatabase } from "./database.ts";
import { applyMigrations } from "./migrations.ts";
import { describePlace } from "./place.ts";
import { resolveState } from "./project.ts";
import { keepTicking, tick } from "./start/cron.ts";
import { DEMO_KEY, makeDemo } from "./start/demo.ts";
import { startDev } from "./start/dev.ts";
import { aborted, untilAskedToEnd } from "./start/ending.ts";
import { demoCommand, exampleEmail, exampleList } from "./start/example.ts";
import { claimAddress, readPort } from "./start/port.ts";
import { untilAnswered, untilReady } from "./start/ready.ts";
import { provideSecrets } from "./start/secrets.ts";

// Local queues live in memory and a restart empties them: what was in them is due again soon.
const SWEEP_AFTER_SECONDS = 5;

type Options = { readonly host: string; readonly port: number; readonly stateDir: string };

await main(
  command({
    name: "npm start --",
    description: "Run Touchlog on this machine, with a demo workspace, until Ctrl-C",
    args: {
      port: { type: "string", default: "8787", description: "the port to listen on" },
      host: { type: "string", default: "127.0.0.1", description: "the address to listen on" },
      state: {
        type: "string",
        valueHint: "DIR",
        description: "the folder that keeps the data (default: .touchlog)",
      },
    },
    async run({ port, host, state }) {
      const options = { host, port: readPort(port), stateDir: resolveState(state) };
      await claimAddress(options.host, options.port);
      const signal = untilAskedToEnd();
      try {
        await start(options, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      if (signal.aborted) console.log("Stopped.");
    },
  }),
);

async function start({ host, port, stateDir }: Options, signal: AbortSignal): Promise<void> {
  const place = { kind: "local", stateDir } as const;
  console.log(`Preparing ${describePlace(place)} …`);
  for (const { binding } of readBound()) await applyMigrations(place, binding, signal);
  console.log("Looking after the demo workspace …");
  await makeDemo(openDatabase(place, undefined, signal), Date.now());
  console.log("Starting the Worker …");
  // Of this start alone, and of no use elsewhere: the demo workspace has a key that everyone knows.
  const token = randomUUID();
  const vars = {
    SWEEP_AFTER_SECONDS: String(SWEEP_AFTER_SECONDS),
    RATE_LIMIT: "off",
    LOCAL_SIGN_IN: `${token}.${DEMO_KEY}`,
  };
  const envFile = await provideSecrets(stateDir);
  const dev = startDev({ host, port, stateDir, vars, envFile });
  const over = new AbortController();
  const serving = serve(toOrigin(host, port), token, AbortSignal.any([signal, over.signal]));
  try {
    await Promise.race([serving, dev.failed, aborted(signal)]);
  } finally {
    over.abort();
    await dev.stop();
  }
}

async function serve(origin: string, token: string, signal: AbortSignal): Promise<void> {
  await untilAnswered(origin, signal);
  if (signal.aborted) return;
  await tick(origin);
  const obstacles = await untilReady(origin, signal);
  if (signal.aborted) return;
  for (const obstacle of obstacles) console.error(`Not all is well: ${obstacle}`);
  announce(origin, token);
  // Once more when the events that the last run left waiting are due.
  await keepTicking(origin, (SWEEP_AFTER_SECONDS + 1) * 1000, signal);
}

function announce(origin: string, token: string): void {
  console.log(`
Ready on ${origin}

Look at the demo workspace in a browser:

${origin}/sign-in/local?token=${token}

Send an email (twice, and the second time it is a duplicate):

${exampleEmail(origin, new Date())}

Fill it with a made-up quarter of a sales team:

${demoCommand(origin)}

See what came:

${exampleList(origin)}

Ctrl-C stops; what came is kept for the next start. The Worker's log follows.
`);
}

/** Where it is reached from this machine: a wildcard address is none to send to. */
function toOrigin(host: string, port: number): string {
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
