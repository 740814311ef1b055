import { createServer, type IncomingMessage } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";

import * as v from "valibot";

// What wrangler asks of Cloudflare's API while it deploys, answered by an account on this machine that begins empty.
// Its D1 is SQLite; of all else it only knows that it is there.

const ACCOUNT = { id: "acc", name: "Acme" } as const;
const DATABASE_ID = "00000000-0000-4000-8000-000000000001";

/** What an upload says of the Worker's bindings, in the part of the form that is called metadata. */
const metadataSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    bindings: v.array(v.looseObject({ type: v.string(), name: v.string(), text: v.optional(v.string()) })),
    keep_bindings: v.optional(v.array(v.string()), []),
  }),
);

/** The files that go along with the Worker, by their paths. */
const manifestSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ manifest: v.record(v.string(), v.object({ hash: v.string() })) }),
);

const bodySchema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

type Wanted = v.InferOutput<typeof bodySchema>;

export type Account = {
  /** What lets wrangler use it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was made, in that order. */
  readonly made: () => readonly Readonly<Record<string, Wanted>>[];
  /** The Worker's secrets by name. */
  readonly secrets: () => Readonly<Record<string, string>>;
  close(): Promise<void>;
};

type Answer = { readonly status?: number; readonly code?: number; readonly result: unknown };

const MISSING = { status: 404, code: 7404, result: null } as const;

export async function openAccount(): Promise<Account> {
  const sqlite = new DatabaseSync(":memory:");
  const made: { readonly kind: string; readonly wanted: Wanted }[] = [];
  let secrets: Record<string, string> = {};
  const assets = new Map<string, string>();
  const uploaded = new Set<string>();
  const find = (kind: string) => made.filter((thing) => thing.kind === kind).map(({ wanted }) => wanted);

  function make(kind: string, wanted: Wanted, extra: object): Answer {
    made.push({ kind, wanted });
    return { result: { ...wanted, ...extra } };
  }

  function upload(form: string): void {
    const { bindings, keep_bindings } = v.parse(
      metadataSchema,
      /name="metadata"[^]*?\r\n\r\n([^]*?)\r\n--/.exec(form)?.[1],
    );
    const given = bindings
      .filter(({ type }) => type === "secret_text")
      .map(({ name, text: value = "" }) => [name, value]);
    const kept = keep_bindings.includes("secret_text") ? secrets : {};
    secrets = { ...kept, ...Object.fromEntries(given) };
  }

  /** Asks for the files that it has not yet. */
  function beginUpload(body: string): Answer {
    const { manifest } = v.parse(manifestSchema, body);
    for (const [path, { hash }] of Object.entries(manifest)) assets.set(hash, path);
    const missing = [...assets.keys()].filter((hash) => !uploaded.has(hash));
    return { result: { jwt: "upload", buckets: missing.length === 0 ? [] : [missing] } };
  }

  function takeAssets(form: string): Answer {
    const sent = [...assets.keys()].filter((hash) => form.includes(`name="${hash}"`));
    for (const hash of sent) uploaded.add(hash);
    make("assets", { paths: sent.map((hash) => assets.get(hash) ?? "").toSorted() }, {});
    return { status: 201, result: { jwt: "uploaded" } };
  }

  function answer(method: string, path: string, body: string): Answer {
    const isNew = method === "POST" || method === "PUT";
    const database = { uuid: DATABASE_ID, name: "touchlog" };
    const hasDatabase = find("d1").length > 0;
    const hasWorker = find("worker").length > 0;

    if (path.endsWith("/query")) return { result: query(sqlite, v.parse(bodySchema, body)) };
    if (path === "/d1/database" && isNew) return make("d1", v.parse(bodySchema, body), database);
    if (path === "/d1/database") return { result: hasDatabase ? [database] : [] };
    if (path.startsWith("/d1/database/")) return hasDatabase ? { result: database } : MISSING;
    if (path === "/storage/kv/namespaces" && isNew) {
      return make("kv", v.parse(bodySchema, body), { id: "kv" });
    }
    if (path === "/storage/kv/namespaces") return { result: find("kv") };
    if (path === "/queues" && isNew) return make("queue", v.parse(bodySchema, body), {});
    if (path === "/queues") return { result: find("queue").map((queue) => ({ ...queue, consumers: [] })) };
    if (/^\/workers\/scripts\/touchlog(\/versions)?$/.test(path) && isNew) {
      upload(body);
      return make(
        "worker",
        { name: "touchlog" },
        { id: "touchlog", startup_time_ms: 1, metadata: {}, resources: { script: {} } },
      );
    }
    if (path === "/workers/scripts/touchlog/assets-upload-session") return beginUpload(body);
    if (path === "/workers/assets/upload") return takeAssets(body);
    if (path === "/workers/scripts/touchlog/settings")
      return { result: { bindings: hasWorker ? BINDINGS : [] } };
    if (path === "/workers/services/touchlog")
      return hasWorker ? { result: SERVICE } : { ...MISSING, code: 10090 };
    if (path === "/workers/workers/touchlog") return { result: { subdomain: { enabled: true } } };
    if (path === "/workers/subdomain") return { result: { subdomain: "acme" } };
    if (path === "/workers/scripts/touchlog/secrets") {
      const names = Object.keys(secrets).map((name) => ({ name, type: "secret_text" }));
      return hasWorker ? { result: names } : { ...MISSING, code: 10007 };
    }
    if (path.endsWith("/consumers")) return { result: [] };
    if (path === "accounts") return { result: [ACCOUNT] };
    if (path === "memberships") return { result: [{ account: ACCOUNT, roles: [] }] };
    return { result: { id: ACCOUNT.id, deployments: [] } };
  }

  const server = createServer((request, response) => {
    async function respond() {
      const body = await text(request);
      const { status = 200, code, result } = answer(request.method ?? "GET", pathOf(request), body);
      const errors = code === undefined ? [] : [{ code, message: "not there" }];
      response.writeHead(status, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ success: code === undefined, errors, messages: [], result, result_info: PAGE }),
      );
    }
    void respond();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return {
    environment: {
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}/client/v4`,
      CLOUDFLARE_API_TOKEN: "token",
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT.id,
    },
    secrets: () => secrets,
    made: () => made.map(({ kind, wanted }) => ({ [kind]: wanted })),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const PAGE = { page: 1, per_page: 100, count: 1, total_count: 1, total_pages: 1 };

const SERVICE = {
  default_environment: { environment: "production", script: { last_deployed_from: "wrangler", tags: [] } },
};

const BINDINGS = [
  { type: "d1", name: "DB", id: DATABASE_ID },
  { type: "kv_namespace", name: "MARKERS_KV", namespace_id: "kv" },
  { type: "queue", name: "QUEUE", queue_name: "touchlog-events" },
  { type: "queue", name: "DEAD_LETTERS", queue_name: "touchlog-dead-letters" },
];

/** Below the account, with a slash before it; what is not an account's has none. */
function pathOf(request: IncomingMessage): string {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  return pathname.replace("/client/v4/", "").replace(`accounts/${ACCOUNT.id}/`, "/");
}

/** As D1 answers: one result for a statement with rows, which come last. */
function query(sqlite: DatabaseSync, asked: Wanted): unknown {
  const sql = String(asked["sql"]);
  const meta = { duration: 1, rows_read: 1, rows_written: 1 };
  if (/^\s*(SELECT|INSERT INTO workspaces)/.test(sql)) {
    return [{ results: sqlite.prepare(sql).all(), success: true, meta }];
  }
  sqlite.exec(sql);
  return [{ results: [], success: true, meta }];
}
