"""The actions of the site history that are openings of personal data."""

_actions: set[str] = set()


def register(*actions: str) -> None:
    """Count entries with these actions as openings."""
    _actions.update(actions)


def registered() -> list[str]:
    """Return the actions, sorted."""
    return sorted(_actions)
