import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { overriding } from "../faults.ts";
import worker from "../../src/index.ts";
import { createExecutionContext } from "cloudflare:test";
import { request } from "../request.ts";

describe("GET /openapi.json", () => {
  it("says where this deployment is, to any origin", async () => {
    const { status, headers, json } = await request("/openapi.json");
    expect({ status, openapi: json["openapi"], servers: json["servers"] }).toEqual({
      status: 200,
      openapi: "3.1.0",
      servers: [{ url: "http://touchlog" }],
    });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("content-type")).toBe("application/json");
  });

  it("is no place to send anything to", async () => {
    const { status, json } = await request("/openapi.json", { method: "POST", body: "{}" });
    expect({ status, code: json["code"] }).toEqual({ status: 405, code: "method_not_allowed" });
  });

  it("is 503 while the platform does not hand out the file", async () => {
    const failing = overriding(env.ASSETS, { fetch: async () => new Response(null, { status: 500 }) });
    const asked = new Request<unknown, IncomingRequestCfProperties>("http://touchlog/openapi.json");
    const answer = await worker.fetch(asked, { ...env, ASSETS: failing }, createExecutionContext());
    expect(answer.status).toBe(503);
  });
});

describe("GET /docs", () => {
  it("allows its own style and nothing else", async () => {
    const { headers, text } = await request("/docs");
    const style = /<style>([^]*)<\/style>/.exec(text)?.[1] ?? "";
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}'`);
    expect(text).not.toMatch(/<script|\bon\w+=|https?:\/\/(?!touchlog)[^"'\s]*\.(?:js|css|woff)/);
  });

  it("says nothing of the query, where a key may stand", async () => {
    const asked = new Request<unknown, IncomingRequestCfProperties>("http://touchlog/docs?<b>&api_key=tl_x");
    const answer = await worker.fetch(asked, env, createExecutionContext());
    expect(await answer.text()).not.toContain("tl_x");
  });
});
