import type { Plan, PlannedEvent } from "./plan.ts";
import { holderOf, type Run } from "./run.ts";
import type { Outcome } from "./sender.ts";
import type { Stock } from "./stock.ts";

/** A line of the ledger: what was to be, and what is there. */
export type Line = { readonly about: string; readonly found: string; readonly balances: boolean };

/** What all arrivals of one event came to. */
export type Account = {
  readonly event: PlannedEvent;
  readonly workspaceId: string;
  /** As the answers name it; more than one is a fault. */
  readonly ids: ReadonlySet<string>;
  readonly accepted: readonly Outcome[];
  /** Attempts of which nobody knows what they did. */
  readonly unanswered: number;
};

export type Books = { readonly plan: Plan; readonly run: Run; readonly stock: Stock };

/** A line that says how many there are of what must not be. */
export function none(about: string, found: readonly unknown[]): Line {
  const shown = found.length === 0 ? "" : `, as ${JSON.stringify(found[0]).slice(0, 200)}`;
  return { about, found: `${found.length}${shown}`, balances: found.length === 0 };
}

export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** By event, in the order of the plan. */
export function openAccounts({ plan, run }: Books): readonly Account[] {
  const byEvent = plan.events.map((): Outcome[] => []);
  for (const outcome of run.outcomes) {
    const { sending } = outcome;
    if (sending.expect === "event") byEvent[sending.event]?.push(outcome);
  }
  return plan.events.map((event, index) => {
    const outcomes = byEvent[index] ?? [];
    const accepted = outcomes.filter(({ status }) => status === 200);
    return {
      event,
      workspaceId: holderOf(run.holders, { workspace: event.workspace, key: 0 }).workspaceId,
      ids: new Set(accepted.map(({ answer }) => answer.additionalData?.eventOId ?? "")),
      accepted,
      unanswered: sum(outcomes.map(({ unanswered }) => unanswered)),
    };
  });
}

/** What the sender was told. */
export function answerLines({ plan, run }: Books, accounts: readonly Account[]): readonly Line[] {
  const { outcomes, traffic } = run;
  const answered = `${outcomes.length} of ${plan.sendings.length}`;
  const told = accounts.map(
    ({ accepted }) => accepted.filter(({ answer }) => answer.additionalData?.duplicate === false).length,
  );
  return [
    {
      about: "submissions answered with 2xx or 4xx in the end",
      found: answered,
      balances: outcomes.length === plan.sendings.length,
    },
    none(
      "valid submissions refused",
      outcomes.filter(({ sending, status }) => sending.expect === "event" && status !== 200).map(toSummary),
    ),
    none(
      "invalid submissions accepted, or refused with another code",
      outcomes
        .filter(({ sending, answer }) => sending.expect === "refusal" && sending.code !== answer.code)
        .map(toSummary),
    ),
    {
      about: `answers of 5xx, ${traffic.fiveXx} in all, that said something was received`,
      found: String(traffic.falselyReceived),
      balances: traffic.falselyReceived === 0,
    },
    none(
      "events whose arrivals were told different ids",
      accounts.filter(({ ids }) => ids.size > 1).map(({ ids }) => [...ids]),
    ),
    none(
      "events of which more than one arrival was told to be the first",
      accounts.filter((_account, index) => (told[index] ?? 0) > 1).map(({ ids }) => [...ids]),
    ),
    none(
      "events of which no arrival was told so, though each attempt was answered",
      accounts
        .filter(({ unanswered }, index) => told[index] === 0 && unanswered === 0)
        .map(({ ids }) => [...ids]),
    ),
  ];
}

function toSummary({ sending, status, answer }: Outcome) {
  return { kind: sending.kind, status, code: answer.code, text: sending.text.slice(0, 80) };
}
