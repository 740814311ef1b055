import * as v from "valibot";

const warningSchema = v.object({ code: v.string() });

const resultSchema = v.variant("status", [
  v.object({ status: v.literal("stored"), warnings: v.array(warningSchema) }),
  v.object({ status: v.literal("preSkipped"), conflict: v.boolean(), warnings: v.array(warningSchema) }),
  v.object({
    status: v.literal("duplicateInBatch"),
    conflict: v.boolean(),
    warnings: v.array(warningSchema),
  }),
  v.object({
    status: v.literal("failed"),
    code: v.string(),
    message: v.string(),
    errors: v.array(v.unknown()),
  }),
]);

const importedSchema = v.object({
  data: v.object({ results: v.array(resultSchema), warnings: v.array(warningSchema) }),
});

const problemSchema = v.object({ code: v.string(), message: v.string(), errors: v.array(v.unknown()) });

const holderSchema = v.object({
  workspaceOId: v.string(),
  workspaceName: v.string(),
  scopes: v.array(v.string()),
});

export type Imported = v.InferOutput<typeof importedSchema>["data"];

export type Problem = v.InferOutput<typeof problemSchema>;

export type Holder = v.InferOutput<typeof holderSchema>;

/** Null for a text that is not the Worker's answer to an import. */
export function readImported(text: string): Imported | null {
  return read(importedSchema, text)?.data ?? null;
}

/** Null for a refusal that is not the Worker's own. */
export function readProblem(text: string): Problem | null {
  return read(problemSchema, text);
}

/** Who the key belongs to. */
export function readHolder(text: string): Holder | null {
  return read(holderSchema, text);
}

function read<T>(schema: v.GenericSchema<unknown, T>, text: string): T | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : null;
}
