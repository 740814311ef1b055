import { createApp } from "../src/http/app.ts";
import { createIsolate } from "../src/pipeline/isolate.ts";

/** Every route that the Worker serves, like `GET /healthz`. */
export const ROUTES: readonly string[] = [
  ...new Set(
    createApp(createIsolate())
      .routes.filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`),
  ),
];
