import { Hono } from "hono/tiny";

import { KINDS } from "../domain/kinds/registry.ts";
import type { AppEnv } from "../http/context.ts";
import { requireSession } from "./access.ts";
import { html } from "./elements.ts";
import { fragment } from "./fragment.ts";
import { answerPage } from "./page.ts";

export const connectRoutes = new Hono<AppEnv>().get("/connect", requireSession("admin"), async (c) => {
  const { origin } = new URL(c.req.url);
  const addresses = KINDS.map(
    ({ name }) => html`<li>${name} <code>${origin}/api/v2/analytics/webhook/receive/generic/${name}</code>`,
  );
  const content = await fragment(c, "connect", { addresses: html`${addresses}` });
  return answerPage(c, { title: "Connect", content });
});
