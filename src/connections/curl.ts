import { type Connection, exampleEvent, receiveUrl } from "./connection.ts";

/** A command for bash that sends the example event. */
export function curlCommand(connection: Connection): string {
  return `#!/usr/bin/env bash
# Sends one event to Touchlog. An event that is sent again is stored once, so curl may try again by itself:
# it waits as long as Touchlog asks it to, and says what is to be mended when the event is refused.
set -euo pipefail

answer=$(mktemp)
trap 'cat "$answer"; echo; rm "$answer"' EXIT

curl -sS '${receiveUrl(connection)}' \\
  -H 'api_key: ${connection.key}' -H 'content-type: application/json' -o "$answer" \\
  --retry 5 --retry-connrefused --max-time 30 --fail-with-body --data-binary @- <<'EVENT'
${JSON.stringify(exampleEvent(connection), null, 2)}
EVENT
`;
}
