import { readFileSync } from "node:fs";

import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";

import { KINDS } from "../../src/domain/kinds/registry.ts";
import { createDocument } from "../../src/openapi/document.ts";
import { EVENT_EXAMPLES } from "../../src/openapi/event-examples.ts";
import { FIELD_NOTES, ORDER_NOTES } from "../../src/openapi/field-notes.ts";
import { renderPage } from "../../src/openapi/page/page.ts";
import { CODES } from "../../src/openapi/refusals.ts";
import { ROUTES } from "../routes.ts";
import { codeBlock, read } from "../system/docs.ts";
import { CALLS, COMMITTED, COMMITTED_PAGE, DOCUMENT, mediaOf } from "./document.ts";
import { createValidator } from "./validate.ts";

describe("the OpenAPI document", () => {
  it("is what `npm run openapi` makes of the schemas", () => {
    expect(JSON.parse(readFileSync(COMMITTED, "utf8"))).toEqual(createDocument());
  });

  it("is the page that the same command makes of it", () => {
    expect(readFileSync(COMMITTED_PAGE, "utf8")).toBe(renderPage(DOCUMENT));
  });

  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(DOCUMENT));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(validator.version).toBe("3.1");
  });

  it("has every route, and no others", () => {
    const described = CALLS.map(({ method, path }) => `${method} ${toRoute(path)}`);
    expect([...new Set(described)].toSorted()).toEqual(ROUTES.toSorted());
    const kinds = CALLS.filter(({ path }) => toRoute(path) !== path && !path.includes("{"));
    expect(kinds.map(({ path }) => path.split("/").at(-1))).toEqual(KINDS.map(({ name }) => name));
  });

  it("gives every operation a name of its own and a group", () => {
    const ids = CALLS.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const all = Object.values(DOCUMENT.paths).flatMap((methods) => Object.keys(methods));
    expect(ids).toHaveLength(all.length);
  });

  it("has a place for every refusal but that of another method", () => {
    const used = CALLS.flatMap(({ operation }) => Object.values(operation.responses)).flatMap(({ content }) =>
      Object.keys(content["application/json"]?.examples ?? {}),
    );
    expect([...new Set(used), "method_not_allowed"].toSorted()).toEqual(CODES.toSorted());
  });

  it("has notes for fields that there are", () => {
    const described = JSON.stringify(DOCUMENT);
    const notes = Object.entries({ ...FIELD_NOTES, ...ORDER_NOTES });
    expect(notes.filter(([, note]) => !described.includes(JSON.stringify(note)))).toEqual([]);
  });

  it("shows the bodies that the contract shows", () => {
    const page = read("docs/contract.md");
    for (const { name } of KINDS) {
      expect(Object.values(EVENT_EXAMPLES[name] ?? {})).toContainEqual(
        JSON.parse(codeBlock(page, "json", name)),
      );
    }
  });

  const validate = createValidator(DOCUMENT);

  it.each(CALLS.map((call) => [call.operation.operationId, call] as const))(
    "has examples of %s that fit their schemas",
    (_id, call) => {
      const statuses = [null, ...Object.keys(call.operation.responses)];
      const misfits = statuses
        .flatMap((status) => mediaOf(call, status))
        .flatMap(({ pointer, examples }) => examples.flatMap((example) => validate(pointer, example)));
      expect(misfits).toEqual([]);
    },
  );
});

/** The path as the router has it. */
function toRoute(path: string): string {
  const kinds = KINDS.map(({ name }) => name).join("|");
  return path.replace("{kind}", ":kind").replace(new RegExp(`(/receive/generic)/(?:${kinds})$`), "$1/:kind");
}
