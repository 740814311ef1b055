import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

export type Recorded = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
};

export type Proxy = {
  readonly origin: string;
  /** What came since the last call, in the order of its arrival. */
  take(): readonly Recorded[];
  /** The most requests that were under way at the same time since the last call. */
  takeMostAtOnce(): number;
  /** Answers the next requests by itself, in turn, instead of passing them on. */
  answerNext(answers: readonly OwnAnswer[]): void;
  stop(): Promise<void>;
};

export type OwnAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Stands before a server, passes requests on and remembers them. */
export async function startProxy(target: string): Promise<Proxy> {
  let recorded: Recorded[] = [];
  let own: OwnAnswer[] = [];
  let underWay = 0;
  let mostAtOnce = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    mostAtOnce = Math.max(mostAtOnce, ++underWay);
    const instead = own.shift();
    const body = await buffer(request);
    const { status, headers, text } =
      instead === undefined ? await passOn(target, request, body) : { ...instead, text: instead.body };
    const { method = "", url: path = "" } = request;
    recorded.push({ method, path, headers: request.headers, body: body.toString(), status, answer: text });
    underWay--;
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(new Error(String(error))));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  return {
    origin: `http://127.0.0.1:${address.port}`,
    take() {
      const taken = recorded;
      recorded = [];
      return taken;
    },
    takeMostAtOnce() {
      const most = mostAtOnce;
      mostAtOnce = 0;
      return most;
    },
    answerNext(answers) {
      own = [...answers];
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function passOn(target: string, { method = "GET", url = "/", headers }: IncomingMessage, body: Buffer) {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  const response = await fetch(new URL(url, target), {
    method,
    headers: kept.map(([name, value]): [string, string] => [name, String(value)]),
    redirect: "manual",
    ...(method === "GET" ? {} : { body }),
  });
  const retryAfter = response.headers.get("retry-after");
  return {
    status: response.status,
    headers: retryAfter === null ? {} : { "retry-after": retryAfter },
    text: await response.text(),
  };
}

// Of the one connection, not of the request.
const HOP_BY_HOP = new Set(["connection", "host", "content-length", "transfer-encoding", "keep-alive"]);
