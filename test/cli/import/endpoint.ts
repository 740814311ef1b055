import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

const KEY = "tl_demo";

/** What a fault answers; null breaks the connection off. */
type Fault = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
} | null;

export type Endpoint = {
  readonly origin: string;
  /** The texts of the events that are kept, by their eventId. */
  readonly kept: Map<string, string>;
  /** How many events each request brought. */
  readonly sizes: number[];
  /** Decides for each import what goes wrong; undefined when nothing does. */
  fault: (lines: readonly string[], request: number) => Fault | undefined | Promise<Fault | undefined>;
  workspace: string;
  /** How long an import takes. */
  delayMs: number;
  close(): Promise<void>;
};

/** The import endpoint by its contract, with faults on demand; keeps events by their eventId, and refuses those without one. */
export async function startEndpoint(): Promise<Endpoint> {
  const endpoint: Omit<Endpoint, "origin" | "close"> = {
    kept: new Map(),
    sizes: [],
    fault: () => undefined,
    workspace: "wrk_test",
    delayMs: 0,
  };
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(request);
    const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body));
    if (request.headers["x-api-key"] !== KEY) {
      answer(401, { code: "unknown_api_key", message: "the API key is not known", errors: [] });
    } else if (request.url === "/api/v2/api-key/validate") {
      answer(200, { workspaceOId: endpoint.workspace, workspaceName: "Test", scopes: ["ingest"] });
    } else {
      const lines = text.split("\n");
      const fault = await endpoint.fault(lines, endpoint.sizes.push(lines.length));
      if (endpoint.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, endpoint.delayMs));
      if (fault === null) request.socket.destroy();
      else if (fault !== undefined) answer(fault.status, fault.body ?? {}, fault.headers);
      else answer(200, { data: { results: receive(endpoint.kept, lines), warnings: [] } });
    }
  }
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return Object.assign(endpoint, {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function receive(kept: Map<string, string>, lines: readonly string[]): readonly unknown[] {
  const inBatch = new Set<string>();
  return lines.map((line, index) => {
    const { eventId, warn }: Readonly<Record<string, unknown>> = JSON.parse(line);
    if (typeof eventId !== "string") {
      const errors = [{ path: "eventId", code: "missing" }];
      return { index, status: "failed", code: "invalid_event", message: "eventId is missing", errors };
    }
    const warnings = warn === undefined ? [] : [{ path: "warn", code: "odd", message: "odd" }];
    if (inBatch.has(eventId)) return { index, status: "duplicateInBatch", conflict: false, warnings };
    inBatch.add(eventId);
    if (kept.has(eventId))
      return { index, status: "preSkipped", conflict: kept.get(eventId) !== line, warnings };
    kept.set(eventId, line);
    return { index, status: "stored", warnings };
  });
}
