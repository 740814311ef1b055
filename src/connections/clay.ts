import { type Connection, exampleEvent, receiveUrl } from "./connection.ts";
import { fieldsOf, replaceFields, toColumn } from "./fields.ts";

/** What to type into the fields of Clay's HTTP API column, as a page of Markdown. */
export function claySheet(connection: Connection): string {
  const { kind, key } = connection;
  const { eventType, ...yours } = exampleEvent(connection);
  // The sub-type stands last, so that every line above it can be deleted without a comma too many.
  const template = { ...replaceFields(yours, ({ path }) => toToken(path)), eventType };
  return `# Clay: ${kind} to Touchlog

In your table choose _Add enrichment_, _HTTP API_, and fill in:

| field                          | value |
| ------------------------------ | ----- |
| Method                         | \`POST\` |
| Endpoint                       | \`${receiveUrl(connection)}\` |
| Header \`api_key\`               | \`${key}\` |
| Header \`Content-Type\`          | \`application/json\` |
| Remove null & undefined values | on |

Body:

\`\`\`json
${withoutQuotes(JSON.stringify(template, null, 2))}
\`\`\`

Put a column of yours in the place of every \`{{…}}\`: delete it, type \`/\` and choose the column. **No quotes around it:**
Clay writes the value as JSON, with the quotes that it needs, and quotes of your own would break the body as soon as a
value has a quote or a line break in it. Delete the lines of what you don't have.

| token | for example |
| ----- | ----------- |
${fieldsOf(yours)
  .map(({ path, value }) => `| \`${toToken(path)}\` | \`${JSON.stringify(value)}\` |`)
  .join("\n")}

\`eventType\` is the same for the whole table. Running the column again sends every row again: what is stored already is
answered as a duplicate, and nothing is stored twice.
`;
}

function toToken(path: string): string {
  return `{{${toColumn(path)}}}`;
}

function withoutQuotes(template: string): string {
  return template.replaceAll(/"(\{\{[^}]+\}\})"/g, "$1");
}
