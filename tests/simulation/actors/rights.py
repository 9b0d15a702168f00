"""Rights over one's own data: consent is withdrawn, cases are held, ended ones anonymised."""

from appeals import lifecycle
from appeals.models import Appeal
from tests.simulation.actors.citizens import opened, require
from tests.simulation.registry import act
from tests.simulation.world import World


@act(15, hours=(7, 24))
def withdraw_consent(world: World) -> None:
    """Withdraw the consent to publication on the status page."""
    case = world.choose(lambda case: case.consent and not case.anonymised)
    if case is None:
        return
    browser = opened(world, case)

    def withdraw(appeal: Appeal, _at) -> None:
        browser.post("/kk/appeals/status/consent/")
        appeal.refresh_from_db()
        require(not appeal.consent_publication)

    world.do(case, "withdraw_consent", withdraw)


@act(8)
def hold_case(world: World) -> None:
    """Put a case on hold, for a court."""
    case = world.choose(lambda case: not case.held)
    if case is not None:
        by = world.heads[case.office]
        world.do(
            case, "hold",
            lambda appeal, at: lifecycle.put_on_hold(appeal, "Сот.", by=by, at=at),
        )  # fmt: skip


@act(6)
def lift_hold(world: World) -> None:
    """Lift a hold."""
    case = world.choose(lambda case: case.held)
    if case is not None:
        by = world.heads[case.office]
        world.do(
            case, "lift_hold",
            lambda appeal, at: lifecycle.lift_hold(appeal, "Сот шешті.", by=by, at=at),
        )  # fmt: skip


@act(20)
def anonymise_case(world: World) -> None:
    """Anonymise a case that has ended; one on hold is refused."""
    case = world.choose(lambda case: not case.is_open and not case.anonymised)
    if case is None:
        return
    by, held = world.heads[case.office], case.held
    done = world.do(
        case, "anonymise", lambda appeal, at: lifecycle.anonymise(appeal, by=by, at=at)
    )  # fmt: skip
    assert not (done and held), "a case on hold was anonymised"
