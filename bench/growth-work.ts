import { callBody, emailBody } from "../test/bodies.ts";
import type { Server } from "./server.ts";

const RECEIVE = "/api/v2/analytics/webhook/receive/generic";

/** Does each thing that the Worker does, once; `round` makes its events new. */
export async function doEverything({ origin, holder }: Server, token: string, round: string): Promise<void> {
  async function ask(
    path: string,
    body?: unknown,
    headers: Record<string, string> = { api_key: holder.secret },
  ) {
    const init = body === undefined ? { headers } : { headers, method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${origin}${path}`, init);
    const text = await response.text();
    if (response.status >= 500) throw new Error(`${path} answered ${response.status}: ${text}`);
    return text;
  }

  /** Of what gives all there is only the beginning. */
  async function begin(path: string): Promise<void> {
    const response = await fetch(`${origin}${path}`, { headers: { api_key: holder.secret } });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
  }

  async function receive(kind: string, body: unknown): Promise<string> {
    const answer = await ask(`${RECEIVE}/${kind}`, body);
    const id = /evt_\w+/.exec(answer)?.[0];
    if (id === undefined) throw new Error(`the event was not received: ${answer}`);
    return id;
  }

  const email = await receive("emails", emailBody({ eventId: round }));
  await receive("emails", emailBody({ eventId: round, subject: "Another" }));
  const call = await receive("calls", callBody({ eventId: round }));
  await receive("emails", emailBody({ eventId: `${round} opened`, eventType: "opened" }));
  await ask(`${RECEIVE}/emails`, "broken");
  const { workspaceId } = holder;
  await ask(
    "/bench/queue",
    [email, call].map((id) => ({ workspaceId, id, run: 1 })),
  );
  await ask("/bench/minute", {});
  const list = "/api/v2/event/list?startDate=2020-01-01";
  await ask(list);
  await ask(`${list}&limit=100`);
  await ask(`${list}&eventTypes=EMAIL_SENT,DEAL_WON&offset=3`);
  await ask(`${list}&processingStatus=failed`);
  await ask(`${list}&processingStatus=pending`);
  await ask(`/api/v2/event/get?eventOId=${email}`);
  await ask("/api/v2/api-key/validate");
  await ask("/readyz");
  await ask("/metrics", undefined, { authorization: `Bearer ${token}` });
  await ask("/api/v2/rejections");
  await ask("/api/v2/keys");
  await ask("/api/v2/event/replay", { eventOIds: [call] });
  await ask("/api/v2/event/replay", { filter: { processingStatus: "failed" } });
  await ask("/api/v2/event/delete", { eventOIds: [email] });
  await begin("/api/v2/event/export?startDate=2020-01-01");
  await begin("/api/v2/subjects/export?email=nobody@example.com");
  await ask("/bench/minute", {});
}
