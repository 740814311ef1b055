import { describe, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { get, post, RECEIVE, refusal, request } from "../request.ts";
import { createTestKey } from "../workspace.ts";

const READ_PATHS = [
  "/api/v2/event/list",
  "/api/v2/event/get",
  "/api/v2/api-key/validate",
  "/healthz",
  "/readyz",
];

describe("the receive path", () => {
  it.each(["emails", "calls", "crm", "social", "generic/emails", "emails/"])(
    "tells a GET of %s how to POST, in its first hundred characters",
    async (path) => {
      const answer = await request(`${RECEIVE}/${path}`);
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe("POST");
      expect(answer.json).toEqual(refusal(answer, "method_not_allowed"));
      expect(String(answer.json["message"]).slice(0, 100)).toMatch(
        /^GET .* POST with the event as a JSON body/,
      );
    },
  );

  it.each(["PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"])("does not serve %s", async (method) => {
    const { secret } = await createTestKey();
    const answer = await request(`${RECEIVE}/emails`, { method, headers: { api_key: secret } });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
    expect(answer.json).toEqual(refusal(answer, "method_not_allowed"));
  });

  it("does not serve HEAD, which has no body to say so", async () => {
    const answer = await request(`${RECEIVE}/emails`, { method: "HEAD" });
    expect(answer).toMatchObject({ status: 405, text: "" });
    expect(answer.headers.get("allow")).toBe("POST");
    expect(answer.headers.get("x-request-id")).not.toBeNull();
  });

  it.each([
    "letters",
    "email",
    "EMAILS",
    "",
    "/",
    "generic",
    "generic/generic",
    "emails.json",
    "emails&api_key=x",
    "__proto__",
    "constructor",
    "%00",
    "%E0%A4%A",
    "em%2Fails",
  ])("answers the kind %j with 404 and the four kinds that there are", async (kind) => {
    const { secret } = await createTestKey();
    for (const answer of [await post(secret, kind, emailBody()), await get(secret, `${RECEIVE}/${kind}`)]) {
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual(refusal(answer, "unknown_event_type"));
      expect(String(answer.json["message"]).slice(0, 100)).toContain("emails, calls, crm, social");
    }
  });

  it("knows what a singular or capitals mean", async () => {
    const { secret } = await createTestKey();
    for (const kind of ["email", "Emails"]) {
      expect((await post(secret, kind, emailBody())).json["message"]).toMatch(/did you mean emails/);
    }
  });

  it("reads an encoded path as the plain one", async () => {
    const { secret } = await createTestKey();
    expect(await post(secret, "%65mails", emailBody())).toMatchObject({ status: 200 });
  });
});

describe("the paths for reading", () => {
  it.each(READ_PATHS.flatMap((path) => ["POST", "PUT", "DELETE", "OPTIONS"].map((method) => [method, path])))(
    "do not serve %s %s",
    async (method, path) => {
      const answer = await request(path, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe("GET");
      expect(answer.json).toEqual(refusal(answer, "method_not_allowed"));
    },
  );

  it("are served with a slash at the end, without a redirect", async () => {
    const { secret } = await createTestKey();
    expect(await get(secret, "/api/v2/api-key/validate/")).toMatchObject({ status: 200 });
    expect(await get(secret, "/api/v2/event/list/?startDate=2024-01-01")).toMatchObject({ status: 200 });
  });
});

describe("any other path", () => {
  it.each(["/api", "/api/v2/analytics/webhook/receive", "/api/v2/event", "/favicon.ico", "/..%2f", "/%"])(
    "is not found: %s",
    async (path) => {
      const answer = await request(path);
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual(refusal(answer, "not_found"));
    },
  );
});
