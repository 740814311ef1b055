import { isJsonObject } from "../../src/domain/json.ts";
import { IDS } from "../../src/openapi/example-values.ts";
import type { Runtime } from "../measure/runtime.ts";
import { CALLS, mediaOf } from "./document.ts";

export type Call = (typeof CALLS)[number];

export type Asked = {
  readonly key?: string | null;
  readonly query?: Readonly<Record<string, string>>;
  /** A text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Answered = {
  readonly id: string;
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string;
  /** Where the document describes such an answer; null where it does not. */
  readonly pointer: string | null;
  /** One, or one a line. */
  readonly values: readonly unknown[];
};

/** In the place of ids that the examples have: those of things that are there. */
export type RealIds = Partial<Readonly<Record<keyof typeof IDS, string>>>;

export function callOf(id: string): Call {
  const call = CALLS.find(({ operation }) => operation.operationId === id);
  if (call === undefined) throw new Error(`no operation ${id}`);
  return call;
}

/** What an operation shows to be sent, in each form; a single one without a body for an operation that takes none. */
export function shownBy(call: Call): readonly Pick<Asked, "body" | "headers">[] {
  const shown = mediaOf(call, null).flatMap(({ type, examples }) =>
    examples.map((body) => ({ body, headers: { "content-type": type } })),
  );
  return shown.length === 0 ? [{}] : shown;
}

function exampleQuery({ operation }: Call): Record<string, string> {
  return Object.fromEntries(
    (operation.parameters ?? [])
      .filter((parameter) => parameter.in === "query" && parameter.example !== undefined)
      .map(({ name, example }) => [name, String(example)]),
  );
}

type Worker = Pick<Runtime["worker"], "fetch">;

/** Makes the call that an operation shows, but for what is asked otherwise. */
export async function ask(worker: Worker, call: Call, asked: Asked, ids: RealIds = {}): Promise<Answered> {
  const { method, operation } = call;
  const { key = null, query = exampleQuery(call) } = asked;
  const [shown = {}] = shownBy(call);
  const { body } = "body" in asked ? asked : shown;
  const headers: Readonly<Record<string, string>> = {
    ...("body" in asked ? {} : shown.headers),
    ...asked.headers,
  };
  const path = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === "path")
    .reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), call.path);
  const isForm = headers["content-type"] === "application/x-www-form-urlencoded";
  const json = typeof body === "string" ? body : JSON.stringify(body);
  const text = isForm ? String(new URLSearchParams(Object(body))) : json;
  const response = await worker.fetch(withIds(`${path}?${String(new URLSearchParams(query))}`, ids), {
    method,
    headers: { ...(key === null ? {} : { api_key: key }), ...headers },
    ...(method === "POST" ? { body: withIds(text, ids) } : {}),
  });
  return toAnswered(call, response);
}

async function toAnswered(call: Call, response: Awaited<ReturnType<Worker["fetch"]>>): Promise<Answered> {
  const text = await response.text();
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  const media = mediaOf(call, String(response.status)).find((one) => one.type === type);
  const values: readonly unknown[] = readValues(type, text);
  const [value] = values;
  const json = isJsonObject(value) ? value : {};
  return {
    id: call.operation.operationId,
    status: response.status,
    code: response.ok ? undefined : String(json["code"]),
    message: String(json["message"]),
    pointer: media?.pointer ?? null,
    values,
  };
}

function readValues(type: string, text: string): readonly unknown[] {
  if (type === "application/json") return [JSON.parse(text)];
  if (type !== "application/x-ndjson") return [text];
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line): unknown => JSON.parse(line));
}

function withIds(text: string, ids: RealIds): string {
  return Object.entries(ids).reduce((changed, [name, id]) => changed.replaceAll(exampleId(name), id), text);
}

function exampleId(name: string): string {
  return Object.entries(IDS).find(([one]) => one === name)?.[1] ?? name;
}
