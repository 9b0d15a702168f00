"""Heads: they extend, confirm or decline closings, and open cases again."""

from datetime import timedelta

from appeals import lifecycle
from tests.simulation.registry import act
from tests.simulation.world import World


@act(30)
def extend_term(world: World) -> None:
    """Extend a term while it runs."""
    case = world.choose(lambda case: case.state == "in_progress" and case.chosen is None
                        and case.due >= world.today)  # fmt: skip
    if case is None:
        return
    until = world.books.days.first_from(case.due + timedelta(days=world.rng.randint(1, 20)))
    world.do(
        case, "extend",
        lambda appeal, at: lifecycle.extend(
            appeal, until, why="Сараптама керек.", by=world.heads[case.office], at=at
        ),
        until=until,
    )  # fmt: skip


@act(40)
def decide_close(world: World) -> None:
    """Confirm or decline a closing that a clerk proposed."""
    case = world.choose(lambda case: case.is_open and bool(case.proposed_by))
    if case is None:
        return
    head = world.heads[case.office]

    def seen(appeal) -> int:
        return lifecycle.close_proposal(appeal).pk

    if world.rng.random() < 0.6:
        reason = case.proposed_by
        world.do(
            case, "confirm_close",
            lambda appeal, at: lifecycle.confirm_close(appeal, seen=seen(appeal), by=head, at=at),
            reason=reason,
        )  # fmt: skip
    else:
        world.do(
            case, "decline_close",
            lambda appeal, at: lifecycle.decline_close(
                appeal, seen=seen(appeal), why="Мәні бар.", by=head, at=at
            ),
        )  # fmt: skip


@act(25)
def decide_again(world: World) -> None:
    """Open an appeal again, or decline the reconsideration its applicant asked for."""
    case = world.choose(lambda case: case.asked_again)
    if case is None:
        return
    head = world.heads[case.office]
    if world.rng.random() < 0.6:
        world.do(
            case, "reopen",
            lambda appeal, at: lifecycle.reopen(appeal, why="Шағым негізді.", by=head, at=at),
        )  # fmt: skip
    else:
        world.do(
            case, "decline_again",
            lambda appeal, at: lifecycle.decline_again(appeal, why="Жауап толық.", by=head, at=at),
        )  # fmt: skip
