#!/usr/bin/env bash
# Sends one event to Touchlog. An event that is sent again is stored once, so curl may try again by itself:
# it waits as long as Touchlog asks it to, and says what is to be mended when the event is refused.
set -euo pipefail

answer=$(mktemp)
trap 'cat "$answer"; echo; rm "$answer"' EXIT

curl -sS 'https://touchlog.NAME.workers.dev/api/v2/analytics/webhook/receive/generic/emails' \
  -H 'api_key: tl_YOUR_KEY' -H 'content-type: application/json' -o "$answer" \
  --retry 5 --retry-connrefused --max-time 30 --fail-with-body --data-binary @- <<'EVENT'
{
  "eventType": "sent",
  "eventTimestamp": "2024-02-03T10:30:00Z",
  "subject": "Follow up on our conversation",
  "body": {
    "text": "Hi John, just wanted to follow up on our call yesterday."
  },
  "from": {
    "email": "sarah@company.com",
    "name": "Sarah Johnson"
  },
  "to": [
    {
      "email": "john@prospect.com",
      "name": "John Smith"
    }
  ],
  "eventId": "message_1001",
  "conversationId": "thread_17",
  "campaignId": "spring_2024"
}
EVENT
