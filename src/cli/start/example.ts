import { DEMO_URL, isLocalHost, REMOTE_OPTION } from "../demo/options.ts";
import { DEMO_KEY } from "./demo.ts";

/** A command for bash that sends an email of that time; sent again, it is a duplicate. */
export function exampleEmail(origin: string, sentAt: Date): string {
  // Without an apostrophe anywhere: the whole stands in single quotes.
  const body = {
    eventTimestamp: sentAt.toISOString(),
    eventType: "sent",
    subject: "Follow up on our conversation",
    body: {
      text: "Hi John, just wanted to follow up on our call yesterday...",
      html: "<p>Hi John,</p><p>just wanted to follow up on our call yesterday...</p>",
    },
    from: { email: "sarah@company.com", name: "Sarah Johnson" },
    to: [{ email: "john@prospect.com", name: "John Smith" }],
  };
  return [
    `curl -sS '${origin}/api/v2/analytics/webhook/receive/generic/emails' \\`,
    `  -H 'api_key: ${DEMO_KEY}' -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(body, null, 2)}'`,
  ].join("\n");
}

/** A command that fills the demo workspace. `origin` is on this machine, whatever its address. */
export function demoCommand(origin: string): string {
  const { hostname } = new URL(origin);
  if (isLocalHost(hostname)) return origin === DEMO_URL ? "npm run demo" : `npm run demo -- --url ${origin}`;
  return `npm run demo -- --url ${origin} --key ${DEMO_KEY} --${REMOTE_OPTION}`;
}

/** A command for bash that lists what came. */
export function exampleList(origin: string): string {
  return `curl -sS '${origin}/api/v2/event/list?startDate=2020-01-01' -H 'api_key: ${DEMO_KEY}'`;
}
