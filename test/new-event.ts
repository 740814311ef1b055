import type { NewEvent } from "../src/storage/events.ts";

/** An event that nothing has been done with, for tests below the HTTP side. */
export function newEvent(overrides: Partial<NewEvent> = {}): NewEvent {
  return {
    id: `evt_${crypto.randomUUID()}`,
    workspaceId: "wrk_1",
    kind: "emails",
    type: "sent",
    occurredAt: 1,
    receivedAt: 1_000,
    provider: "GENERIC",
    keyId: "key_1",
    summary: "",
    status: "stored",
    dueAt: null,
    arrival: "first",
    contentHash: "hash",
    understoodVersion: 1,
    isStrict: false,
    body: "{}",
    ...overrides,
  };
}
