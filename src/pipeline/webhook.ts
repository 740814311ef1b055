import { hmacBase64 } from "../domain/hmac.ts";

const SEND_MS = 10_000;

/** Where a message goes, and what signs it in the form of Standard Webhooks; null for one that is not signed. */
export type WebhookTarget = { readonly url: string; readonly secret: string | null };

/**
 * Posts a message, once. Null when it was taken, else why not; without the URL, in which a secret may stand. A redirect
 * is not followed and counts as refused.
 */
export async function postWebhook(
  fetcher: typeof fetch,
  { url, secret }: WebhookTarget,
  { id, body }: { readonly id: string; readonly body: string },
): Promise<string | null> {
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    ...(secret === null ? {} : { "webhook-signature": await sign(secret, `${id}.${timestamp}.${body}`) }),
  };
  try {
    const signal = AbortSignal.timeout(SEND_MS);
    const response = await fetcher(url, { method: "POST", headers, body, redirect: "manual", signal });
    await response.body?.cancel();
    return response.ok ? null : `status ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : "no answer";
  }
}

/** By https://www.standardwebhooks.com: the secret is `whsec_` and the key in base64, which settings.ts has checked. */
async function sign(secret: string, signed: string): Promise<string> {
  return `v1,${await hmacBase64(secret.slice("whsec_".length), signed)}`;
}
