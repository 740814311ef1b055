import * as v from "valibot";

import { dumpWorkspace, tableNames, tablesOfWorkspaces } from "./dump.ts";
import type { RawAnswer } from "./raw.ts";
import { createTenant, type Tenant } from "./tenant.ts";

const STATUSES = new Set([200, 400, 401, 403, 404, 405, 413, 415, 429]);

/** What a refusal may repeat of one field, in code points. */
const ECHOED = 40;

// What is echoed may be six characters for each of its own, escaped twice.
const LONGEST_MESSAGE = 1_000;

/** Of a refusal of a hundred faults. */
const LONGEST_REFUSAL = 200_000;

const faultSchema = v.object({
  path: v.pipe(v.string(), v.maxLength(2 * ECHOED + 1)),
  code: v.picklist(["missing", "invalid_type", "invalid_value"]),
  message: v.pipe(v.string(), v.minLength(10), v.maxLength(LONGEST_MESSAGE)),
  expected: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_MESSAGE)),
  received: v.pipe(
    v.string(),
    v.check((text) => echoed(text) <= ECHOED, "echoes more than a short piece"),
  ),
  hint: v.optional(v.string()),
});

const refusalSchema = v.pipe(
  v.strictObject({
    _metadata: v.object({ message: v.string() }),
    received: v.literal(false),
    message: v.pipe(v.string(), v.regex(/^\S.{9,}/s), v.maxLength(LONGEST_MESSAGE)),
    code: v.pipe(v.string(), v.regex(/^[a-z_]+$/)),
    errors: v.pipe(v.array(faultSchema), v.maxLength(100)),
    rejectionOId: v.optional(v.string()),
  }),
  v.check(({ _metadata, message }) => _metadata.message === message, "says two things"),
);

/** Code points of a text as it was sent, whatever its escapes take. */
function echoed(received: string): number {
  const start = received.replace(/…$/, "");
  if (!start.startsWith('"')) return Array.from(start).length;
  return Array.from(v.parse(v.string(), JSON.parse(start))).length;
}

/** What is wrong with an answer, whatever was asked; nothing when no fault is ours. `asked` tells which answer it was. */
export function complaintsAbout(answer: RawAnswer, asked = ""): readonly string[] {
  return findComplaints(answer).map((complaint) => `${asked.slice(0, 100)} ${complaint}`);
}

function findComplaints({ status, headers, text }: RawAnswer): readonly string[] {
  const complaints: string[] = [];
  if (!STATUSES.has(status)) complaints.push(`status ${status}`);
  if (headers.get("x-content-type-options") !== "nosniff") complaints.push("may be sniffed");
  if (!/^[0-9a-f-]{36}$/.test(headers.get("x-request-id") ?? "")) complaints.push("no request id");
  const type = headers.get("content-type") ?? "";
  const isPage = status === 200 && type.startsWith("text/html");
  if (isPage) return [...complaints, ...complaintsAboutPage(headers, text)];
  if (status === 200) return [...complaints, ...complaintsAboutSuccess(type, text)];
  if (!type.startsWith("application/json")) complaints.push(`a refusal of type ${type}`);
  if (text.length > LONGEST_REFUSAL) complaints.push(`a refusal of ${text.length} characters`);
  const refusal = v.safeParse(refusalSchema, JSON.parse(text));
  return [
    ...complaints,
    ...(refusal.issues ?? []).map((issue) => `${v.getDotPath(issue)}: ${issue.message}`),
  ];
}

function complaintsAboutPage(headers: Headers, text: string): readonly string[] {
  const policy = headers.get("content-security-policy") ?? "";
  return [
    ...(policy.startsWith("default-src 'none'") ? [] : ["a page without a policy"]),
    ...(/<script/i.test(text) ? ["a page with a script"] : []),
  ];
}

const objectSchema = v.record(v.string(), v.unknown());

function complaintsAboutSuccess(type: string, text: string): readonly string[] {
  if (type.startsWith("text/plain; version=")) return [];
  if (type.startsWith("application/x-ndjson")) {
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.every((line) => v.is(objectSchema, JSON.parse(line))) ? [] : ["a line that is no object"];
  }
  if (!type.startsWith("application/json")) return [`type ${type}`];
  const json: unknown = JSON.parse(text);
  if (!v.is(objectSchema, json)) return ["no JSON object"];
  // Some clients send a request again whose success has one.
  return "error" in json ? ["a success with an error"] : [];
}

const PROTOTYPES = [Object, Array, Function, String, Number, Promise, Map, Response].map(
  ({ prototype }): object => prototype,
);

type State = { readonly prototypes: unknown; readonly tables: readonly string[]; readonly rows: unknown };

/** What nothing that one workspace sends may change. */
export type Surroundings = { readonly bystander: Tenant; readonly readState: () => Promise<State> };

/** With a workspace of which nobody in the test has a key. */
export async function createSurroundings(): Promise<Surroundings> {
  const bystander = await createTenant("bystander");
  return {
    bystander,
    readState: async () => ({
      prototypes: PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String)),
      tables: await tableNames(),
      rows: await dumpWorkspace(bystander.workspaceId, await tablesOfWorkspaces()),
    }),
  };
}
