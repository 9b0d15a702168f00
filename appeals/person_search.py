"""Find the appeals of a person by name, telephone, e-mail, IIN or words of the matter."""

import re
from dataclasses import dataclass, fields

from django.db.models import Q, QuerySet

from appeals.models import Appeal

MIN_PHONE_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class PersonQuery:
    """What is known of the person; every filled field must fit."""

    name: str = ""
    phone: str = ""  # as people write it, whole or the end of it
    email: str = ""
    id_number: str = ""
    words: str = ""

    def filled(self) -> list[str]:
        """Return the names of the filled fields: they go into the reading record, not the texts."""
        return [field.name for field in fields(self) if getattr(self, field.name)]


def phone_digits(phone: str) -> str:
    """Return the last digits of a typed telephone, without the 8 or +7 of the country."""
    return re.sub(r"\D", "", phone)[-10:]


def find_appeals(appeals: QuerySet[Appeal], query: PersonQuery) -> QuerySet[Appeal]:
    """Return those of the appeals that fit the query, the newest first; none for an empty query."""
    if not query.filled():
        return appeals.none()
    condition = Q()
    for word in query.name.split():
        condition &= _contains(word, "name", "patronymic", "organisation")
    for word in query.words.split():
        condition &= _contains(word, "subject", "matter", "place")
    if query.phone:
        condition &= Q(phone__endswith=phone_digits(query.phone))
    if query.email:
        condition &= Q(email__iexact=query.email)
    if query.id_number:
        condition &= Q(id_number=query.id_number)
    return appeals.filter(condition).order_by("-registered_at")


def _contains(word: str, *columns: str) -> Q:
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": word})
    return condition


def same_applicant(appeals: QuerySet[Appeal], appeal: Appeal) -> QuerySet[Appeal]:
    """Return the other appeals with the same IIN or telephone as `appeal`, the newest first."""
    condition = Q()
    if appeal.id_number:
        condition |= Q(id_number=appeal.id_number)
    if appeal.phone:
        condition |= Q(phone=appeal.phone)
    if not condition:
        return appeals.none()
    return appeals.filter(condition).exclude(pk=appeal.pk).order_by("-registered_at")
