import * as v from "valibot";

import { get } from "../system/api.ts";
import { type Account, type Line, none } from "./ledger.ts";
import { KEYS, WORKSPACES } from "./plan.ts";
import type { Run } from "./run.ts";

const SAMPLE = 60;

// The most that a list's total says.
const MAX_TOTAL = 10_000;

const listSchema = v.object({ data: v.object({ total: v.number() }) });

/** What each workspace sees over HTTP: all of its own, and nothing of another's. */
export async function readingLines(
  { origin, holders }: Run,
  accounts: readonly Account[],
): Promise<readonly Line[]> {
  const seen: string[] = [];
  const unseen: string[] = [];
  const step = Math.max(1, Math.floor(accounts.length / SAMPLE));
  for (let index = 0; index < accounts.length; index += step) {
    const account = accounts[index];
    const [id = ""] = account?.ids ?? [];
    for (const [place, { secret, workspaceId }] of holders.entries()) {
      if (place % KEYS !== 0) continue;
      const { status } = await get(origin, secret, `/api/v2/event/get?eventOId=${id}`);
      const isOwn = workspaceId === account?.workspaceId;
      if (isOwn && status !== 200) unseen.push(`${id} ${status}`);
      if (!isOwn && status !== 404) seen.push(`${id} ${status}`);
    }
  }
  return [
    none("events of a sample that their own workspace does not see", unseen),
    none("events of a sample that another workspace sees", seen),
    ...(await Promise.all(
      Array.from({ length: WORKSPACES }, (_none, workspace) =>
        totalLine(origin, holders, accounts, workspace),
      ),
    )),
  ];
}

async function totalLine(
  origin: string,
  holders: Run["holders"],
  accounts: readonly Account[],
  workspace: number,
): Promise<Line> {
  const secret = holders[workspace * KEYS]?.secret ?? "";
  const accepted = accounts.filter(({ event }) => event.workspace === workspace).length;
  const path = "/api/v2/event/list?startDate=2000-01-01&endDate=2100-01-01&limit=1";
  const { data } = v.parse(listSchema, await (await get(origin, secret, path)).json());
  return {
    about: `workspace ${workspace + 1}: events accepted = total of its list`,
    found: `${accepted} = ${data.total}`,
    balances: data.total === Math.min(accepted, MAX_TOTAL),
  };
}
