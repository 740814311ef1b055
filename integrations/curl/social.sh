#!/usr/bin/env bash
# Sends one event to Touchlog. An event that is sent again is stored once, so curl may try again by itself:
# it waits as long as Touchlog asks it to, and says what is to be mended when the event is refused.
set -euo pipefail

answer=$(mktemp)
trap 'cat "$answer"; echo; rm "$answer"' EXIT

curl -sS 'https://touchlog.NAME.workers.dev/api/v2/analytics/webhook/receive/generic/social' \
  -H 'api_key: tl_YOUR_KEY' -H 'content-type: application/json' -o "$answer" \
  --retry 5 --retry-connrefused --max-time 30 --fail-with-body --data-binary @- <<'EVENT'
{
  "eventType": "message_sent",
  "eventTimestamp": "2024-02-04T08:15:00Z",
  "body": {
    "text": "Thanks for connecting, John!"
  },
  "from": {
    "name": "Sarah Johnson",
    "profileUrl": "https://social.example/in/sarah"
  },
  "to": [
    {
      "name": "John Smith",
      "profileUrl": "https://social.example/in/john"
    }
  ],
  "eventId": "message_2001",
  "conversationId": "thread_18",
  "campaignId": "spring_2024"
}
EVENT
