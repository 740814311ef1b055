/** Names of fields and, from 0, places in lists. */
export type Path = readonly (string | number)[];

const WHOLE = /^[^.[\]]+(?:\.[^.[\]]+|\[\d{1,2}\])*$/;
const STEPS = /\[(\d+)\]|[^.[\]]+/g;

/** Reads `to[0].email`; null when it is not written so. */
export function readPath(text: string): Path | null {
  if (!WHOLE.test(text) || text.includes("__proto__")) return null;
  return [...text.matchAll(STEPS)].map(([name, place]) => (place === undefined ? name : Number(place)));
}

/** Whether one path leads into what the other leads to. */
export function isBelow(path: Path, above: Path): boolean {
  return path.length > above.length && above.every((step, index) => step === path[index]);
}

type Tree = { [name: string]: unknown };

/** Puts a value where the path leads, making the objects and lists on the way; what stood there is replaced. */
export function put(tree: Tree, path: Path, value: unknown): void {
  const [first = "", ...rest] = path;
  tree[first] = placed(tree[first], rest, value);
}

function placed(there: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list: unknown[] = Array.isArray(there) ? there : [];
    list[step] = placed(list[step], rest, value);
    return list;
  }
  const object: Tree = isTree(there) ? there : {};
  object[step] = placed(object[step], rest, value);
  return object;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON of a tree; places in lists that nothing was put into are left out. */
export function toJson(tree: Tree): string {
  return JSON.stringify(tree, (_name, value: unknown) =>
    Array.isArray(value) ? value.filter(() => true) : value,
  );
}
