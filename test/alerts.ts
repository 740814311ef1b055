import { Webhook } from "standardwebhooks";
import * as v from "valibot";

/** Where the alerts of a test go. */
export const TARGET = {
  url: "https://alerts.example/hook",
  secret: `whsec_${btoa("a secret of twenty-four!")}`,
};

const messageSchema = v.strictObject({
  type: v.string(),
  timestamp: v.pipe(v.string(), v.isoTimestamp()),
  data: v.looseObject({ keyOId: v.optional(v.string()) }),
});

type Message = v.InferOutput<typeof messageSchema> & { readonly id: string };

/** A receiver that checks signatures as Standard Webhooks asks, and answers one after the other as it is told. */
export function createReceiver(answers: readonly (Response | Error)[] = []) {
  const messages: Message[] = [];
  const rest = [...answers];
  async function fetcher(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    if (request.url !== TARGET.url || request.redirect !== "manual" || init?.signal === undefined) {
      throw new Error("not as a receiver is to be asked");
    }
    const payload: unknown = new Webhook(TARGET.secret).verify(
      await request.text(),
      Object.fromEntries(request.headers),
    );
    messages.push({ id: request.headers.get("webhook-id") ?? "", ...v.parse(messageSchema, payload) });
    const answer = rest.shift() ?? new Response(null, { status: 204 });
    if (answer instanceof Error) throw answer;
    return answer;
  }
  return {
    fetcher,
    messages,
    of: (type: string) => messages.filter((message) => message.type === type),
  };
}
