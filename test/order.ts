import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";

import { isJsonObject } from "../src/domain/json.ts";
import worker from "../src/index.ts";

/** Asks for something with a JSON body, with the bindings given, and waits for what is done after the answer. */
export async function order(secret: string, path: string, body: unknown, bindings: Partial<Env> = {}) {
  const request = new Request<unknown, IncomingRequestCfProperties>(`http://touchlog${path}`, {
    method: "POST",
    headers: { api_key: secret },
    body: JSON.stringify(body),
  });
  const ctx = createExecutionContext();
  const response = await worker.fetch(request, { ...env, ...bindings }, ctx);
  const json: unknown = await response.json();
  await waitOnExecutionContext(ctx);
  if (!isJsonObject(json)) throw new Error("the answer is no JSON object");
  return { status: response.status, headers: response.headers, json };
}
