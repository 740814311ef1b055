import * as v from "valibot";

const namedSchema = v.array(v.object({ name: v.string(), value: v.string() }));

const valuesSchema = v.object({
  id: v.number(),
  module: v.literal("util:SetVariables"),
  mapper: v.looseObject({ variables: namedSchema }),
});

const requestSchema = v.object({
  id: v.number(),
  module: v.literal("http:ActionSendData"),
  parameters: v.looseObject({ handleErrors: v.boolean() }),
  mapper: v.looseObject({
    url: v.string(),
    method: v.string(),
    headers: namedSchema,
    qs: v.pipe(v.array(v.unknown()), v.empty()),
    bodyType: v.literal("x_www_form_urlencoded"),
    formFields: v.array(v.object({ key: v.string(), value: v.string() })),
  }),
});

const blueprintSchema = v.object({ flow: v.array(v.variant("module", [valuesSchema, requestSchema])) });

/** What a module gave, by its id. Null is what Make has where there is nothing. */
type Bundles = Map<string, ReadonlyMap<string, string | null>>;

/**
 * Runs a blueprint as Make would, with other values in the variables that are named, and gives the answer's text. Knows
 * the two modules that stand in ours, and throws on all else.
 */
export async function runBlueprint(
  text: string,
  values: Readonly<Record<string, string | null>> = {},
): Promise<string> {
  const { flow } = v.parse(v.pipe(v.string(), v.parseJson(), blueprintSchema), text);
  const bundles: Bundles = new Map();
  let answer: string | null = null;
  for (const module of flow) {
    if (module.module === "http:ActionSendData") {
      answer = await send(module, bundles);
    } else {
      const { variables } = module.mapper;
      const names = new Set(variables.map(({ name }) => name));
      const unknown = Object.keys(values).filter((name) => !names.has(name));
      if (unknown.length > 0) throw new Error(`there is no variable ${unknown.join(", ")}`);
      const bundle = variables.map(({ name, value }): [string, string | null] => {
        const mapped = values[name];
        return [name, mapped === undefined ? evaluate(value, bundles) : mapped];
      });
      bundles.set(String(module.id), new Map(bundle));
    }
  }
  if (answer === null) throw new Error("the blueprint sends nothing");
  return answer;
}

type Request = v.InferOutput<typeof requestSchema>;

async function send({ parameters, mapper }: Request, bundles: Bundles): Promise<string> {
  const form = new URLSearchParams(
    mapper.formFields.map(({ key, value }) => [evaluate(key, bundles), evaluate(value, bundles)]),
  );
  const response = await fetch(evaluate(mapper.url, bundles), {
    method: mapper.method.toUpperCase(),
    headers: mapper.headers.map(({ name, value }): [string, string] => [name, evaluate(value, bundles)]),
    body: form,
  });
  const text = await response.text();
  if (parameters.handleErrors && response.status >= 400) throw new Error(`${response.status} ${text}`);
  return text;
}

/** The text with the values that `{{1.name}}` stands for; nothing gives nothing. */
function evaluate(text: string, bundles: Bundles): string {
  return text.replaceAll(/\{\{(.*?)\}\}/g, (expression, inside: string) => {
    const [, id = "", name = ""] = /^(\d+)\.(\w+)$/.exec(inside) ?? [];
    const value = bundles.get(id)?.get(name);
    if (value === undefined) throw new Error(`${expression} stands for nothing that there is`);
    return value ?? "";
  });
}
