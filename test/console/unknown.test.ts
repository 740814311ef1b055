import { describe, expect, it } from "vitest";

import { createTestKey } from "../workspace.ts";
import { browse, signIn } from "./browse.ts";

const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

describe("an address that leads nowhere", () => {
  it("is a page with the way to the others for a browser that is signed in", async () => {
    const { secret } = await createTestKey();
    const cookie = await signIn(secret);
    const { status, headers, text } = await browse("/campaing", { cookie, headers: BROWSER });
    expect(status).toBe(404);
    expect(headers.get("content-type")).toMatch(/^text\/html/);
    expect(text).toContain("<h1>No such page</h1>");
    expect(text).toContain('<nav aria-label="Pages">');
    for (const path of ["/live", "/events", "/refused", "/overview"]) {
      expect(/Elsewhere: .*?<\/p>/s.exec(text)?.[0]).toContain(`href="${path}"`);
    }
  });

  it("is a page that names no workspace for one that is not", async () => {
    const { status, text, location } = await browse("/campaing", { headers: BROWSER });
    expect({ status, location }).toEqual({ status: 404, location: null });
    expect(text).toContain("<h1>No such page</h1>");
    expect(text).not.toContain("<nav");
  });

  it.each([
    ["/campaing", { headers: { accept: "*/*" } }],
    ["/campaing", {}],
    ["/campaing", { form: {}, headers: BROWSER }],
    ["/api/v2/event/lists", { headers: BROWSER }],
    ["/api/", { headers: BROWSER }],
    ["/api/v2/analytics/webhook/receive/emails", { headers: BROWSER }],
  ])("is told as JSON to a program, and below /api to all: %s %j", async (path, step) => {
    const { status, headers, text } = await browse(path, step);
    expect(status).toBe(404);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toMatchObject({ received: false, code: "not_found" });
  });
});
