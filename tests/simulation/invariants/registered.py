"""What was acknowledged is there, whole, and nothing besides."""

import hashlib
from collections.abc import Iterable, Iterator

from appeals.models import Appeal
from core.access_codes import matches
from tests.simulation.books import Case
from tests.simulation.registry import invariant
from tests.simulation.world import World


def faults_of(case: Case, appeal: Appeal) -> Iterator[str]:
    """Yield what differs between the receipt in the citizen's hand and the portal."""
    if not matches(case.secret, appeal.secret_hash):
        yield f"{case.number}: the secret does not open it"
    if case.anonymised:
        yield from left_of(case, appeal)
        return
    if (appeal.name, appeal.email) != (case.person.name, case.person.email):
        yield f"{case.number}: another applicant"
    if [point.text for point in appeal.points.all()] != case.points:
        yield f"{case.number}: other points"
    if appeal.state != case.state or appeal.office.code != case.office:
        yield (
            f"{case.number}: is {appeal.state} in {appeal.office.code}, was acknowledged as "
            f"{case.state} in {case.office}"
        )
    files = {file.name: file for file in appeal.attachments.all()}
    if files.keys() != case.files.keys():
        yield f"{case.number}: files {sorted(files)}, acknowledged {sorted(case.files)}"
    for name in files.keys() & case.files.keys():
        try:
            with files[name].file.open("rb") as file:
                content = file.read()
        except OSError as error:
            yield f"{case.number}: {name} cannot be read: {error.strerror}"
            continue
        if hashlib.sha256(content).hexdigest() != files[name].digest:
            yield f"{case.number}: {name} has another digest"
        if content.decode().strip() != case.files[name]:
            yield f"{case.number}: {name} has another content"


def left_of(case: Case, appeal: Appeal) -> Iterator[str]:
    """Yield what is left of the person in an anonymised case, and what should have stayed."""
    if appeal.state != case.state or appeal.office.code != case.office:
        yield f"{case.number}: anonymised, and its state or office has changed"
    texts = [appeal.name, appeal.email, appeal.phone, appeal.id_number, appeal.matter]
    texts += [point.text for point in appeal.points.all()]
    if any(texts) or any(file.name or file.file for file in appeal.attachments.all()):
        yield f"{case.number}: anonymised, and something of the person is left"


def rows(numbers: Iterable[str] | None = None) -> dict[str, Appeal]:
    """Return number → appeal with what belongs to it."""
    appeals = Appeal.objects.select_related("office").prefetch_related("points", "attachments")
    if numbers is not None:
        appeals = appeals.filter(number__in=numbers)
    return {appeal.number: appeal for appeal in appeals}


def compare(world: World, found: dict[str, Appeal], expected: Iterable[str]) -> Iterator[str]:
    """Yield the faults of these cases, and the acknowledged ones that are gone."""
    for number in expected:
        if number not in found:
            yield f"{number}: acknowledged, and is gone"
        else:
            yield from faults_of(world.books.cases[number], found[number])


@invariant(cheap=True)
def touched_appeals_are_there_with_their_files(world: World) -> Iterator[str]:
    """The appeals of this step are as their receipts say."""
    known = sorted(world.touched & world.books.cases.keys())
    if known:
        yield from compare(world, rows(known), known)


@invariant()
def acknowledged_appeals_are_there_with_their_files(world: World) -> Iterator[str]:
    """Every appeal is as its receipt says, and there is none without a receipt."""
    found = rows()
    yield from compare(world, found, sorted(world.books.cases))
    for number in sorted(found.keys() - world.books.cases.keys()):
        yield f"{number}: registered, and nobody holds its receipt"
