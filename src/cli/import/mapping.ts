import { readFileSync } from "node:fs";

import * as v from "valibot";

import { Refusal } from "../refusal.ts";
import { isBelow, type Path, readPath } from "./path.ts";

const columnSchema = v.union([
  v.string(),
  v.strictObject({ column: v.string(), values: v.record(v.string(), v.string()) }),
]);

const mappingSchema = v.strictObject({
  delimiter: v.optional(v.pipe(v.string(), v.length(1))),
  columns: v.record(v.string(), columnSchema),
  constants: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** What the cells of a column become. */
export type Assignment = {
  readonly target: string;
  readonly path: Path;
  readonly column: string;
  /** What stands for each value; null to take values as they are. */
  readonly values: ReadonlyMap<string, string> | null;
};

export type Mapping = {
  readonly name: string;
  readonly delimiter: string | null;
  readonly assignments: readonly Assignment[];
  /** What an event has where no cell says otherwise. */
  readonly constants: readonly { readonly path: Path; readonly value: unknown }[];
};

/** Reads a mapping file; throws a Refusal that says what to mend. */
export function readMapping(name: string, path: string): Mapping {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Refusal(`--map ${name} can't be read: looked for ${path}.`);
  }
  return toMapping(name, text);
}

export function toMapping(name: string, text: string): Mapping {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), mappingSchema), text);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const at = v.getDotPath(issue) ?? "the file";
    throw new Refusal(
      `${name}, ${at}: ${issue.message}. A mapping is {"columns": {"to[0].email": "Email", …}, "constants": {…}}.`,
    );
  }
  const { delimiter, columns, constants } = parsed.output;
  const assignments = Object.entries(columns).map(([target, source]) => {
    const path = toPath(name, target);
    return typeof source === "string"
      ? { target, path, column: source.trim(), values: null }
      : { target, path, column: source.column.trim(), values: new Map(Object.entries(source.values)) };
  });
  const fixed = Object.entries(constants).map(([target, value]) => ({
    target,
    path: toPath(name, target),
    value,
  }));
  refuseOverlap(name, [...assignments, ...fixed]);
  return { name, delimiter: delimiter ?? null, assignments, constants: fixed };
}

function toPath(name: string, target: string): Path {
  const path = readPath(target);
  if (path !== null) return path;
  throw new Refusal(
    `${name}: "${target}" is no field of an event; they are written like body.text or to[0].email.`,
  );
}

function refuseOverlap(
  name: string,
  targets: readonly { readonly target: string; readonly path: Path }[],
): void {
  for (const a of targets) {
    const below = targets.find((b) => isBelow(b.path, a.path));
    if (below !== undefined) {
      throw new Refusal(
        `${name}: "${a.target}" and "${below.target}" exclude each other: one is part of the other.`,
      );
    }
  }
}
