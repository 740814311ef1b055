import { type Connection, exampleEvent } from "../../src/connections/connection.ts";
import { fieldsOf } from "../../src/connections/fields.ts";
import { connectionFiles, type ConnectionFile } from "../../src/connections/files.ts";
import { type Sample, SAMPLES } from "../../src/connections/samples.ts";

export const KIND_NAMES: readonly string[] = Object.keys(SAMPLES);

/** The connection of a kind whose example event has this eventId, so that no other one is its duplicate. */
export function connect(
  { origin, key }: Pick<Connection, "origin" | "key">,
  kind: string,
  eventId: string,
): Connection {
  const sample: Sample | undefined = Object.entries(SAMPLES).find(([name]) => name === kind)?.[1];
  if (sample === undefined) throw new Error(`no sample of ${kind}`);
  return { kind, sample: { ...sample, optional: { ...sample.optional, eventId } }, origin, key };
}

/** What the connection has for a tool: the first part of the file's path. */
export function fileFor(tool: string, connection: Connection): ConnectionFile {
  const file = connectionFiles(connection).find(({ path }) => path.startsWith(`${tool}/`));
  if (file === undefined) throw new Error(`nothing for ${tool}`);
  return file;
}

// All that breaks a JSON text which someone typed around it, and what forms and shells would mind.
const AWKWARD = `He said "yes" \\ and:\n\ta+b & c=d; 100 % {"e": '$f'} <g> {{h}} – é 😀`;

/** The fields that a person writes, each with an awkward text, and the optional ones with nothing in them. */
export function awkwardFields({ sample }: Connection) {
  const written = fieldsOf(sample.required).filter(({ path }) => /subject|text|title|name$/i.test(path));
  const optional = fieldsOf(sample.optional).filter(({ path }) => path !== "eventId");
  return [
    ...written.map(({ path }) => ({ path, value: AWKWARD })),
    ...optional.map(({ path }) => ({ path, value: null })),
  ];
}

/** What an event has in the fields that are awkward; null where it has nothing. */
export function readAwkwardFields(connection: Connection, event: object) {
  const values = new Map(fieldsOf({ ...event }).map(({ path, value }) => [path, value]));
  return awkwardFields(connection).map(({ path }) => ({ path, value: values.get(path) ?? null }));
}

/** The whole example event, and that of it which a sender fills in. */
export function eventOf(connection: Connection) {
  const event = exampleEvent(connection);
  const { eventType: _, ...yours } = event;
  return { event, yours: fieldsOf(yours) };
}
