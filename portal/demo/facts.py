"""The demo's neutral rows: topics, offices, bodies, procedures, standards, words, settings.

Every function keeps what it finds by its slug and returns how many rows are there.
"""

from wagtail.models import Site

from appeals.models import RoutingRule
from core.i18n.localtext import get_all_localized
from home.models import PortalSettings
from portal.demo.content import columns, read, rows
from search.models import Promotion
from services.models import (
    Body,
    Fee,
    Office,
    OfficeHours,
    Procedure,
    ProcedureTerm,
    ServiceStandard,
    Topic,
)

ANY_TOPIC = "other"


def topics() -> int:
    for order, row in enumerate(rows("topics", "topic"), 1):
        words = {
            "keywords_kk": ", ".join(row["keywords_kk"]),
            "keywords_ru": ", ".join(row["keywords_ru"]),
        }
        Topic.objects.get_or_create(
            slug=row["slug"],
            defaults={"order": order * 10, **columns("title", row["name"]), **words},
        )
    return Topic.objects.count()


def offices() -> int:
    for row in rows("offices", "office"):
        office, new = Office.objects.get_or_create(slug=row["slug"], defaults=_office(row))
        if new:
            OfficeHours.objects.bulk_create(_office_hours(office, row))
    return Office.objects.count()


def _office(row: dict) -> dict:
    return {
        "parent": Office.objects.get(slug=row["parent"]) if row["parent"] else None,
        "level": row["level"],
        "code": row["code"],
        "phone": row["phone"],
        "trust_line": row["trust_line"],
        "email": row["email"],
        "latitude": row["lat"],
        "longitude": row["lon"],
        "facilities": row["facilities"],
        "settlements_kk": ", ".join(row["localities_kk"]),
        "settlements_ru": ", ".join(row["localities_ru"]),
        **columns("title", row["name"]),
        **columns("address", row["address"]),
    }


def _office_hours(office: Office, row: dict) -> list[OfficeHours]:
    """An office is open when it takes written appeals; the break parts every day in two."""
    made = []
    for purpose, hours in [
        (OfficeHours.Purpose.OPEN, row["written"]),
        (OfficeHours.Purpose.WRITTEN, row["written"]),
        (OfficeHours.Purpose.BOOKING, row["booking"]),
    ]:
        halves = [(hours["from"], hours["break_from"]), (hours["break_to"], hours["to"])]
        made += [
            OfficeHours(office=office, purpose=purpose, weekday=day, opens=opens, closes=closes)
            for day in hours["days"]
            for opens, closes in halves
        ]
    return made


def bodies() -> int:
    places = {office.slug: office for office in Office.objects.all()}
    known = {topic.slug: topic for topic in Topic.objects.all()}
    for row in rows("bodies", "body"):
        body, new = Body.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "office": places.get(row["office"]),
                "email": row["email"],
                "ours": bool(row["office"]),
                **columns("title", row["name"]),
            },
        )
        if new:
            body.topics.set([known[slug] for slug in row["topics"]])
    return Body.objects.count()


def rules() -> int:
    """One routing rule a topic and body: the topic's own words point to its bodies, by place."""
    if RoutingRule.objects.exists():
        return RoutingRule.objects.count()
    made = []
    for body in Body.objects.prefetch_related("topics").select_related("office"):
        for topic in body.topics.exclude(slug=ANY_TOPIC):
            words = ", ".join(get_all_localized(topic, "keywords"))
            made.append(RoutingRule(body=body, topic=topic, office=body.office, words=words))
    RoutingRule.objects.bulk_create(made)
    return len(made)


def procedures() -> int:
    acts = read("procedures")["acts"]
    for row in rows("procedures", "procedure"):
        procedure, new = Procedure.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "in_force_from": row["in_force_from"],
                **columns("title", row["title"]),
                **columns("legal_act", acts[row["act"]]),
            },
        )
        if new:
            ProcedureTerm.objects.bulk_create(
                ProcedureTerm(
                    procedure=procedure,
                    amount=term["days"],
                    unit=term["unit"],
                    article=term["article"]["kk"],
                    **columns("title", term["what"]),
                )
                for term in row["terms"]
            )
    return Procedure.objects.count()


def standards() -> int:
    acts = read("standards")["acts"]
    known = {topic.slug: topic for topic in Topic.objects.all()}
    providers = {body.slug: body for body in Body.objects.all()}
    every_office = list(Office.objects.all())
    for row in rows("standards", "standard"):
        at_the_counter = "reception" in row["where"]
        standard, new = ServiceStandard.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "topic": known[row["topic"]],
                "body": providers["gov4c"] if "csc" in row["where"] else None,
                "amount": row["term"]["days"],
                "unit": row["term"]["unit"],
                "total": row["total"],
                **columns("title", row["title"]),
                **columns("legal_act", acts[row["act"]]),
            },
        )
        if new:
            Fee.objects.bulk_create(
                Fee(standard=standard, amount=fee["tenge"], **columns("title", fee["what"]))
                for fee in row["fees"]
            )
            standard.offices.set(every_office if at_the_counter else [])
    return ServiceStandard.objects.count()


def promotions() -> int:
    Promotion.objects.get_or_create(words="қабылдау", entry_group="page:schedule")
    return Promotion.objects.count()


def settings() -> int:
    site = Site.objects.get(is_default_site=True)
    words = read("site")["settings"]
    PortalSettings.objects.get_or_create(
        site=site,
        defaults={
            "hotline": words["hotline"],
            "phone": words["phone"],
            "email": words["email"],
            **columns("name", words["name"]),
            **columns("owner", words["owner"]),
            **columns("address", words["address"]),
        },
    )
    return 1
