// The Worker of the soak: the very handlers of src/index.ts, with faults at their bindings, and a side door.
import * as v from "valibot";

import worker from "../../src/index.ts";
import { createKey } from "../../src/pipeline/keys.ts";
import { insertWorkspace } from "../../src/storage/workspaces.ts";
import { FAIR, type FaultName, type Weather, withFaults } from "./bindings.ts";

type SoakEnv = Env & { readonly SOAK_SEED: string };

const HANDLERS = ["fetch", "queue", "scheduled"] as const;

type Handler = (typeof HANDLERS)[number];

const fired: Record<string, number> = {};
const logged: Record<string, number> = {};
const unexpected: string[] = [];
let repeatsLost = 0;

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ message: v.string(), repeats: v.optional(v.number(), 0) }),
);

/** Counts what the Worker logs: thousands of lines through a pipe would be what is measured. */
function note(line: unknown): void {
  const parsed = v.safeParse(lineSchema, line);
  const message = parsed.success ? parsed.output.message : "a line of another form";
  logged[message] = (logged[message] ?? 0) + 1;
  if (parsed.success) repeatsLost += parsed.output.repeats;
  if (message === "unexpected error" || !parsed.success) unexpected.push(String(line).slice(0, 1000));
}

console.log = note;
console.warn = note;
console.error = note;

function firedIn(handler: Handler) {
  return (fault: FaultName) => {
    const name = `${handler}: ${fault}`;
    fired[name] = (fired[name] ?? 0) + 1;
  };
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/soak/")) return openSideDoor(pathname, request, env);
    const label = `${env.SOAK_SEED} ${request.headers.get("x-soak-label") ?? ""}`;
    const faulty = withFaults(env, label, readWeather(request.headers), firedIn("fetch"));
    return worker.fetch(request, faulty, ctx);
  },

  async queue(batch, env) {
    const label = batch.messages.map(({ body, attempts }) => `${JSON.stringify(body)} ${attempts}`).join();
    await worker.queue(batch, withFaults(env, `${env.SOAK_SEED} ${label}`, FAIR, firedIn("queue")));
  },

  async scheduled(controller, env) {
    const label = `${env.SOAK_SEED} ${controller.scheduledTime}`;
    await worker.scheduled(controller, withFaults(env, label, FAIR, firedIn("scheduled")));
  },
} satisfies ExportedHandler<SoakEnv>;

function readWeather(headers: Headers): Weather {
  const d1 = headers.get("x-soak-d1");
  return {
    isKvAway: headers.get("x-soak-kv") === "away",
    d1: d1 === "away" || d1 === "overloaded" ? d1 : "there",
  };
}

const querySchema = v.object({ sql: v.string(), binds: v.array(v.union([v.string(), v.number()])) });

const setUpSchema = v.object({ workspaces: v.number(), keys: v.number() });

async function openSideDoor(pathname: string, request: Request, env: SoakEnv): Promise<Response> {
  switch (pathname) {
    case "/soak/set-up":
      return Response.json(await setUp(env.DB, v.parse(setUpSchema, await request.json())));
    case "/soak/query": {
      const { sql, binds } = v.parse(querySchema, await request.json());
      const { results } = await env.DB.prepare(sql)
        .bind(...binds)
        .all();
      return Response.json(results);
    }
    case "/soak/notes":
      return Response.json({ fired, logged, unexpected, repeatsLost });
    default:
      return new Response(null, { status: 404 });
  }
}

async function setUp(db: D1Database, wanted: v.InferOutput<typeof setUpSchema>) {
  const made = [];
  for (let index = 0; index < wanted.workspaces; index++) {
    const workspaceId = `wrk_soak_${index}`;
    await insertWorkspace(db, { id: workspaceId, name: `Soak ${index}`, createdAt: Date.now() });
    for (let key = 0; key < wanted.keys; key++) {
      const created = await createKey(
        db,
        {
          workspaceId,
          label: `soak ${key}`,
          provider: "GENERIC",
          scopes: ["ingest", "read"],
          expiresAt: null,
        },
        Date.now(),
      );
      if (created === null) throw new Error("no such workspace");
      made.push({ workspaceId, keyId: created.key.id, secret: created.secret });
    }
  }
  return made;
}
