import { type Connection, exampleEvent } from "../../src/connections/connection.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import { understandAs } from "../kinds.ts";
import { connect, KIND_NAMES } from "../system/connections.ts";
import type { OwnAnswer } from "../system/proxy.ts";
import { type Workflow, withFieldsBelow, withItems, workflowFile } from "./workflows.ts";

export type Case = {
  readonly title: string;
  readonly workflow: Workflow;
  /** What the first requests are answered instead of reaching Touchlog. */
  readonly answers?: readonly OwnAnswer[];
  readonly expected: {
    readonly requests: number;
    readonly stored: number;
    readonly duplicates: number;
    /** By Touchlog or in its place. */
    readonly refused: number;
    readonly succeeds: boolean;
    /** What the event that was stored says, as understood. */
    readonly event?: JsonObject;
    /** Part of what n8n tells the person. */
    readonly says?: string;
  };
};

const ITEMS = 200;

const ONE = { requests: 1, stored: 1, duplicates: 0, refused: 0, succeeds: true } as const;

const UNAVAILABLE: OwnAnswer = {
  status: 503,
  headers: { "retry-after": "2" },
  body: JSON.stringify({
    received: false,
    message: "Touchlog can't store it now",
    code: "unavailable",
    errors: [],
  }),
};

const MOVED: OwnAnswer = { status: 301, headers: { location: "/elsewhere" }, body: "{}" };

/** Everything that is tried, in its order. */
export function makeCases(target: Pick<Connection, "origin" | "key">): readonly Case[] {
  const emails = (id: string) => connect(target, "emails", id);
  const burst = withItems(workflowFile("burst", emails("burst")), variants("burst", emails, ITEMS));
  return [
    ...KIND_NAMES.map((kind): Case => {
      const connection = connect(target, kind, "as it is");
      const title = `${kind}: the workflow as it is`;
      return {
        title,
        workflow: workflowFile(kind, connection),
        expected: { ...ONE, event: understood(connection) },
      };
    }),
    ...KIND_NAMES.flatMap((kind) => [
      fieldsBelow(target, kind, "form-urlencoded", 4.5, "as a form"),
      fieldsBelow(target, kind, "json", 4.5, "fields below"),
      fieldsBelow(target, kind, "json", 3, "fields below, node version 3"),
    ]),
    {
      title: `${ITEMS} items at once`,
      workflow: burst,
      expected: { ...ONE, requests: ITEMS, stored: ITEMS },
    },
    {
      title: `the same ${ITEMS} items again`,
      workflow: burst,
      expected: { ...ONE, requests: ITEMS, stored: 0, duplicates: ITEMS },
    },
    {
      title: "5 items, 3 of them refused with 503 at first",
      workflow: withItems(workflowFile("retry", emails("retry")), variants("retry", emails, 5)),
      answers: [UNAVAILABLE, UNAVAILABLE, UNAVAILABLE],
      expected: { ...ONE, requests: 10, stored: 5, duplicates: 2, refused: 3 },
    },
    {
      title: "3 items, one of them without a subject",
      workflow: withItems(workflowFile("refused", emails("refused")), [
        ...variants("refused", emails, 2),
        { ...exampleEvent(emails("refused 3")), subject: undefined },
      ]),
      // n8n tries five times, whatever it is told.
      expected: {
        requests: 15,
        stored: 2,
        duplicates: 8,
        refused: 5,
        succeeds: false,
        says: "subject is missing",
      },
    },
    {
      title: "a server that redirects",
      workflow: workflowFile("moved", emails("moved")),
      answers: [MOVED, MOVED, MOVED, MOVED, MOVED],
      expected: { requests: 5, stored: 0, duplicates: 0, refused: 5, succeeds: false },
    },
  ];
}

function understood(connection: Connection): JsonObject {
  return understandAs(connection.kind, exampleEvent(connection)).event;
}

function variants(id: string, connectionOf: (eventId: string) => Connection, count: number) {
  return Array.from({ length: count }, (_, index) => exampleEvent(connectionOf(`${id} ${index + 1}`)));
}

function fieldsBelow(
  target: Pick<Connection, "origin" | "key">,
  kind: string,
  contentType: "json" | "form-urlencoded",
  typeVersion: number,
  how: string,
): Case {
  const connection = connect(target, kind, how);
  const id = `${kind}-${contentType}-${String(typeVersion).replace(".", "-")}`;
  return {
    title: `${kind}: ${how}`,
    workflow: withFieldsBelow(workflowFile(id, connection), connection, contentType, typeVersion),
    expected: { ...ONE, event: understood(connection) },
  };
}
