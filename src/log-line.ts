/**
 * A line of the log: JSON, of which Workers Logs reads the fields. As a text, since the runtime takes several times as
 * long for an object.
 */
export function toLogLine(fields: { readonly message: string; readonly [name: string]: unknown }): string {
  return JSON.stringify(fields);
}
