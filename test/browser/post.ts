import * as v from "valibot";

const answerSchema = v.object({
  additionalData: v.optional(v.object({ eventOId: v.string() })),
  rejectionOId: v.optional(v.string()),
});

/** Sends one event, and gives the path of its page, also of one that is refused. */
export async function postEvent(origin: string, secret: string, kind: string, body: object) {
  const response = await fetch(`${origin}/api/v2/analytics/webhook/receive/generic/${kind}`, {
    method: "POST",
    headers: { api_key: secret },
    body: JSON.stringify(body),
  });
  const { additionalData, rejectionOId } = v.parse(answerSchema, await response.json());
  const path =
    rejectionOId === undefined ? `/events/${additionalData?.eventOId ?? ""}` : `/refused/${rejectionOId}`;
  return { status: response.status, path };
}
