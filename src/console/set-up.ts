import { isPlausibleApiKey } from "../domain/api-key.ts";
import { findKind } from "../domain/kinds/registry.ts";
import type { AppContext } from "../http/context.ts";
import { authenticate } from "../pipeline/authenticate.ts";
import type { ApiKey } from "../storage/api-keys.ts";
import { persist } from "../storage/d1.ts";
import { findKeyArrivals } from "../storage/key-arrivals.ts";
import { workspaceOf } from "./access.ts";
import { arrivalSteps } from "./arrivals.ts";
import { type Html, html, raw, shown } from "./elements.ts";
import { fragment } from "./fragment.ts";
import { type Files, TOOLS } from "./tools.ts";
import { isLocal } from "./cookie.ts";

const MAX_TESTS = 20;

/** A tool that is being set up to send events of a kind. The key is known to the browser only: forms bring it back. */
export type SetUp = Awaiting & { readonly kind: string; readonly secret: string };

type Awaiting = {
  readonly tool: string;
  readonly key: ApiKey;
  /** See Watch. */
  readonly after: number;
  readonly tests: readonly string[];
};

/** Null unless both are among those that there are. */
export function readChoice(form: URLSearchParams): Pick<SetUp, "tool" | "kind"> | null {
  const [tool, kind] = [form.get("tool") ?? "", form.get("kind") ?? ""];
  return TOOLS.includes(tool) && findKind(kind) !== null ? { tool, kind } : null;
}

/** What a form of the set-up's page says; null when its key is none of this workspace. One that is over does. */
export async function readSetUp(c: AppContext, form: URLSearchParams): Promise<SetUp | null> {
  const choice = readChoice(form);
  const secret = form.get("key") ?? "";
  if (choice === null || !isPlausibleApiKey(secret)) return null;
  const { holder } = await authenticate(c.get("db"), c.get("isolate").keys, secret, c.get("now"));
  if (holder?.key.workspaceId !== workspaceOf(c)) return null;
  return { ...choice, secret, key: holder.key, ...readWatch(form) };
}

/** From when on something is waited for, out of a form or the query of an address. */
export function readWatch(form: URLSearchParams): Pick<SetUp, "after" | "tests"> {
  const after = Number(form.get("after"));
  const tests = form.get("tests")?.split(" ") ?? [];
  return { after: Number.isSafeInteger(after) ? after : 0, tests: tests.slice(-MAX_TESTS) };
}

/** What has arrived so far. */
export async function readSteps(c: AppContext, { tool, key, after, tests }: Awaiting): Promise<Html> {
  const watch = { workspaceId: workspaceOf(c), keyId: key.id, after, since: key.createdAt, tests };
  const arrivals = await persist(() => findKeyArrivals(c.get("db"), watch));
  return arrivalSteps(tool, key.lastUsedAt, arrivals);
}

/** The page that leads through the set-up. `outcome` stands before what has arrived. */
export async function setUpPage(c: AppContext, setUp: SetUp, files: Files, outcome: Html): Promise<Html> {
  const { tool, kind, secret, key, after, tests } = setUp;
  const url = `${receiveUrl(c, kind)}${key.allowsQuery ? `?api_key=${secret}` : ""}`;
  const [, text = ""] = files[0] ?? [];
  const body = /```json\n(.*?)\n```/s.exec(text)?.[1] ?? text;
  const fields = { tool, key: key.id, after: String(after), tests: tests.join(" ") };
  return fragment(c, "set-up", {
    [tool]: 1,
    local: isLocal(c) ? 1 : null,
    url,
    body,
    tool,
    kind,
    key: secret,
    label: shown(key.label),
    files: html`${files.map(toFile)}`,
    fields: html`${Object.entries({ ...fields, kind, key: secret }).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
    )}`,
    watch: new URLSearchParams(fields).toString(),
    outcome,
    steps: await readSteps(c, setUp),
  });
}

/** Where events of a kind go. */
export function receiveUrl(c: AppContext, kind: string): string {
  return `${new URL(c.req.url).origin}/api/v2/analytics/webhook/receive/generic/${kind}`;
}

function toFile([path, text]: Files[number]): Html {
  const lines = Math.min(18, text.split("\n").length);
  const open = raw(path.endsWith("json") ? "" : " open");
  return html`<button name="file" value="${path}">Download ${path}</button><details${open}><summary>Its text</summary><div class="copied"><label for="${path}">${path}</label><textarea id="${path}" rows="${lines}" readonly spellcheck="false" dir="ltr" data-copy>
${text}</textarea></div></details>`;
}
