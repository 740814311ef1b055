import { expect, it } from "vitest";

import { get } from "../request.ts";
import { createTestKey } from "../workspace.ts";

it.each([
  ["/api/v2/event/list?startDate=2024-01-01&eventType=CALL_TRANSCRIPT", "did you mean eventTypes?"],
  ["/api/v2/event/list?startDate=2024-01-01&startdate=2024-01-02", "did you mean startDate?"],
  ["/api/v2/rejections?kinds=emails", "did you mean kind?"],
  ["/api/v2/rejections?open[]=true", "did you mean open?"],
  ["/api/v2/event/list?startDate=2024-01-01&processingStatus[0]=failed", "did you mean processingStatus?"],
])("a parameter that %s does not have is refused with the one that was meant", async (path, hint) => {
  const { secret } = await createTestKey();
  const { status, json } = await get(secret, path);
  expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
  expect(json["errors"]).toMatchObject([{ path: "", hint }]);
});

it("any other unknown parameter is refused with those that there are", async () => {
  const { secret } = await createTestKey();
  const { json } = await get(secret, "/api/v2/event/list?startDate=2024-01-01&page=2");
  expect(json["message"]).toBe(
    'the query parameter "page" is not known here: expected one of startDate, endDate, limit, offset, cursor, processingStatus, eventTypes, eventCategories',
  );
});

it.each([
  ["/api/v2/event/get", "eventOId"],
  ["/api/v2/event/replay/status", "replayOId"],
  ["/api/v2/subjects/erase/status", "erasureOId"],
  ["/api/v2/rejections/get", "rejectionOId"],
])("%s without %s says that it is missing, not that nothing was found", async (path, name) => {
  const { secret } = await createTestKey();
  const { status, json } = await get(secret, `${path}?id=1`);
  expect({ status, code: json["code"] }).toEqual({ status: 400, code: "invalid_request" });
  expect(json["errors"]).toMatchObject([{ path: name, code: "missing" }]);
});

it("a time whose + became a space is refused with the way to write it", async () => {
  const { secret } = await createTestKey();
  const { json } = await get(secret, "/api/v2/event/list?startDate=2024-01-01T10:30:00+01:00");
  expect(json["message"]).toMatch(/^startDate "2024-01-01T10:30:00 01:00" .*write \+ as %2B/);
});

it("the key in the query is no unknown parameter", async () => {
  const { secret } = await createTestKey();
  expect((await get("", `/api/v2/event/list?startDate=2024-01-01&api_key=${secret}`)).status).toBe(200);
});

it.each(["/api/v2/event/list", "/api/v2/rejections"])(
  "a range on %s that ends before it begins is refused",
  async (path) => {
    const { secret } = await createTestKey();
    const { status, json } = await get(secret, `${path}?startDate=2024-02-01&endDate=2024-01-01`);
    expect(status).toBe(400);
    expect(json["errors"]).toMatchObject([{ path: "startDate", code: "invalid_value" }]);
  },
);
