import * as v from "valibot";

const TIMEOUT_MS = 20_000;

const receiptSchema = v.object({
  additionalData: v.object({ eventOId: v.string(), duplicate: v.boolean() }),
});

const eventSchema = v.object({
  data: v.object({ oId: v.string(), processingStatus: v.string(), duplicates: v.number() }),
});

const bodySchema = v.object({
  data: v.object({ event: v.looseObject({}), body: v.string() }),
});

const listSchema = v.object({ data: v.object({ total: v.number() }) });

export type Receipt = v.InferOutput<typeof receiptSchema>["additionalData"];

export type FoundEvent = v.InferOutput<typeof eventSchema>["data"];

/** Sends one event. Null when no whole answer came; throws on an answer that is no acknowledgement. */
export async function send(
  origin: string,
  key: string,
  kind: string,
  body: unknown,
): Promise<Receipt | null> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${origin}/api/v2/analytics/webhook/receive/generic/${kind}`, {
      method: "POST",
      headers: { api_key: key, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    status = response.status;
    text = await response.text();
  } catch {
    return null;
  }
  if (status !== 200) throw new Error(`${status} ${text}`);
  return readReceipt(text);
}

export function readReceipt(text: string): Receipt {
  return v.parse(v.pipe(v.string(), v.parseJson(), receiptSchema), text).additionalData;
}

/** Null when there is no such event. */
export async function getEvent(origin: string, key: string, id: string): Promise<FoundEvent | null> {
  const response = await get(origin, key, `/api/v2/event/get?eventOId=${id}`);
  if (response.status === 404) return null;
  return v.parse(eventSchema, await response.json()).data;
}

/** The event as understood, and as sent. */
export async function getBody(origin: string, key: string, id: string) {
  const response = await get(origin, key, `/api/v2/event/get?eventOId=${id}`);
  return v.parse(bodySchema, await response.json()).data;
}

/** How many events the workspace has. */
export async function countEvents(origin: string, key: string): Promise<number> {
  const response = await get(origin, key, "/api/v2/event/list?startDate=2000-01-01&limit=1");
  return v.parse(listSchema, await response.json()).data.total;
}

export function get(origin: string, key: string, path: string): Promise<Response> {
  return fetch(`${origin}${path}`, { headers: { api_key: key }, signal: AbortSignal.timeout(TIMEOUT_MS) });
}
