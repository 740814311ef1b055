#!/usr/bin/env bash
# Sends one event to Touchlog. An event that is sent again is stored once, so curl may try again by itself:
# it waits as long as Touchlog asks it to, and says what is to be mended when the event is refused.
set -euo pipefail

answer=$(mktemp)
trap 'cat "$answer"; echo; rm "$answer"' EXIT

curl -sS 'https://touchlog.NAME.workers.dev/api/v2/analytics/webhook/receive/generic/calls' \
  -H 'api_key: tl_YOUR_KEY' -H 'content-type: application/json' -o "$answer" \
  --retry 5 --retry-connrefused --max-time 30 --fail-with-body --data-binary @- <<'EVENT'
{
  "eventType": "transcript",
  "eventTimestamp": "2024-02-03T15:00:00Z",
  "title": "Discovery call with Prospect",
  "transcript": [
    {
      "speaker": "Sarah",
      "text": "Hi John, how are you?",
      "startTime": 0,
      "endTime": 2
    },
    {
      "speaker": "John",
      "text": "Very well. What does it cost? And when can we start?",
      "startTime": 2,
      "endTime": 6
    }
  ],
  "participants": [
    {
      "email": "sarah@company.com",
      "name": "Sarah Johnson"
    },
    {
      "email": "john@prospect.com"
    }
  ],
  "eventId": "call_1001",
  "conversationId": "thread_17",
  "duration": 1800,
  "meetingPlatform": "Zoom",
  "recordingUrl": "https://recordings.example/call_1001"
}
EVENT
