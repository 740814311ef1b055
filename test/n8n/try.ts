import assert from "node:assert/strict";

import { countEvents, getBody, getEvent, readReceipt } from "../system/api.ts";
import type { Proxy, Recorded } from "../system/proxy.ts";
import type { Case } from "./cases.ts";
import type { Execution, N8n } from "./n8n.ts";

export type Target = { readonly origin: string; readonly readKey: string };

/** What was seen of a case. */
export type Outcome = {
  readonly title: string;
  readonly requests: readonly Recorded[];
  readonly mostAtOnce: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly execution: Execution;
  /** The event that was stored, when there was one only. */
  readonly event: object | null;
};

/** Executes a case's workflow and throws unless everything came out as expected. */
export async function tryCase(n8n: N8n, proxy: Proxy, target: Target, tried: Case): Promise<Outcome> {
  const { title, workflow, answers = [], expected } = tried;
  const before = await countEvents(target.origin, target.readKey);
  proxy.take();
  proxy.takeMostAtOnce();
  proxy.answerNext(answers);
  const execution = await n8n.execute(workflow);
  const requests = proxy.take();
  const accepted = requests.filter(({ status }) => status === 200).map(({ answer }) => readReceipt(answer));
  const ids = [...new Set(accepted.map(({ eventOId }) => eventOId))];
  for (const id of ids) assert.notEqual(await getEvent(target.origin, target.readKey, id), null);
  const [id] = ids;
  const event =
    id === undefined || ids.length > 1 ? null : (await getBody(target.origin, target.readKey, id)).event;
  const outcome: Outcome = {
    title,
    requests,
    mostAtOnce: proxy.takeMostAtOnce(),
    stored: (await countEvents(target.origin, target.readKey)) - before,
    duplicates: accepted.filter(({ duplicate }) => duplicate).length,
    refused: requests.filter(({ status }) => status !== 200).length,
    execution,
    event,
  };
  assert.deepEqual(
    {
      requests: outcome.requests.length,
      stored: outcome.stored,
      duplicates: outcome.duplicates,
      refused: outcome.refused,
      succeeds: execution.succeeded,
    },
    {
      requests: expected.requests,
      stored: expected.stored,
      duplicates: expected.duplicates,
      refused: expected.refused,
      succeeds: expected.succeeds,
    },
    `${requests.find(({ status }) => status !== 200)?.answer ?? ""}\n${execution.says}`,
  );
  if (expected.event !== undefined) assert.partialDeepStrictEqual(outcome.event, expected.event);
  if (expected.says !== undefined) assert.ok(execution.says.includes(expected.says), execution.says);
  return outcome;
}
