import { crmBody, emailBody } from "./bodies.ts";

/**
 * A valid body for each route that takes one other than an event, several where a field excludes another. Whatever they
 * name is missing, so that they change nothing; an import adds its events.
 */
export const ORDERS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  "POST /api/v2/event/import": [
    {
      // Neither kind of event is processed.
      events: [
        { type: "crm", sourceProviderName: "Clay", ...crmBody({ eventId: "imported" }) },
        { type: "email", ...emailBody({ eventType: "opened", eventId: "imported" }) },
      ],
      callbackUrl: "https://example.com/imported",
    },
  ],
  "POST /api/v2/event/replay": [
    { eventOIds: ["evt_1"], dryRun: true },
    {
      filter: {
        startDate: "2024-01-01",
        endDate: "2024-01-02T10:30:00Z",
        eventTypes: ["EMAIL_SENT"],
        eventCategories: ["EMAIL"],
        processingStatus: "failed",
      },
      dryRun: false,
    },
  ],
  "POST /api/v2/event/adopt": [{ eventOId: "evt_1", conflictOId: "con_1" }],
  "POST /api/v2/event/delete": [{ eventOIds: ["evt_1"], dryRun: false }],
  "POST /api/v2/subjects/erase": [{ email: "nobody@nowhere.example", suppress: false }],
  "POST /api/v2/subjects/allow": [{ email: "nobody@nowhere.example" }],
  "POST /api/v2/rejections/replay": [
    { rejectionOIds: ["rej_1"], body: { eventType: "sent" }, dryRun: false },
    {
      filter: {
        startDate: "2024-01-01",
        endDate: "2024-01-02",
        code: "invalid_event",
        kind: "emails",
        keyOId: "key_1",
      },
      dryRun: true,
    },
  ],
  "POST /api/v2/keys": [
    { label: "a label", providerName: "N8N", scopes: ["read"], expiresAt: "2099-12-31", allowQuery: true },
  ],
  "POST /api/v2/keys/rotate": [{ keyOId: "key_1", graceDays: 7 }],
  "POST /api/v2/keys/revoke": [{ keyOId: "key_1" }],
  "POST /api/v2/keys/update": [{ keyOId: "key_1", label: "a label", allowQuery: false }],
};
