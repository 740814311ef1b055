import { env } from "cloudflare:workers";
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";

import { createApp } from "../../src/http/app.ts";
import { consoleRoutes } from "../../src/console/routes.ts";
import worker from "../../src/index.ts";
import { createIsolate } from "../../src/pipeline/isolate.ts";
import { silentQueue } from "../send.ts";

export const ORIGIN = "http://127.0.0.1";

// Files come with the deployed Worker only: here they are those of the source.
const FILES = import.meta.glob<string>("../../src/assets/**/*.{html,css,js,json}", {
  query: "?raw",
  import: "default",
  eager: true,
});

const ASSETS: Pick<Env, "ASSETS"> = {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  ASSETS: {
    fetch: async ({ pathname }: URL) => {
      const text = FILES[`../../src/assets${pathname}`];
      return new Response(text ?? null, { status: text === undefined ? 404 : 200 });
    },
  } as unknown as Fetcher,
};

export type Visited = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly location: string | null;
  /** What the browser is to hold from now on, as it sends it back. */
  readonly cookie: string | null;
};

export type Step = {
  readonly cookie?: string;
  /** Sent as a form by a page of the console; nothing for a page that is opened. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly origin?: string;
  readonly env?: object;
};

/** Opens a page, or sends a form, as a browser does. */
export async function browse(path: string, step: Step = {}): Promise<Visited> {
  const { cookie, form, headers, origin = ORIGIN } = step;
  const request = new Request<unknown, IncomingRequestCfProperties>(`${origin}${path}`, {
    method: form === undefined ? "GET" : "POST",
    redirect: "manual",
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(form === undefined
        ? {}
        : { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" }),
      ...headers,
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  const ctx = createExecutionContext();
  const response = await worker.fetch(request, { ...env, ...silentQueue, ...ASSETS, ...step.env }, ctx);
  const text = new TextDecoder().decode(await response.arrayBuffer());
  await waitOnExecutionContext(ctx);
  return {
    status: response.status,
    headers: response.headers,
    text,
    location: response.headers.get("location"),
    cookie: response.headers.get("set-cookie")?.split(";")[0] ?? null,
  };
}

/** The cookie of somebody who signed in with the key. */
export async function signIn(key: string): Promise<string> {
  const { cookie, status, text } = await browse("/sign-in", { form: { key } });
  if (status !== 303 || cookie === null) throw new Error(`not signed in: ${text}`);
  return cookie;
}

const API = new Set(createApp(createIsolate()).routes.map(({ method, path }) => `${method} ${path}`));

/** Every page and form of the console, like `GET /events`. */
export const CONSOLE_ROUTES: readonly string[] = [
  ...new Set(
    createApp(createIsolate(), consoleRoutes)
      .routes.map(({ method, path }) => `${method} ${path}`)
      .filter((route) => !route.startsWith("ALL ") && !API.has(route)),
  ),
];
