import * as v from "valibot";

import { callQuery, callsQuery } from "../../http/analytics/calls.ts";
import { conversationsQuery, threadQuery } from "../../http/analytics/conversations.ts";
import { campaignsQuery, sendersQuery } from "../../http/analytics/groups.ts";
import { outcomesQuery } from "../../http/analytics/outcomes.ts";
import { overviewQuery } from "../../http/analytics/overview.ts";
import * as answers from "../answers/analytics.ts";
import { answered, eventId } from "../answers/values.ts";
import * as examples from "../example-figures.ts";
import { IDS, METADATA } from "../example-values.ts";
import type { Operation } from "../operation.ts";

const TAG = "Analytics";
const BASE = "GET /api/v2/analytics";

const FEBRUARY = { startDate: "2024-02-01", endDate: "2024-02-29" };
const CSV =
  "The rows come as CSV for `Accept: text/csv` or `format=csv`, the cursor in the header `x-next-cursor`.";

type Described = Pick<Operation, "id" | "summary" | "description" | "query" | "queryExample" | "refusals"> & {
  readonly path: string;
  readonly what: string;
  readonly message: string;
  readonly data: v.GenericSchema;
  readonly example: object;
};

function toOperation({
  path,
  what,
  message,
  data,
  example,
  description,
  ...operation
}: Described): Operation {
  return {
    ...operation,
    call: `${BASE}/${path}` as const,
    tag: TAG,
    description: `${description} ${CSV}`,
    needs: "read",
    answer: {
      description: what,
      schema: answered(data),
      example: { _metadata: { ...METADATA, message }, data: example },
    },
  };
}

const OF_LISTS = { queryExample: { ...FEBRUARY, limit: "20" }, refusals: ["not_found"] };

export const analyticsOperations: readonly Operation[] = [
  toOperation({
    path: "overview",
    id: "get_overview",
    summary: "All figures of a range",
    description:
      "Of the range, of as many days before, and of each of its days: at most 366, the last 30 by default.",
    query: overviewQuery,
    queryExample: FEBRUARY,
    what: "The figures.",
    message: "Overview retrieved successfully",
    data: answers.overview,
    example: examples.OVERVIEW,
  }),
  toOperation({
    path: "campaigns",
    id: "list_campaigns",
    summary: "Campaigns",
    description: "What each sent, what came back, and what came of it.",
    query: campaignsQuery,
    ...OF_LISTS,
    what: "A page of campaigns.",
    message: "Campaigns listed successfully",
    data: answers.campaigns,
    example: examples.CAMPAIGNS,
  }),
  toOperation({
    path: "senders",
    id: "list_senders",
    summary: "Senders",
    description: "What each of the own side sent, and what came back.",
    query: sendersQuery,
    ...OF_LISTS,
    what: "A page of senders.",
    message: "Senders listed successfully",
    data: answers.senders,
    example: examples.SENDERS,
  }),
  toOperation({
    path: "conversations",
    id: "list_conversations",
    summary: "Conversations",
    description: "By their last message, which is of the range.",
    query: conversationsQuery,
    ...OF_LISTS,
    what: "A page of conversations.",
    message: "Conversations listed successfully",
    data: answers.conversations,
    example: examples.CONVERSATIONS,
  }),
  toOperation({
    path: "conversations/get",
    id: "get_conversation",
    summary: "One conversation",
    description: "Its messages in the order of time; with `text=true` at most 20 of them.",
    query: threadQuery,
    queryExample: { conversation: "id:conv_abc123", text: "true" },
    refusals: ["not_found"],
    what: "A page of the thread.",
    message: "Conversation retrieved successfully",
    data: answers.thread,
    example: examples.THREAD,
  }),
  toOperation({
    path: "calls",
    id: "list_calls",
    summary: "Calls",
    description: "By their time, with how their talk was shared.",
    query: callsQuery,
    ...OF_LISTS,
    what: "A page of calls.",
    message: "Calls listed successfully",
    data: answers.calls,
    example: examples.CALLS,
  }),
  toOperation({
    path: "calls/get",
    id: "get_call",
    summary: "One call",
    description: "Its measures, as in `results.call` of an event, and its turns.",
    query: v.object({ ...callQuery.entries, eventOId: eventId }),
    queryExample: { eventOId: IDS.call },
    refusals: ["not_found"],
    what: "The call with a page of its turns.",
    message: "Call retrieved successfully",
    data: answers.call,
    example: examples.CALL,
  }),
  toOperation({
    path: "outcomes",
    id: "list_outcomes",
    summary: "Outcomes",
    description:
      "What came of it: each outcome belongs wholly to the last campaign that touched its contact.",
    query: outcomesQuery,
    ...OF_LISTS,
    what: "A page of outcomes, and all of them by stage and by campaign.",
    message: "Outcomes listed successfully",
    data: answers.outcomes,
    example: examples.OUTCOMES,
  }),
];
