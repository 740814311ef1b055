import type { Operation, Reference, Schema } from "./document.ts";

/** The schemas that have names, and where on the page their fields stand. */
export type Shapes = {
  readonly named: Readonly<Record<string, Schema>>;
  /** By their names, those that are shown whole by an operation: which one. Everywhere else is a link there. */
  readonly homes: ReadonlyMap<string, string>;
  /** Those that stand in several places and are the whole of none: they have a section of their own. */
  readonly shared: ReadonlySet<string>;
  /** Those that a body holds. */
  readonly sent: ReadonlySet<string>;
};

/** Decides for every schema where it is shown, so that none is shown twice. */
export function placeShapes(reference: Reference, operations: readonly Operation[]): Shapes {
  const named = reference.components.schemas;
  const homes = new Map<string, string>();
  const uses = new Map<string, number>();
  const sent = new Set<string>();
  for (const operation of operations) {
    const bodies = schemasOf(operation.requestBody);
    const answers = Object.values(operation.responses).flatMap(schemasOf);
    for (const name of [...bodies, ...answers].flatMap(wholesOf)) {
      if (!homes.has(name)) homes.set(name, operation.operationId);
    }
    for (const schema of bodies) visit(named, schema, (name) => !sent.has(name) && sent.add(name) !== null);
    for (const schema of [...bodies, ...answers]) {
      visit(named, schema, (name) => {
        const count = uses.get(name) ?? 0;
        uses.set(name, count + 1);
        return count === 0;
      });
    }
  }
  const isShared = (name: string) => (uses.get(name) ?? 0) > 1 && !homes.has(name);
  return { named, homes, shared: new Set(Object.keys(named).filter(isShared)), sent };
}

const REFUSAL = "#/components/schemas/Refusal";

/** Whether an answer is a refusal: those have a section of their own. */
export function isRefusal({ $ref }: Schema): boolean {
  return $ref === REFUSAL;
}

export function nameOf({ $ref = "" }: Schema): string {
  return $ref.slice($ref.lastIndexOf("/") + 1);
}

function schemasOf(holder: Operation["requestBody"]): readonly Schema[] {
  return Object.values(holder?.content ?? {})
    .map(({ schema }) => schema)
    .filter((schema) => !isRefusal(schema));
}

/** What unfolded fields show: a body, an answer, or its data. */
function wholesOf(schema: Schema): readonly string[] {
  return [schema, schema.properties?.["data"] ?? {}].map(nameOf).filter((name) => name !== "");
}

/** Calls back with each name that the schema refers to, and goes on into what that names where the answer is true. */
function visit(named: Shapes["named"], schema: Schema, enter: (name: string) => boolean): void {
  const { properties = {}, items, oneOf = [], anyOf = [] } = schema;
  const name = nameOf(schema);
  const inner = named[name];
  if (inner !== undefined && enter(name)) visit(named, inner, enter);
  for (const one of [
    ...Object.values(properties),
    ...(items === undefined ? [] : [items]),
    ...oneOf,
    ...anyOf,
  ]) {
    visit(named, one, enter);
  }
}
