#!/usr/bin/env bash
# Sends one event to Touchlog. An event that is sent again is stored once, so curl may try again by itself:
# it waits as long as Touchlog asks it to, and says what is to be mended when the event is refused.
set -euo pipefail

answer=$(mktemp)
trap 'cat "$answer"; echo; rm "$answer"' EXIT

curl -sS 'https://touchlog.NAME.workers.dev/api/v2/analytics/webhook/receive/generic/crm' \
  -H 'api_key: tl_YOUR_KEY' -H 'content-type: application/json' -o "$answer" \
  --retry 5 --retry-connrefused --max-time 30 --fail-with-body --data-binary @- <<'EVENT'
{
  "eventType": "opportunity_created",
  "eventTimestamp": "2024-02-10T09:00:00Z",
  "opportunityId": "opp_1",
  "opportunityName": "Prospect: annual plan",
  "eventId": "opp_1_created",
  "amount": 12500.5,
  "stage": "Proposal",
  "accountName": "Prospect",
  "contactEmail": "john@prospect.com",
  "contactName": "John Smith",
  "closeDate": "2024-03-31"
}
EVENT
