import type { Problem } from "../http/problem.ts";
import type { Fault } from "../domain/fault.ts";
import type { RefusalCount } from "../storage/refusal-counts.ts";
import type { AlikeRejection, RejectionGroup } from "../storage/rejection-groups.ts";
import type { Rejection } from "../storage/rejections.ts";
import { type Html, instant, shown, visible, withEscapes } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { indentJson } from "./indent.ts";

const MAX_LINES = 30;

/** What senders got wrong, each fault once, and how often with those of which no body is kept. */
export function listSlots(groups: readonly RejectionGroup[], counts: readonly RefusalCount[]): Slots {
  const sums = new Map<string, number>();
  for (const { code, count } of counts) sums.set(code, (sums.get(code) ?? 0) + count);
  return {
    none: groups.length === 0 && counts.length === 0 ? 1 : null,
    kept: groups.length || null,
    groups: groups.map(toRow),
    counted: sums.size || null,
    codes: [...sums].map(([code, count]) => ({ code, count })),
  };
}

function toRow({ id, kind, fault, message, lastAt, open, count }: RejectionGroup): Slots {
  const [code = "", path = ""] = fault.split(" ");
  return { at: instant(lastAt), kind, path: place(path), id, message: shown(message), code, open, count };
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
  const { kind, receivedAt, keyLabel, provider, eventId, isWhole, bodyBytes, id } = rejection;
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
    again: again === null ? null : 1,
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

function toOther({ id, receivedAt, keyLabel, isOpen }: AlikeRejection): Slots {
  return { id, at: instant(receivedAt), key: shown(keyLabel), open: isOpen ? 1 : null };
}
