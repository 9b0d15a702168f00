"""What redaction masks and what it keeps, in Kazakh and Russian."""

import pytest

from appeals.redaction import BLOCKING_KINDS, MASKS, PersonalData, redact

AIGUL = PersonalData(
    values=(
        ("name", "Сейтқали Айгүл"),
        ("name", "Серікқызы"),
        ("iin", "850101400129"),
        ("phone", "+77011234567"),
        ("email", "aigul@mail.kz"),
        ("address", "Түркістан қаласы, Тәуке хан даңғылы, 12-үй, 5-пәтер"),
        ("number", "TUR-2026-000123"),
    ),
    allowed_names=("Асқаров Нұрлан",),
    allowed_phones=("+77253300010",),
)
BALAEVA = PersonalData(values=(("name", "Балаева Аида"), ("name", "Ерлановна")))
KOVALSKY = PersonalData(values=(("name", "Ковальский Пётр"), ("name", "Сергеевич")))
ORG = PersonalData(values=(("name", "Ким О."),))

HIDDEN = [
    # kind, person, text, what must not stay
    *[("name", AIGUL, f"{form} өтініші қаралды.", form) for form in (
        "Айгүл", "Айгүлдің", "Айгүлге", "Айгүлді", "Айгүлден", "Айгүлмен", "Айгүлде", "АЙГҮЛ",
        "Сейтқали", "Сейтқалидың", "Сейтқалиға", "Серікқызы", "Серікқызының", "Серікқызына",
    )],
    *[("name", AIGUL, f"Рассмотрено заявление {form}.", form) for form in (
        "Айгуль", "Айгули", "Айгулью", "Сейткали", "Сейткали Айгуль",
    )],
    *[("name", BALAEVA, f"Ответ дан {form} вчера.", form) for form in (
        "Балаевой", "Балаеву", "Балаева", "Балаевою", "Аиды", "Аиде", "Аидой", "Аиду",
        "Ерлановне", "Ерлановны", "БАЛАЕВОЙ",
    )],
    *[("name", KOVALSKY, f"Передано {form} лично.", form) for form in (
        "Ковальского", "Ковальскому", "Ковальским", "Петру", "Пётром", "Сергеевичу",
    )],
    ("name", AIGUL, "aйгүл келді", "aйгүл"),  # a Latin a
    *[("iin", AIGUL, f"ИИН {form} в деле", form) for form in (
        "850101400129", "850101 400129", "8 5 0 1 0 1 4 0 0 1 2 9", "850101\u00a0400\u00a0129",
        "85O1O14OO129", "8501-0140-0129", "990540001234",
    )],
    *[("phone", AIGUL, f"Звоните {form} вечером", form) for form in (
        "87011234567", "+77011234567", "8 701 123 45 67", "8(701)123-45-67", "+7 (701) 123 45 67",
        "701 123 45 67", "8-701-123-45-67", "2-34-56", "8 (72533) 5-12-34",
    )],
    *[("email", AIGUL, f"Хат жазыңыз: {form} күтемін", form) for form in (
        "aigul@mail.kz", "a.b-c@mail.example.kz", "aigul(собака)mail.ru", "ivan (собака) mail.ru",
        "ivan[at]mail.ru",
    )],
    *[("account", AIGUL, f"счёт {form} в банке", form) for form in (
        "KZ12345ABCD123456789", "KZ12 345A BCD1 2345 6789", "4400 4301 2345 6789",
        "4400430123456789",
    )],
    *[("plate", AIGUL, f"машина {form} стояла", form) for form in (
        "123 ABC 02", "123ABC02", "А 123 ВСD", "777 КХМ 13",
    )],
    *[("document", AIGUL, f"құжат {form} берілген", form) for form in (
        "№ 041234567", "№041234567", "N12345678", "041234567", "19-309-045-123",
    )],
    *[("address", AIGUL, f"Мекенжайым: {form}.", form) for form in (
        "Абай көшесі, 12-үй, 5-пәтер", "Абай көшесі 12-үй", "Тәуке хан даңғылы, 12-үй",
        "Самал шағын ауданы 14-үй", "Абай к-сі 12",
    )],
    *[("address", AIGUL, f"Живу: {form}.", form) for form in (
        "ул. Абая, д. 12, кв. 5", "улица Абая, дом 12", "ул. Абая 12", "мкр. Самал-2, дом 14",
        "проспект Тауке хана, 12, кв. 5", "ул. Абая, 12/1",
    )],
    ("number", AIGUL, "жолданым TUR-2026-000123 бойынша", "TUR-2026-000123"),
    ("number", AIGUL, "жолданым ALA-2026-000001 бойынша", "ALA-2026-000001"),
    ("person", AIGUL, "менің ұлым Ерлан Болатұлына берілді", "Ерлан Болатұлына"),
    ("person", AIGUL, "моему сыну Ерлану Болатовичу дали", "Ерлану Болатовичу"),
    ("person", AIGUL, "көршім Сүйеуова Б. куә", "Сүйеуова Б."),
    ("person", AIGUL, "сосед Б.К. Ахметов видел", "Ахметов"),
    ("person", AIGUL, "соседка Аида Балаева видела", "Аида Балаева"),
]  # fmt: skip

STAYS = [
    "2026 жылғы 12 наурыздағы № 350-VI заң бойынша 15 жұмыс күні ішінде.",
    "Жәрдемақы 12 500 теңге, барлығы 12 345 678 теңге.",
    "Ремонт закончат до 15.06.2026, в 2026-2027 годах.",
    "Приказ № 70 от 19.05.2021, статья 76, пункт 2.",
    "На улице Абая яма, её засыплют.",
    "Абай көшесінде шұңқыр бар.",
    "Единый контакт-центр 1414, скорая 103.",
    "Театр имени Мұхтар Әуезов, мектеп № 12.",
    "Ответил начальник отдела Асқаров Нұрлан.",
    "Приёмная: +7 (72533) 0-00-10.",
    "Жұмыс уақыты 9:00-18:00, үзіліс 13:00-14:00.",
    "Тариф 45,6 теңге, 100 кВт, 3 МРП.",
]


@pytest.mark.parametrize("kind, person, text, secret", HIDDEN)
def test_personal_data_are_masked(kind, person, text, secret):
    done = redact(text, person, "kk")
    assert secret not in done.text
    assert kind in {each.kind for each in done.findings}
    assert MASKS["kk"][kind] in done.text
    assert all(text[each.start : each.end] == each.text for each in done.findings)


@pytest.mark.parametrize("text", STAYS)
def test_text_without_personal_data_is_unchanged(text):
    assert redact(text, AIGUL, "ru").text == text


def test_masks_are_translated_and_not_masked_again():
    text = "Айгүл, ЖСН 850101400129, тел. 87011234567, aigul@mail.kz, Абай көшесі, 12-үй"
    for language in MASKS:
        once = redact(text, AIGUL, language)
        assert redact(once.text, AIGUL, language).text == once.text
    assert "[ИИН/БИН]" in redact(text, AIGUL, "ru").text
    assert "[IIN/BIN]" in redact(text, AIGUL, "en").text
    assert set(MASKS["kk"]) == set(MASKS["ru"]) == set(MASKS["en"]) >= BLOCKING_KINDS


def test_any_text_can_be_redacted():
    for text in ("", " ", "\0", "(((", "8" * 5000, "Ә" * 5000, "a@" * 2000, "12-" * 2000):
        redact(text, AIGUL, "kk")
    assert redact("Ким О. келді", ORG, "kk").text.startswith("[")
