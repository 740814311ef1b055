import type { Page } from "playwright-core";

/** A page as it is to be seen; `open` leads there from where the one before has ended. */
export type Scene = {
  readonly name: string;
  readonly open: (page: Page, origin: string) => Promise<void>;
};

/** Of the demo, by the paths of their pages. */
export type Sights = {
  readonly event: string;
  readonly conflict: string;
  readonly refused: string;
  readonly campaign: string;
  readonly conversation: string;
  readonly call: string;
};

const DAYS = "from=2026-02-01&to=2026-03-01";

const OF_DAYS = new Set(["overview", "campaigns", "conversations", "calls", "outcomes"]);

function at(name: string, path: string): Scene {
  return { name, open: async (page, origin) => void (await page.goto(`${origin}${path}`)) };
}

/** A scene for each link of the navigation, those of figures with days in which there are some. */
export async function navigationScenes(page: Page): Promise<readonly Scene[]> {
  const paths = await page
    .getByRole("navigation", { name: "Pages" })
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return paths.map((path) => {
    const name = path.slice(1);
    return at(name, OF_DAYS.has(name) ? `${path}?${DAYS}` : path);
  });
}

/** What one comes to from the pages of the navigation. */
export function innerScenes(sights: Sights): readonly Scene[] {
  return [
    at("event", sights.event),
    at("event-conflict", sights.conflict),
    at("event-delete", `${sights.event}/delete`),
    at("event-missing", "/events/evt_0"),
    at("events-found", "/events?q=recording&type=email%3Areply"),
    at("events-none", "/events?q=nobody+wrote+this"),
    at("overview-quarter", "/overview?from=2025-12-01&to=2026-03-01"),
    at("campaign", `${sights.campaign}&${DAYS}`),
    at("senders", `/campaigns?by=sender&${DAYS}`),
    at("conversation", sights.conversation),
    at("conversation-missing", "/conversations/view?id=none"),
    at("call", sights.call),
    at("period-wrong", "/overview?from=2026-03-01&to=2026-02-01"),
    at("page-missing", "/campaing"),
    at("refused-one", sights.refused),
    {
      name: "refused-again",
      async open(page, origin) {
        await page.goto(`${origin}${sights.refused}`);
        await page.getByRole("button", { name: "Send again" }).click();
        await page.waitForURL("**/refused/*");
      },
    },
    {
      name: "key-made",
      async open(page, origin) {
        await page.goto(`${origin}/keys`);
        await page.getByLabel("Label").fill("n8n, campaign mails");
        await page.getByRole("button", { name: "Make key" }).click();
        await page.getByLabel("The key of").waitFor();
      },
    },
    {
      name: "key-rotate",
      async open(page, origin) {
        await page.goto(`${origin}/keys`);
        await page.getByRole("link", { name: "Rotate" }).first().click();
        await page.getByRole("button", { name: "Rotate" }).waitFor();
      },
    },
    {
      name: "set-up",
      async open(page, origin) {
        await page.goto(`${origin}/connect`);
        await page.getByRole("button", { name: "Make the key" }).click();
        await page.getByRole("heading", { name: "Watch it arrive" }).waitFor();
      },
    },
    {
      name: "key-revoke",
      async open(page, origin) {
        await page.goto(`${origin}/keys`);
        await page.getByRole("link", { name: "Revoke" }).first().click();
        await page.getByRole("button", { name: "Revoke" }).waitFor();
      },
    },
    {
      name: "erasure-asked",
      async open(page, origin) {
        await page.goto(`${origin}/erasure`);
        await page.getByRole("textbox").first().fill("ines.vogel@stonegate-energy.example");
        await page.locator("main button").first().click();
      },
    },
  ];
}

/** Seen by those who are not signed in, or not in the way that they think. */
export const SIGN_IN_SCENES: readonly Scene[] = [
  {
    name: "sign-in",
    open: async (page) => {
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
    },
  },
  {
    name: "sign-in-refused",
    open: async (page) => {
      await page.getByLabel("API key").fill("tl_none");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.locator(".fault").waitFor();
    },
  },
];

/** While events fail and wait. */
export function troubleScenes(failed: string, waiting: string): readonly Scene[] {
  return [
    at("events-failed", "/events?status=failed"),
    at("event-failed", failed),
    at("event-waiting", waiting),
  ];
}

/** While the database answers no question about events. */
export const OUTAGE_SCENES: readonly Scene[] = [
  at("outage-events", "/events"),
  at("outage-health", "/health"),
];
