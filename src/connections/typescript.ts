import { type Connection, exampleEvent, receiveUrl } from "./connection.ts";

/** A file that sends the example event with nothing but `fetch`. */
export function typescriptFile(connection: Connection): string {
  return `// Sends one event to Touchlog: \`node ${connection.kind}.ts\`, with Node 22.18 or later.
// An event that is sent again is stored once, so what got no answer is simply sent again.

const RECEIVE_URL = "${receiveUrl(connection)}";
const API_KEY = "${connection.key}";

const ATTEMPTS = 6;
const TIMEOUT_MS = 30_000;

/** Resolves when Touchlog has the event; rejects with what is to be mended when it refuses it. */
export async function sendEvent(event: object): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const { status, retryAfterSeconds, text } = await post(event);
    if (status === 200) return JSON.parse(text);
    const mayPass = status === 0 || status === 429 || status >= 500;
    if (!mayPass || attempt === ATTEMPTS) throw new Error(\`Touchlog: \${status} \${text}\`);
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

const answer = await sendEvent(${toLiteral(exampleEvent(connection))});
console.log(JSON.stringify(answer));
`;
}

function toLiteral(event: object): string {
  const json = JSON.stringify(event, null, 2);
  return json.replaceAll(/^( *)"([A-Za-z]\w*)": /gm, "$1$2: ").replaceAll(/([^,{[\n])\n/g, "$1,\n");
}
