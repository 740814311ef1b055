import { isDateOnly, readInstant } from "../domain/instant.ts";
import { KINDS } from "../domain/kinds/registry.ts";
import { readCursor } from "../http/cursor.ts";
import type { AppContext } from "../http/context.ts";
import type { EventSearch } from "../storage/event-search.ts";
import type { EventStatus } from "../storage/events.ts";
import { workspaceOf } from "./access.ts";
import { type Html, html, option } from "./elements.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

// The instants that a Date can hold.
const EARLIEST = -8_640_000_000_000_000;
const LATEST = 8_640_000_000_000_000;

export const STATUSES = [
  "stored",
  "pending",
  "processed",
  "failed",
] as const satisfies readonly EventStatus[];

const MAX_TEXT = 200;

/** The filter as it stands in the address of the page. What is not understood filters nothing. */
export type EventFilter = Readonly<Record<"from" | "to" | "type" | "status" | "provider" | "q", string>>;

export function readFilter(c: AppContext): EventFilter {
  const read = (name: string) => c.req.query(name)?.trim().slice(0, MAX_TEXT) ?? "";
  return {
    from: read("from"),
    to: read("to"),
    type: read("type"),
    status: read("status"),
    provider: read("provider"),
    q: read("q"),
  };
}

/** The same filter further on, as a query. */
export function toQuery(filter: EventFilter, after: string | null): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""));
  if (after !== null) query.set("after", after);
  return query.toString();
}

export function toSearch(c: AppContext, filter: EventFilter, limit: number): EventSearch {
  const workspaceId = workspaceOf(c);
  const { type, status, provider, q } = filter;
  const after = c.req.query("after");
  return {
    workspaceId,
    from: readInstant(filter.from)?.at ?? EARLIEST,
    to: (readInstant(filter.to)?.at ?? LATEST) + (isDateOnly(filter.to) ? DAY_MS - 1 : 0),
    types: toTypes(type),
    status: STATUSES.find((name) => name === status) ?? null,
    provider: provider === "" ? null : provider.toUpperCase(),
    text: q === "" ? null : q,
    limit,
    after: after === undefined ? null : readCursor(workspaceId, after),
  };
}

/** The sub-types behind the name of a kind or of a sub-type; null for all. */
export function toTypes(name: string): readonly string[] | null {
  const kind = KINDS.find((candidate) => candidate.name === name);
  if (kind !== undefined) return Object.keys(kind.types);
  return KINDS.some(({ types }) => Object.hasOwn(types, name)) ? [name] : null;
}

/** Kinds and their sub-types as one choice. */
export function typeOptions(chosen: string): Html {
  return html`${KINDS.map(
    ({ name, types }) =>
      html`<optgroup label="${name}">${option(name, `all ${name}`, chosen)}${Object.keys(types).map((type) => option(type, `${name}: ${type}`, chosen))}</optgroup>`,
  )}`;
}

/** With the kind that is chosen, for those who hear the title when the page has loaded. */
export function titleOf(page: string, chosen: string): string {
  return toTypes(chosen) === null ? page : `${page}: ${chosen}`;
}
