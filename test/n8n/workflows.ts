import * as v from "valibot";

import { type Connection, exampleEvent } from "../../src/connections/connection.ts";
import { fieldsOf } from "../../src/connections/fields.ts";
import { n8nWorkflow } from "../../src/connections/n8n.ts";
import type { JsonObject } from "../../src/domain/json.ts";

const nodeSchema = v.looseObject({
  name: v.string(),
  type: v.string(),
  typeVersion: v.number(),
  parameters: v.looseObject({}),
});

const workflowSchema = v.looseObject({ id: v.string(), name: v.string(), nodes: v.array(nodeSchema) });

export type Workflow = v.InferOutput<typeof workflowSchema>;

type Node = v.InferOutput<typeof nodeSchema>;

const EVENT = "Your event";
const REQUEST = "Send to Touchlog";

/** The file that people import, under an id of its own. */
export function workflowFile(id: string, connection: Connection): Workflow {
  const file = v.parse(v.pipe(v.string(), v.parseJson(), workflowSchema), n8nWorkflow(connection));
  return { ...file, id };
}

/** The same with these events as items. */
export function withItems(workflow: Workflow, events: readonly JsonObject[]): Workflow {
  const jsCode = `return ${JSON.stringify(events)}.map((json) => ({ json }));`;
  return withNode(workflow, EVENT, (node) => ({
    ...node,
    type: "n8n-nodes-base.code",
    typeVersion: 2,
    parameters: { jsCode },
  }));
}

/** The same with a body that someone put together field by field: "Using Fields Below". */
export function withFieldsBelow(
  workflow: Workflow,
  connection: Connection,
  contentType: "json" | "form-urlencoded",
  typeVersion: number,
): Workflow {
  const parameters = fieldsOf(exampleEvent(connection)).map(({ path, value }) => ({
    name: path,
    // What is typed there is a text, also where it is a number; what is dragged there stays what it is.
    value: typeof value === "number" ? String(value) : `={{ $json.${path} }}`,
  }));
  return withNode(workflow, REQUEST, (node) => {
    const { jsonBody: _, ...rest } = node.parameters;
    const body = { contentType, specifyBody: "keypair", bodyParameters: { parameters } };
    return { ...node, typeVersion, parameters: { ...rest, ...body } };
  });
}

function withNode(workflow: Workflow, name: string, change: (node: Node) => Node): Workflow {
  return { ...workflow, nodes: workflow.nodes.map((node) => (node.name === name ? change(node) : node)) };
}
