const REQUEST_MS = 120_000;

const PATHS = {
  import: "/api/v2/event/import",
  receive: "/api/v2/analytics/webhook/receive/generic",
  validate: "/api/v2/api-key/validate",
} as const;

export type Target = { readonly origin: string; readonly key: string };

/** What came back of a request; null headers are absent ones. */
export type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly text: string;
      readonly retryAfterSeconds: number | null;
      readonly location: string | null;
    }
  | { readonly kind: "unreachable"; readonly reason: string };

export type Client = {
  /** Sends the texts of events, one a line. */
  postEvents(texts: readonly string[]): Promise<Reply>;
  /** Sends the body of one event by itself. */
  postEvent(kind: string, body: string): Promise<Reply>;
  validateKey(): Promise<Reply>;
};

export function createClient({ origin, key }: Target): Client {
  return {
    postEvents: (texts) =>
      request(`${origin}${PATHS.import}`, {
        method: "POST",
        headers: { "x-api-key": key, "content-type": "application/x-ndjson" },
        body: texts.join("\n"),
      }),
    postEvent: (kind, body) =>
      request(`${origin}${PATHS.receive}/${kind}`, {
        method: "POST",
        headers: { "x-api-key": key, "content-type": "application/json" },
        body,
      }),
    validateKey: () => request(`${origin}${PATHS.validate}`, { headers: { "x-api-key": key } }),
  };
}

async function request(url: string, init: RequestInit): Promise<Reply> {
  try {
    // A redirected POST would come without its body, or without the key.
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    return {
      kind: "answer",
      status: response.status,
      text: await response.text(),
      retryAfterSeconds: readSeconds(response.headers.get("retry-after")),
      location: response.headers.get("location"),
    };
  } catch (error) {
    return { kind: "unreachable", reason: reasonOf(error) };
  }
}

function readSeconds(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) : null;
}

/** What fetch says of itself is "fetch failed"; the cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === "" && "code" in cause ? String(cause.code) : cause.message;
}
