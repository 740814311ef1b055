import { KEPT_A_MINUTE } from "../../src/storage/rejection-log.ts";
import { type Books, type Line, none, sum } from "./ledger.ts";
import { holderOf, type Run } from "./run.ts";
import type { RejectionRow } from "./stock.ts";

const MINUTE_MS = 60_000;

/** Refusals of one key for one code. */
type Refusals = { code: string; answered: number; unanswered: number };

/** What became of the invalid submissions. */
export function refusalLines({ run, stock }: Books): readonly Line[] {
  const refusals = group(run);
  const counted = new Map(stock.counts.map((row) => [nameOf(row.workspace_id, row.key_id, row.code), row]));
  const rows = new Map(stock.rejections.map((row) => [row.id, row]));
  const kept = run.outcomes.filter(({ answer }) => answer.rejectionOId !== undefined);
  const unanswered = sum([...refusals.values()].map((refused) => refused.unanswered));
  const codes = [...new Set([...refusals.values()].map(({ code }) => code))];
  const missing = sum(
    [...refusals].map(([name, { answered }]) => Math.max(0, answered - (counted.get(name)?.count ?? 0))),
  );
  const mayMiss = sum(run.notes.slice(0, run.kills.length).map(notKept));
  const strayed = stock.rejections.length - kept.length;
  const mayStray = unanswered + sum(run.notes.map(notKept));
  return [
    ...codes.map((code) => {
      const of = [...refusals].filter(([, refused]) => refused.code === code);
      const answered = sum(of.map(([, refused]) => refused.answered));
      const count = sum(of.map(([name]) => counted.get(name)?.count ?? 0));
      const open = sum(of.map(([, refused]) => refused.unanswered));
      return {
        about: `${code}: refusals answered ≤ counted ≤ and those without an answer, for each key`,
        found: `${answered} ≤ ${count} ≤ ${answered + open}`,
        balances: of.every(
          ([name, refused]) => (counted.get(name)?.count ?? 0) <= refused.answered + refused.unanswered,
        ),
      };
    }),
    {
      about: "refusals answered and not counted, all of them in memory at a kill",
      found: `${missing}, at most ${mayMiss} may be`,
      balances: missing <= mayMiss,
    },
    none(
      "counts of keys and codes that nobody was refused with",
      stock.counts.filter((row) => !refusals.has(nameOf(row.workspace_id, row.key_id, row.code))),
    ),
    none(
      `rejectionOIds answered, ${kept.length} in all, without their row of this key, code and text`,
      kept
        .filter(({ answer, sending }) => {
          const row = rows.get(answer.rejectionOId ?? "");
          const { workspaceId, keyId } = holderOf(run.holders, sending);
          return (
            row?.workspace_id !== workspaceId ||
            row.key_id !== keyId ||
            row.code !== answer.code ||
            !sending.text.startsWith(row.body)
          );
        })
        .map(({ answer }) => answer.rejectionOId),
    ),
    {
      about: "rejections kept that no answer named",
      found: `${strayed}, at most ${mayStray} may be`,
      balances: strayed >= 0 && strayed <= mayStray,
    },
    none(
      `rejections kept though ${KEPT_A_MINUTE} of their like had been in that minute`,
      stock.rejections.filter((row, index) => isTooMany(row, stock.rejections.slice(0, index))),
    ),
    {
      about: "invalid submissions that were counted only, since there were enough of their like",
      found: String(sum([...refusals.values()].map(({ answered }) => answered)) - kept.length),
      balances: sum([...refusals.values()].map(({ answered }) => answered)) > kept.length,
    },
  ];
}

function group({ outcomes, holders }: Run): ReadonlyMap<string, Refusals> {
  const refusals = new Map<string, Refusals>();
  for (const { sending, answer, unanswered } of outcomes) {
    if (sending.expect === "event") continue;
    const { workspaceId, keyId } = holderOf(holders, sending);
    const code = answer.code ?? "";
    const name = nameOf(workspaceId, keyId, code);
    const refused = refusals.get(name) ?? { code, answered: 0, unanswered: 0 };
    refused.answered++;
    refused.unanswered += unanswered;
    refusals.set(name, refused);
  }
  return refusals;
}

function nameOf(...parts: readonly string[]): string {
  return parts.join(" ");
}

function notKept({ logged }: Run["notes"][number]): number {
  return logged["rejection not kept"] ?? 0;
}

/** Whether the bound was reached when this row came, of those that were there by then. */
function isTooMany(row: RejectionRow, before: readonly RejectionRow[]): boolean {
  const alike = before.filter(
    ({ key_id, fault, received_at }) =>
      key_id === row.key_id && fault === row.fault && received_at > row.received_at - MINUTE_MS,
  );
  return alike.length >= KEPT_A_MINUTE;
}
