"""Reference data of the demo: offices, bodies of regions, procedures, standards, settings.

Every function creates the rows whose slug is missing and returns how many there are.
"""

from wagtail.models import Site

from appeals.models import RoutingRule
from core.i18n.localtext import get_all_localized
from home.models import PortalSettings
from portal.content_files import localized_columns
from portal.demo.content import read_rows, read_toml
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


def create_offices() -> int:
    """Create the offices with their opening hours."""
    for row in read_rows("offices", "office"):
        office, new = Office.objects.get_or_create(slug=row["slug"], defaults=_office_values(row))
        if new:
            OfficeHours.objects.bulk_create(_office_hours(office, row))
    return Office.objects.count()


def _video_connection() -> dict[str, str]:
    return localized_columns("video_connection", read_toml("offices")["video_connection"])


def _office_values(row: dict) -> dict:
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
        **(_video_connection() if "video" in row["facilities"] else {}),
        "settlements_kk": ", ".join(row["localities_kk"]),
        "settlements_ru": ", ".join(row["localities_ru"]),
        **localized_columns("title", row["name"]),
        **localized_columns("address", row["address"]),
    }


def _office_hours(office: Office, row: dict) -> list[OfficeHours]:
    """Return the hours of an office: open when it takes written appeals, two halves a day."""
    office_hours = []
    for purpose, hours in [
        (OfficeHours.Purpose.OPEN, row["written"]),
        (OfficeHours.Purpose.WRITTEN, row["written"]),
        (OfficeHours.Purpose.BOOKING, row["booking"]),
    ]:
        halves = [(hours["from"], hours["break_from"]), (hours["break_to"], hours["to"])]
        office_hours += [
            OfficeHours(office=office, purpose=purpose, weekday=day, opens=opens, closes=closes)
            for day in hours["days"]
            for opens, closes in halves
        ]
    return office_hours


def create_bodies() -> int:
    """Create the bodies of regions, beside those of the whole country from `prepare`."""
    offices = {office.slug: office for office in Office.objects.all()}
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for row in read_rows("bodies", "body"):
        body, new = Body.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "office": offices.get(row["office"]),
                "email": row["email"],
                "ours": bool(row["office"]),
                **localized_columns("title", row["name"]),
            },
        )
        if new:
            body.topics.set([topics[slug] for slug in row["topics"]])
    return Body.objects.count()


def create_routing_rules() -> int:
    """Create one routing rule per topic and body from the topic's keywords."""
    if RoutingRule.objects.exists():
        return RoutingRule.objects.count()
    routing_rules = []
    for body in Body.objects.prefetch_related("topics").select_related("office"):
        for topic in body.topics.exclude(slug=ANY_TOPIC):
            words = ", ".join(get_all_localized(topic, "keywords"))
            routing_rules.append(
                RoutingRule(body=body, topic=topic, office=body.office, words=words)
            )
    RoutingRule.objects.bulk_create(routing_rules)
    return len(routing_rules)


def create_procedures() -> int:
    """Create the procedures with their terms."""
    acts = read_toml("procedures")["acts"]
    for row in read_rows("procedures", "procedure"):
        procedure, new = Procedure.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "in_force_from": row["in_force_from"],
                **localized_columns("title", row["title"]),
                **localized_columns("legal_act", acts[row["act"]]),
            },
        )
        if new:
            ProcedureTerm.objects.bulk_create(
                ProcedureTerm(
                    procedure=procedure,
                    amount=term["days"],
                    unit=term["unit"],
                    article=term["article"]["kk"],
                    **localized_columns("title", term["what"]),
                )
                for term in row["terms"]
            )
    return Procedure.objects.count()


def create_standards() -> int:
    """Create the service standards with fees and offices."""
    acts = read_toml("standards")["acts"]
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    providers = {body.slug: body for body in Body.objects.all()}
    every_office = list(Office.objects.all())
    for row in read_rows("standards", "standard"):
        at_reception = "reception" in row["where"]
        standard, new = ServiceStandard.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "topic": topics[row["topic"]],
                "body": providers["gov4c"] if "csc" in row["where"] else None,
                "amount": row["term"]["days"],
                "unit": row["term"]["unit"],
                "total": row["total"],
                **localized_columns("title", row["title"]),
                **localized_columns("legal_act", acts[row["act"]]),
            },
        )
        if new:
            Fee.objects.bulk_create(
                Fee(
                    standard=standard,
                    amount=fee["tenge"],
                    **localized_columns("title", fee["what"]),
                )
                for fee in row["fees"]
            )
            standard.offices.set(every_office if at_reception else [])
    return ServiceStandard.objects.count()


def create_promotions() -> int:
    """Create one promoted search result."""
    Promotion.objects.get_or_create(words="қабылдау", entry_group="page:schedule")
    return Promotion.objects.count()


def create_settings() -> int:
    """Create the portal's settings."""
    site = Site.objects.get(is_default_site=True)
    texts = read_toml("site")["settings"]
    PortalSettings.objects.get_or_create(
        site=site,
        defaults={
            "hotline": texts["hotline"],
            "phone": texts["phone"],
            "email": texts["email"],
            "bin_number": texts["bin_number"],
            **localized_columns("name", texts["name"]),
            **localized_columns("owner", texts["owner"]),
            **localized_columns("address", texts["address"]),
        },
    )
    return 1
