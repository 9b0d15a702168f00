"""The rule of commit messages, as the hook and the hosted CI check it."""

import commit_messages
import pytest

BODY = "\n\nA redirect would take the text elsewhere."


def test_subject_with_area_and_body_is_accepted():
    message = f"outbox: Treat a redirect from the SMS gateway as a failure.{BODY}"
    assert commit_messages.faults(message) == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (f"Take a text message for sent only where the gateway took it{BODY}", "area"),
        (f"outbox: treat a redirect as a failure.{BODY}", "area"),
        (f"outbox: Treat a redirect as a failure{BODY}", "area"),
        (f"outbox: Fixed the redirects of the gateway.{BODY}", "imperative"),
        (f"outbox: Treat {'a redirect ' * 6}as a failure.{BODY}", "72"),
        ("outbox: Treat a redirect as a failure.", "body"),
        ("outbox: Treat a redirect as a failure.\nBecause it is one.", "second line"),
    ],
)
def test_message_against_the_rule_is_refused_with_the_reason(message, fault):
    assert any(fault in line for line in commit_messages.faults(message))
