import { KINDS } from "../../src/domain/kinds/registry.ts";
import { type Account, type Books, type Line, none } from "./ledger.ts";
import { repeatLines } from "./ledger-repeats.ts";
import type { EventRow, FactsRow, Stock } from "./stock.ts";

/** What is stored, and what processing made of it. */
export function eventLines({ run, stock }: Books, accounts: readonly Account[]): readonly Line[] {
  const rows = new Map(stock.events.map((row) => [row.id, row]));
  const byId = new Map(accounts.flatMap((account) => [...account.ids].map((id) => [id, account] as const)));
  return [
    ...KINDS.map(({ name }) => {
      const accepted = [...byId].filter(([, { event }]) => event.kind === name).map(([id]) => id);
      const stored = stock.events.filter(({ kind }) => kind === name);
      const missing = accepted.filter((id) => !rows.has(id)).length;
      const strayed = stored.filter(({ id }) => !byId.has(id)).length;
      return {
        about: `${name}: ids accepted = rows stored`,
        found: `${accepted.length} = ${stored.length}, ${missing} missing, ${strayed} strayed`,
        balances: missing + strayed === 0 && accepted.length === stored.length,
      };
    }),
    none(
      "rows whose body is not the text that was sent first",
      stock.events.filter(({ id, body }) => byId.get(id)?.event.text !== body).map(({ id }) => id),
    ),
    statusLine(stock, byId),
    factsLine("messages", stock.messages, byId),
    factsLine("calls", stock.calls, byId),
    {
      about: "speakers of calls that there are not",
      found: String(stock.strayedSpeakers),
      balances: stock.strayedSpeakers === 0,
    },
    conflictLine(stock, accounts),
    ...repeatLines(run, rows, accounts),
    none(
      "rows, facts and conflicts in another workspace than the key's",
      [
        ...stock.events.map(({ id, workspace_id }) => ({ id, workspace_id })),
        ...[...stock.messages, ...stock.calls, ...stock.conflicts].map(({ event_id, workspace_id }) => ({
          id: event_id,
          workspace_id,
        })),
      ].filter(({ id, workspace_id }) => byId.get(id)?.workspaceId !== workspace_id),
    ),
  ];
}

function statusLine({ events }: Stock, byId: ReadonlyMap<string, Account>): Line {
  const isDue = ({ id }: EventRow) => byId.get(id)?.event.isDue !== false;
  const due = events.filter(isDue);
  const processed = due.filter(({ status }) => status === "processed").length;
  const stored = events.filter((row) => !isDue(row) && row.status === "stored").length;
  return {
    about: "due events processed, others stored",
    found: `${processed} of ${due.length}, ${stored} of ${events.length - due.length}`,
    balances: processed === due.length && stored === events.length - due.length,
  };
}

function factsLine(
  table: "messages" | "calls",
  found: readonly FactsRow[],
  byId: ReadonlyMap<string, Account>,
): Line {
  const due = [...byId].filter(([, { event }]) => event.facts?.table === table);
  const rows = new Map(found.map((row) => [row.event_id, row.facts]));
  const wrong = due.filter(([id, { event }]) => rows.get(id) !== expectedFacts(event.facts)).length;
  return {
    about: `${table}: events that are some = rows, with the facts they should have`,
    found: `${due.length} = ${found.length}, ${wrong} wrong or missing`,
    balances: wrong === 0 && due.length === found.length,
  };
}

/** In the form that `takeStock` reads them in. */
function expectedFacts(facts: Account["event"]["facts"]): string {
  if (facts === null) return "";
  if (facts.table === "messages") return JSON.stringify([facts.direction]);
  const { turns, words, speakers } = facts;
  const sums = speakers === 0 ? [null, null] : [turns, words];
  return JSON.stringify([turns, words, speakers, speakers, ...sums]);
}

function conflictLine({ conflicts }: Stock, accounts: readonly Account[]): Line {
  const answered = new Set(
    accounts.flatMap(({ accepted }) =>
      accepted
        .filter(({ answer }) => answer.additionalData?.conflict === true)
        .map(({ answer, sending }) => `${answer.additionalData?.eventOId} ${sending.text}`),
    ),
  );
  const sent = new Set(
    accounts.flatMap(({ ids, accepted }) =>
      accepted
        .filter(({ sending }) => sending.expect === "event" && sending.isConflict)
        .map(({ sending }) => `${[...ids].join()} ${sending.text}`),
    ),
  );
  const kept = conflicts.map(({ event_id, body }) => `${event_id} ${body}`);
  return {
    about: "differing bodies sent = answered as conflicts = kept",
    found: `${sent.size} = ${answered.size} = ${kept.length}`,
    balances:
      sent.size === answered.size && answered.size === kept.length && kept.every((one) => answered.has(one)),
  };
}
