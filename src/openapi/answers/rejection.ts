import * as v from "valibot";

import { KINDS } from "../../domain/kinds/registry.ts";
import { count, counted, fault, idOf, instant, keyId, said } from "./values.ts";

/** What was sent; an event of an import that names no kind is kept under the name of its route. */
export const rejectedKind = v.pipe(
  v.picklist([...KINDS.map(({ name }) => name), "import"]),
  v.description("the kind; import for an event of an import whose type names none"),
);

export const rejectionId = idOf("rej", "the rejection's id");

export const listedRejection = v.object({
  rejectionOId: rejectionId,
  receivedAt: instant,
  kind: rejectedKind,
  status: v.pipe(v.number(), v.integer(), v.description("of the refusal")),
  code: said("of the refusal"),
  message: v.string(),
  keyOId: keyId,
  keyLabel: v.nullable(v.string()),
  providerName: v.string(),
  bodyBytes: counted("the body's full size"),
  replayable: v.pipe(v.boolean(), v.description("false for a body that was cut: it needs a mended one")),
  replayedAt: v.nullable(instant),
  eventOId: v.nullable(said("the event that came of it")),
});

export const wholeRejection = v.object({
  ...listedRejection.entries,
  errors: v.array(fault),
  body: said("as sent, at most 64 KiB"),
});

export const refusalCount = v.object({ keyOId: keyId, code: v.string(), hour: instant, count });

export const replayedRejection = v.object({
  rejectionOId: v.string(),
  outcome: v.picklist(["accepted", "duplicate", "refused", "not_replayable", "not_found"]),
  eventOId: v.optional(v.string()),
  conflict: v.optional(v.pipe(v.boolean(), v.description("of a duplicate: whether its content differs"))),
  code: v.optional(said("of a refusal")),
  message: v.optional(v.string()),
  errors: v.optional(v.array(fault)),
});
