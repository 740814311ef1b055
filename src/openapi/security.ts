import type { JsonObject } from "../domain/json.ts";
import type { Need } from "./operation.ts";

/** The places where a request may carry its key, in the order in which they are looked at; and the operator's token. */
export const SECURITY_SCHEMES: JsonObject = {
  header: { type: "apiKey", in: "header", name: "api_key", description: "The API key in a header." },
  xHeader: {
    type: "apiKey",
    in: "header",
    name: "x-api-key",
    description: "The same under another name, since some proxies drop header names with an underscore.",
  },
  bearer: { type: "http", scheme: "bearer", description: "The API key as `Authorization: Bearer …`." },
  query: {
    type: "apiKey",
    in: "query",
    name: "api_key",
    description:
      "The API key in the URL, for senders that can set no header. A key can be set to refuse this.",
  },
  operator: {
    type: "http",
    scheme: "bearer",
    description: "The secret `OPERATOR_TOKEN` of this deployment. No API key is enough.",
  },
};

const PLACES = ["header", "xHeader", "bearer", "query"];

/** Any one of the places will do; the scope is what the key needs to have. */
export function securityFor(need: Need): readonly JsonObject[] {
  switch (need) {
    case "nothing":
      return [];
    case "operator token":
      return [{ operator: [] }];
    case "any key":
      return withScopes([]);
    case "read, to see more":
      return [{}, ...withScopes(["read"])];
    case "ingest":
    case "read":
    case "admin":
      return withScopes([need]);
    default:
      return need satisfies never;
  }
}

function withScopes(scopes: readonly string[]): readonly JsonObject[] {
  return PLACES.map((place) => ({ [place]: scopes }));
}
