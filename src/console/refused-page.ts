import { KINDS } from "../domain/kinds/registry.ts";
import type { Problem } from "../http/problem.ts";
import type { Fault } from "../domain/fault.ts";
import type { RefusalCount } from "../storage/refusal-counts.ts";
import type { AlikeRejection, RejectionGroup } from "../storage/rejection-groups.ts";
import type { Rejection } from "../storage/rejections.ts";
import { html, type Html, instant, option, options, shown, visible, withEscapes } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { indentJson } from "./indent.ts";

const MAX_LINES = 30;

/**
 * What senders got wrong, each fault of a sender once, and how often with those of which no body is kept. What is
 * mended only with `show` all.
 */
export function listSlots(
  groups: readonly RejectionGroup[],
  counts: readonly RefusalCount[],
  { kind = "", key = "", show = "" }: Readonly<Record<string, string>>,
): Slots {
  const senders = new Map(groups.map((group) => [group.keyId, senderOf(group)]));
  // Of one that has nothing here any more the id says that it is asked for.
  if (key !== "" && !senders.has(key)) senders.set(key, key);
  const sums = new Map<string, number>();
  const isAsked = ({ keyId }: { readonly keyId: string }) => key === "" || key === keyId;
  for (const { code, count } of counts.filter(isAsked)) sums.set(code, (sums.get(code) ?? 0) + count);
  const found = groups.filter((group) => (kind === "" || kind === group.kind) && isAsked(group));
  const all = sumOf(found, "count");
  const rows = show === "all" ? found : found.filter(({ open }) => open > 0);
  return {
    kinds: options(
      KINDS.map(({ name }) => name),
      kind,
    ),
    senders: html`${[...senders].map(([id, name]) => option(id, withEscapes(name), key))}`,
    query: new URLSearchParams({ kind, key }).toString(),
    show: show === "all" ? show : null,
    open: sumOf(found, "open"),
    all,
    none: all === 0 ? 1 : null,
    kept: rows.length || null,
    groups: rows.map(toRow),
    counted: sums.size || null,
    others: kind + key || sums.size || null,
    codes: [...sums].map(([code, count]) => ({ code, count })),
  };
}

/** How many bodies there are in all, or are open. */
export function sumOf(groups: readonly RejectionGroup[], what: "count" | "open"): number {
  return groups.reduce((sum, group) => sum + group[what], 0);
}

function senderOf({ keyLabel, provider }: Pick<RejectionGroup, "keyLabel" | "provider">): string {
  return `${keyLabel} · ${provider}`;
}

function toRow({
  id,
  kind,
  fault,
  message,
  receivedAt,
  open,
  count,
  eventId,
  ...sender
}: RejectionGroup): Slots {
  const [code = "", path = ""] = fault.split(" ");
  return {
    at: instant(receivedAt),
    kind,
    path: place(path),
    id,
    message: shown(message),
    code,
    sender: shown(senderOf(sender)),
    open: open || null,
    mended: count - open || null,
    event: eventId,
  };
}

/** Null for the body as a whole. */
function place(path: string): Html | null {
  return path === "" ? null : visible(path);
}

/** A body that was sent again and is still refused; without a problem when its kind is gone. */
export type Again = { readonly body: string; readonly problem: Pick<Problem, "message" | "errors"> | null };

/** One refused body, to be mended, and others of the same fault. */
export function oneSlots(
  rejection: Rejection,
  canSend: boolean,
  again: Again | null,
  alike: readonly AlikeRejection[],
): Slots {
  const { kind, receivedAt, keyLabel, provider, eventId, replayedAt, isWhole, bodyBytes, id } = rejection;
  const problem = again === null ? rejection : again.problem;
  const errors = problem?.errors ?? [];
  const body = again?.body ?? withEscapes(indentJson(rejection.body));
  const others = alike.filter((one) => one.id !== id);
  return {
    id,
    kind,
    at: instant(receivedAt),
    key: keyLabel,
    provider,
    event: eventId,
    mended: replayedAt === null ? null : instant(replayedAt),
    again: again === null ? null : 1,
    opened: again === null ? null : "open",
    gone: problem === null ? 1 : null,
    message: problem === null ? null : shown(problem.message),
    faulty: errors.length || null,
    errors: errors.map(toFault),
    bytes: isWhole ? null : bodyBytes,
    lines: Math.min(MAX_LINES, body.split("\n").length + 1),
    body,
    admin: canSend ? 1 : null,
    more: others.length || null,
    alike: others.map(toOther),
  };
}

function toFault({ path, message, expected, hint }: Fault): Slots {
  return { path: place(path), message: shown(message), hint: shown(hint ?? `expected ${expected}`) };
}

function toOther({ id, receivedAt, eventId, ...sender }: AlikeRejection): Slots {
  return { id, at: instant(receivedAt), sender: shown(senderOf(sender)), event: eventId };
}
