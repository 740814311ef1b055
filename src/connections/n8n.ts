import { type Connection, exampleEvent, receiveUrl } from "./connection.ts";
import { type Field, fieldsOf } from "./fields.ts";

const CREDENTIAL = { id: "touchlog", name: "Touchlog" };

// All that n8n allows. It sends every item again, and those that were stored are duplicates then.
const RETRIES = { retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 };

const TIMEOUT_MS = 30_000;

/** The credential that the workflows name, for `n8n import:credentials`; in the editor it is made by hand. */
export function n8nCredentials({ key }: Pick<Connection, "key">): string {
  const data = { name: "api_key", value: key };
  return toFile([{ ...CREDENTIAL, type: "httpHeaderAuth", data }]);
}

/** A workflow for n8n's import from a file: an example event that is mapped and sent. It holds no key. */
export function n8nWorkflow(connection: Connection): string {
  const { kind } = connection;
  return toFile({
    id: `touchlog-${kind}`,
    name: `Touchlog: ${kind}`,
    active: false,
    settings: { executionOrder: "v1" },
    nodes: [
      node(kind, "When clicking ‘Execute workflow’", "manualTrigger", 1, [0, 0], {}),
      node(kind, "Your event", "set", 3.5, [220, 0], {
        mode: "manual",
        assignments: { assignments: fieldsOf(exampleEvent(connection)).map(assignment) },
        includeOtherFields: false,
        options: {},
      }),
      {
        ...node(kind, "Send to Touchlog", "httpRequest", 4.5, [440, 0], request(connection)),
        ...RETRIES,
        credentials: { httpHeaderAuth: CREDENTIAL },
      },
      node(kind, "Read me", "stickyNote", 1, [-40, -320], { content: note(kind), width: 660, height: 280 }),
    ],
    connections: {
      "When clicking ‘Execute workflow’": toNext("Your event"),
      "Your event": toNext("Send to Touchlog"),
    },
  });
}

function node(
  kind: string,
  name: string,
  type: string,
  typeVersion: number,
  position: readonly [number, number],
  parameters: object,
) {
  return {
    id: `${kind}-${type}`,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position,
    parameters,
  };
}

function toNext(name: string) {
  return { main: [[{ node: name, type: "main", index: 0 }]] };
}

// Each field is a value of its own, so that no quote and no line break in one can break the JSON.
function assignment({ path, value }: Field) {
  if (Array.isArray(value)) return { id: path, name: path, value: JSON.stringify(value), type: "array" };
  return { id: path, name: path, value, type: typeof value };
}

function request(connection: Connection) {
  return {
    method: "POST",
    url: receiveUrl(connection),
    authentication: "genericCredentialType",
    genericAuthType: "httpHeaderAuth",
    sendBody: true,
    contentType: "json",
    specifyBody: "json",
    jsonBody: "={{ $json }}",
    options: {
      // After a redirect n8n sends a GET without the event, and calls that a success.
      redirect: { redirect: { followRedirects: false } },
      response: { response: { responseFormat: "json" } },
      timeout: TIMEOUT_MS,
    },
  };
}

function note(kind: string): string {
  return `## Touchlog: ${kind}

1. **Key**: open *Send to Touchlog*, make a credential *Header Auth* with the name \`api_key\` and your key as its value.
2. **URL**: put your own address into *Send to Touchlog*, if it does not stand there yet.
3. **Your data**: replace the trigger, and in *Your event* every value by one of yours. Delete the fields that you don't have; \`eventId\` is what tells two events apart, so keep it if you can.

Every item that comes in is sent as one event. Items that are sent again are stored once.`;
}

function toFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
