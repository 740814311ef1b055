import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { createTestKey } from "../workspace.ts";

it("accepts an email and says what it made of it", async () => {
  const { secret } = await createTestKey({ provider: "N8N" });
  const response = await exports.default.fetch(
    "http://touchlog/api/v2/analytics/webhook/receive/generic/emails",
    {
      method: "POST",
      headers: { api_key: secret, "content-type": "application/json" },
      body: JSON.stringify(emailBody()),
    },
  );
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    _metadata: {
      requestId: response.headers.get("x-request-id"),
      timestamp: expect.any(String),
      usage: 0,
      message: "Webhook received successfully",
    },
    received: true,
    connection: { providerName: "N8N", shouldProcess: true, connectionMethod: "WEBHOOK" },
    additionalData: {
      eventOId: expect.stringMatching(/^evt_[0-9a-f]{40}$/),
      duplicate: false,
      dedupSource: "content",
      processingStatus: "pending",
      warnings: [],
    },
  });
});
