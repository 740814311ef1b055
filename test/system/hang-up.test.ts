import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, it } from "vitest";

import { emailBody } from "../bodies.ts";
import { countEvents, getEvent, send } from "./api.ts";
import { type Folder, makeFolder } from "./folder.ts";
import { startTouchlog, type Touchlog } from "./touchlog.ts";

const KEY = "tl_demo";

let folder: Folder;
let touchlog: Touchlog;

beforeAll(async () => {
  folder = await makeFolder();
  touchlog = await startTouchlog(folder.path);
});

afterAll(async () => {
  await touchlog.kill();
  await folder.remove();
});

/** Sends a request, whole or only its first part, and is gone after so many milliseconds. */
function sendAndHangUp(body: unknown, part: number, afterMs: number): Promise<void> {
  const text = JSON.stringify(body);
  const { port } = new URL(touchlog.origin);
  const head = [
    "POST /api/v2/analytics/webhook/receive/generic/emails HTTP/1.1",
    "host: touchlog",
    `api_key: ${KEY}`,
    `content-length: ${text.length}`,
  ].join("\r\n");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.once("error", reject);
    socket.write(`${head}\r\n\r\n${text.slice(0, text.length * part)}`, () => {
      setTimeout(() => {
        socket.destroy();
        resolve();
      }, afterMs);
    });
  });
}

it("keeps an event once and processes it when its sender hangs up before the answer and sends it again", async () => {
  const bodies = Array.from({ length: 40 }, (_none, index) => emailBody({ eventId: `hung-up-${index}` }));
  await Promise.all(bodies.map((body, index) => sendAndHangUp(body, 1, index % 20)));
  const receipts = await Promise.all(bodies.map((body) => send(touchlog.origin, KEY, "emails", body)));
  const ids = new Set(receipts.map((receipt) => receipt?.eventOId));
  expect(ids.size).toBe(40);
  expect(await countEvents(touchlog.origin, KEY)).toBe(40);
  await expect
    .poll(
      async () => {
        const events = [...ids].map((id) => getEvent(touchlog.origin, KEY, id ?? ""));
        return (await Promise.all(events)).filter((event) => event?.processingStatus !== "processed");
      },
      { timeout: 100_000, interval: 1000 },
    )
    .toEqual([]);
});

it("keeps nothing of an event whose sender hangs up in its middle, and takes it afterwards", async () => {
  const body = emailBody({ eventId: "broken off" });
  const before = await countEvents(touchlog.origin, KEY);
  await sendAndHangUp(body, 0.5, 20);
  await sleep(500);
  expect(await countEvents(touchlog.origin, KEY)).toBe(before);
  expect(await send(touchlog.origin, KEY, "emails", body)).toMatchObject({ duplicate: false });
});
