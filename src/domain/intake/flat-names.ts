import { briefName, type Fault } from "../fault.ts";
import { MAX_FAULTS } from "../fault-limits.ts";
import { isBlank } from "../fields/text.ts";
import type { JsonObject } from "../json.ts";
import type { Field } from "../schema.ts";
import { type Draft, warn } from "./draft.ts";

const MAX_PATHS = 20_000;
const MAX_STEPS = 8;
const MAX_INDEX_DIGITS = 5;

// Never steps of a path, though what is built could take them: nobody means them well.
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

const STEP = /\.([^.[\]]{1,100})|\[([^.[\]]{0,100})\]/y;

/** True when a name may be a path: `from.email`, `to[0][email]`. */
export function hasFlatNames(body: JsonObject): boolean {
  for (const name in body) {
    if (name.includes(".") || name.includes("[")) return true;
  }
  return false;
}

type Path = { readonly root: string; readonly steps: readonly Step[] };
type Step = { readonly name: string; readonly isIndex: boolean };

/**
 * Puts what literal dotted and bracketed names stand for in their place, below the fields that have something inside
 * them. A name that contradicts another is a fault, save in a body that is an event without it (`isEvent`): there it is
 * a field of the sender's own.
 */
export function unflatten(
  draft: Draft,
  fields: ReadonlyMap<string, Field>,
  isEvent: () => boolean,
): readonly Fault[] {
  const roots = new Map<string, Root>();
  const rest: [string, unknown][] = [];
  let count = 0;
  for (const [name, value] of Object.entries(draft.fields)) {
    const path = readPath(name, fields);
    if (path === null) {
      rest.push([name, value]);
      continue;
    }
    if (++count > MAX_PATHS) return isEvent() ? [] : [tooMany()];
    const root = roots.get(path.root) ?? { branch: newBranch(), flat: [], contradicting: [] };
    roots.set(path.root, root);
    root.flat.push([name, value]);
    if (!put(root.branch, path.steps, value)) root.contradicting.push(name);
  }
  if (roots.size === 0) return [];
  const plain = new Map(rest);
  const faults: Fault[] = [];
  let isOne: boolean | null = null;
  for (const [name, { branch, flat, contradicting }] of roots) {
    const isDouble = !isBlank(plain.get(name));
    if (isDouble || contradicting.length > 0) {
      isOne ??= isEvent();
      if (!isOne) faults.push(...toFaults(name, isDouble, contradicting));
      for (const [flatName, value] of flat) plain.set(flatName, value);
      continue;
    }
    plain.set(name, toValue(branch));
    draft.isRestructured = true;
    const form = fields.get(name)?.isList === true ? "a list" : "an object";
    warn(draft, name, "flat_names", `names like ${name}.… were read as what is inside it; send ${form}`);
  }
  draft.fields = Object.fromEntries(plain);
  return faults.slice(0, MAX_FAULTS);
}

type Root = {
  readonly branch: Branch;
  readonly flat: [string, unknown][];
  /** Names that say otherwise than one before them. */
  readonly contradicting: string[];
};

function toFaults(root: string, isDouble: boolean, contradicting: readonly string[]): Fault[] {
  if (isDouble) return [contradiction(root, `names like ${root}.…`)];
  return contradicting.slice(0, MAX_FAULTS).map((name) => contradiction(name, "another that says otherwise"));
}

/** Null for a name that is none, or that leads into nothing that the contract knows. */
function readPath(name: string, fields: ReadonlyMap<string, Field>): Path | null {
  const end = name.search(/[.[]/);
  const root = name.slice(0, end);
  const field = end > 0 ? fields.get(root) : undefined;
  if (field?.role === undefined || !STRUCTURED.has(field.role)) return null;
  const steps: Step[] = [];
  STEP.lastIndex = end;
  while (STEP.lastIndex < name.length && steps.length < MAX_STEPS) {
    const at = STEP.lastIndex;
    const [, dotted, bracketed] = STEP.exec(name) ?? [];
    const step = dotted ?? bracketed;
    if (step === undefined || RESERVED.has(step)) return null;
    // `to[]` is a list by itself, and nothing lies behind it.
    if (step === "" && STEP.lastIndex < name.length) return null;
    const isNumber = /^\d+$/.test(step) && step.length <= MAX_INDEX_DIGITS;
    const isIndex = step === "" || (isNumber && (name[at] === "[" || (field.isList && steps.length === 0)));
    steps.push({ name: step, isIndex });
  }
  return STEP.lastIndex === name.length ? { root, steps } : null;
}

const STRUCTURED = new Set(["addressee", "person", "content", "metadata", "transcript"]);

type Branch = { readonly inner: Map<string, Branch | Leaf>; isList: boolean | null };
type Leaf = { readonly value: unknown };

function newBranch(): Branch {
  return { inner: new Map(), isList: null };
}

/** False when something else stands there. */
function put(branch: Branch, [step, ...steps]: readonly Step[], value: unknown): boolean {
  if (step === undefined) return false;
  if (branch.isList !== null && branch.isList !== step.isIndex) return false;
  branch.isList = step.isIndex;
  const existing = branch.inner.get(step.name);
  if (steps.length === 0) {
    if (existing !== undefined) return false;
    branch.inner.set(step.name, { value });
    return true;
  }
  if (existing !== undefined && "value" in existing) return false;
  const next = existing ?? newBranch();
  branch.inner.set(step.name, next);
  return put(next, steps, value);
}

function toValue(node: Branch | Leaf): unknown {
  if ("value" in node) return node.value;
  const entries = [...node.inner];
  if (node.isList !== true) return Object.fromEntries(entries.map(([name, inner]) => [name, toValue(inner)]));
  // A list that is named whole, or one named item by item, in the order of its numbers.
  return entries
    .toSorted(([one], [other]) => Number(one) - Number(other))
    .flatMap(([name, inner]) => {
      const value = toValue(inner);
      return name === "" && Array.isArray(value) ? value : [value];
    });
}

function contradiction(name: string, other: string): Fault {
  const path = briefName(name);
  return {
    path,
    code: "invalid_value",
    message: `${path} stands beside ${other}`,
    expected: "one of the two",
    received: "both",
    hint: "send one of the two",
  };
}

function tooMany(): Fault {
  return {
    path: "",
    code: "invalid_value",
    message: `the body has more than ${MAX_PATHS} dotted or bracketed names`,
    expected: "objects and lists",
    received: "names that are paths",
    hint: "send objects and lists",
  };
}
