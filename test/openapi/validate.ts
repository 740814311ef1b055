import { Ajv2020 } from "ajv/dist/2020.js";

const ID = "https://touchlog.example/openapi";

export type Validate = (pointer: string, value: unknown) => readonly string[];

/** Says what is wrong with a value by the schema at a place of the document; nothing where it fits. */
export function createValidator(document: object): Validate {
  // Its own keywords of OpenAPI are none of JSON Schema.
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": isInstant } });
  ajv.addSchema({ ...document, $id: ID });
  return (pointer, value) => {
    const validate = ajv.getSchema(`${ID}#${pointer}`);
    if (validate === undefined) throw new Error(`no schema at ${pointer}`);
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
    );
  };
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text);
}
