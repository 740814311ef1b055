"""Sends one event to Touchlog: `python3 emails.py`, with the standard library alone.

An event that is sent again is stored once, so what got no answer is simply sent again.
"""

import http.client
import json
import time
import urllib.error
import urllib.request

RECEIVE_URL = "https://touchlog.NAME.workers.dev/api/v2/analytics/webhook/receive/generic/emails"
API_KEY = "tl_YOUR_KEY"

ATTEMPTS = 6
TIMEOUT_SECONDS = 30


def send_event(event):
    """Returns when Touchlog has the event; raises with what is to be mended when it refuses it."""
    for attempt in range(1, ATTEMPTS + 1):
        status, retry_after_seconds, text = post(event)
        if status == 200:
            return json.loads(text)
        may_pass = status == 0 or status == 429 or status >= 500
        if not may_pass or attempt == ATTEMPTS:
            raise RuntimeError(f"Touchlog: {status} {text}")
        time.sleep(retry_after_seconds or 2 ** (attempt - 1))


def post(event):
    """The status, Retry-After and the answer; status 0 when no answer came."""
    request = urllib.request.Request(
        RECEIVE_URL,
        data=json.dumps(event).encode(),
        # Python's own user agent is turned away by many a firewall.
        headers={"api_key": API_KEY, "content-type": "application/json", "user-agent": "touchlog-sender"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            return response.status, 0, response.read().decode()
    except urllib.error.HTTPError as error:
        retry_after = error.headers.get("retry-after", "")
        return error.code, int(retry_after) if retry_after.isdigit() else 0, error.read().decode()
    except (OSError, http.client.HTTPException) as error:
        return 0, 0, str(error)


if __name__ == "__main__":
    event = {
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
    print(json.dumps(send_event(event)))
