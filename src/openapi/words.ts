/** What stands at the beginning, in CommonMark: paragraphs and code. */
export const INTRODUCTION = `Emails, calls, CRM changes and social messages, sent over HTTP, kept each exactly once, some of them processed.

A body is a JSON object in UTF-8, plain or as gzip (\`Content-Encoding: gzip\`), of at most 1,048,576 bytes after decompression, of an import 8,388,608. In an event, null, \`""\` and text of white space alone count as absent, and fields that are not named here are kept. In every other body but that of an import a field that is not named here is refused.

A trailing slash is served like none, nothing ever redirects, and \`HEAD\` works wherever \`GET\` does. Every answer has the header \`x-request-id\`. 2xx means stored; 4xx says in \`message\` what to mend; 429 and 503 carry \`Retry-After\`, and sending the same again is safe.`;

export const TAGS = [
  {
    name: "Receive",
    description:
      "One event a request. Its id is computed from what identifies it, so the same event has the same id wherever and however often it arrives.",
  },
  {
    name: "Import",
    description: "Up to 1,000 events a request: what is already in a mailbox, a CRM or a file.",
  },
  { name: "Read", description: "What came and what became of it. A key sees its own workspace only." },
  {
    name: "Analytics",
    description:
      "What came of it. Figures are of whole days of the workspace's time zone; docs/analytics.md defines them.",
  },
  { name: "Change", description: "Process events again, adopt differing bodies, delete." },
  { name: "People", description: "A person is named by one email address." },
  { name: "Rejections", description: "What was refused can be looked up, mended and sent again." },
  {
    name: "Keys",
    description: "A key belongs to one workspace and names it. Changes are known everywhere within a minute.",
  },
  { name: "Service", description: "Health, metrics and this reference." },
];
