import { vi } from "vitest";

/** What is written to the console from here on: as one text, and line by line. Restore all mocks afterwards. */
export function captureLogs() {
  const lines: unknown[][] = [];
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation((...values: unknown[]) => void lines.push(values));
  }
  return {
    text: () => lines.map((values) => JSON.stringify(values)).join("\n"),
    /** The fields of the lines with this message. */
    of: (message: string) =>
      lines
        .map(([line]): unknown => JSON.parse(String(line)))
        .filter((fields) => Reflect.get(Object(fields), "message") === message),
  };
}
