import type { JsonObject } from "../domain/json.ts";
import { DEFINITIONS } from "./definitions.ts";
import { eventBodies } from "./event-bodies.ts";
import { importedEvents } from "./imported-events.ts";
import { convertDefinitions } from "./json-schema.ts";
import { type Operation, toOperationObject } from "./operation.ts";
import { analyticsOperations } from "./operations/analytics.ts";
import { changeOperations } from "./operations/change.ts";
import { importOperations } from "./operations/import.ts";
import { keyOperations } from "./operations/keys.ts";
import { peopleOperations } from "./operations/people.ts";
import { readOperations } from "./operations/read.ts";
import { receiveOperations } from "./operations/receive.ts";
import { rejectionOperations } from "./operations/rejections.ts";
import { serviceOperations } from "./operations/service.ts";
import { refusalExamples } from "./refusals.ts";
import { SECURITY_SCHEMES } from "./security.ts";
import { INTRODUCTION, TAGS } from "./words.ts";

const OPERATIONS: readonly Operation[] = [
  ...receiveOperations,
  ...importOperations,
  ...readOperations,
  ...analyticsOperations,
  ...changeOperations,
  ...peopleOperations,
  ...rejectionOperations,
  ...keyOperations,
  ...serviceOperations,
];

/** The OpenAPI document, the same for every deployment: whoever serves it adds where it is. */
export function createDocument(): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const operation of OPERATIONS) {
    const [method = "", path = ""] = operation.call.split(" ");
    paths[path] = { ...paths[path], [method.toLowerCase()]: toOperationObject(operation, DEFINITIONS) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Touchlog",
      summary: "A log of go-to-market touches",
      description: INTRODUCTION,
      version: "2",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas: {
        ...eventBodies(DEFINITIONS),
        ...importedEvents(DEFINITIONS),
        ...convertDefinitions(DEFINITIONS),
      },
      examples: refusalExamples(),
    },
  };
}
