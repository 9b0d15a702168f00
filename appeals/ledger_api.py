"""Read-only JSON of the public ledger: roots, and proofs that anybody's program can check."""

import re

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from core.i18n.dates import parse_iso_date
from core.ledger import reading
from core.ledger.models import LedgerRoot
from core.ledger.reading import Root

DIGEST = re.compile(r"[0-9a-f]{64}")
LATEST = 31  # days in a list of roots


def _refuse(field: str, message: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"errors": {field: [message]}}, status=status)


def _size(text: str, most: int) -> int | None:
    """Return a number of entries that the ledger has or had, or None."""
    number = int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0
    return number if 1 <= number <= most else None


def _as_json(root: Root) -> dict:
    return {"size": root.size, "root": root.root}


@never_cache
def roots(request: HttpRequest) -> JsonResponse:
    """Return the root of the ledger now, and that of ?day= or those of the latest days."""
    rows = LedgerRoot.objects.order_by("-day")
    if text := request.GET.get("day"):
        day = parse_iso_date(text)
        if day is None:
            return _refuse("day", "write the day as YYYY-MM-DD")
        rows = rows.filter(day=day)
    days = rows.values("day", "size", "root", "closed_at")[:LATEST]
    return JsonResponse({"now": _as_json(reading.current_root()), "days": list(days)})


@never_cache
def proof(request: HttpRequest) -> JsonResponse:
    """Return the proof that the digest ?leaf= is among the first ?size= entries, or among all."""
    leaf, now = request.GET.get("leaf", "").lower(), reading.current_root()
    if not DIGEST.fullmatch(leaf):
        return _refuse("leaf", "a digest has 64 digits 0-9 and a-f")
    size = _size(request.GET.get("size", str(now.size)), now.size)
    if size is None and "size" in request.GET:
        return _refuse("size", f"a number from 1 to {now.size}")
    found = reading.prove_inclusion(leaf, size) if size else None
    if found is None:
        return _refuse("leaf", "not in the ledger; a new entry comes within a minute", status=404)
    body = {"leaf": leaf, "index": found.index, **_as_json(found.root), "proof": found.proof}
    return JsonResponse(body)


@never_cache
def consistency(request: HttpRequest) -> JsonResponse:
    """Return the proof that the ledger of ?to= entries, or of all, extends that of ?from=."""
    now = reading.current_root()
    sizes = {}
    for name, default in (("from", ""), ("to", str(now.size))):
        size = _size(request.GET.get(name, default), now.size)
        if size is None:
            return _refuse(name, f"a number from 1 to {now.size}")
        sizes[name] = size
    if sizes["from"] > sizes["to"]:
        return _refuse("from", "at most “to”")
    found = reading.prove_consistency(sizes["from"], sizes["to"])
    body = {"from": _as_json(found.old), "to": _as_json(found.new), "proof": found.proof}
    return JsonResponse(body)
