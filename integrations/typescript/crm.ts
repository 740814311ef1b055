// Sends one event to Touchlog: `node crm.ts`, with Node 22.18 or later.
// An event that is sent again is stored once, so what got no answer is simply sent again.

const RECEIVE_URL = "https://touchlog.NAME.workers.dev/api/v2/analytics/webhook/receive/generic/crm";
const API_KEY = "tl_YOUR_KEY";

const ATTEMPTS = 6;
const TIMEOUT_MS = 30_000;

/** Resolves when Touchlog has the event; rejects with what is to be mended when it refuses it. */
export async function sendEvent(event: object): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const { status, retryAfterSeconds, text } = await post(event);
    if (status === 200) return JSON.parse(text);
    const mayPass = status === 0 || status === 429 || status >= 500;
    if (!mayPass || attempt === ATTEMPTS) throw new Error(`Touchlog: ${status} ${text}`);
    const waitSeconds = retryAfterSeconds > 0 ? retryAfterSeconds : 2 ** (attempt - 1);
    await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1000));
  }
}

/** Status 0 when no answer came. */
async function post(event: object): Promise<{ status: number; retryAfterSeconds: number; text: string }> {
  try {
    const response = await fetch(RECEIVE_URL, {
      method: "POST",
      headers: { api_key: API_KEY, "content-type": "application/json" },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const retryAfterSeconds = Number(response.headers.get("retry-after") ?? 0);
    return { status: response.status, retryAfterSeconds, text: await response.text() };
  } catch (error) {
    return { status: 0, retryAfterSeconds: 0, text: String(error) };
  }
}

const answer = await sendEvent({
  eventType: "opportunity_created",
  eventTimestamp: "2024-02-10T09:00:00Z",
  opportunityId: "opp_1",
  opportunityName: "Prospect: annual plan",
  eventId: "opp_1_created",
  amount: 12500.5,
  stage: "Proposal",
  accountName: "Prospect",
  contactEmail: "john@prospect.com",
  contactName: "John Smith",
  closeDate: "2024-03-31",
});
console.log(JSON.stringify(answer));
