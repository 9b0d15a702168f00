"""Text that people paste: signs that nobody sees are dropped, everywhere in the same way."""

import pytest

from core.plain_text import holds_markup, normalize_line, normalize_lines, strip_invisible


@pytest.mark.parametrize(
    "pasted, plain",
    [
        ("жәр\u00adдем\u200bақы", "жәрдемақы"),
        ("\ufeffname@mail.example\u2060", "name@mail.example"),
        ("Тест\u202eканыС\u202c", "ТестканыС"),
        ("12\u00a0345\u202fтеңге", "12 345 теңге"),
        ("и\u0306", "й"),
        ("жоқ\0\x07\x7f", "жоқ"),
        ("😡 👩\u200d⚕️ 👨\u200d👩\u200d👧", "😡 👩\u200d⚕️ 👨\u200d👩\u200d👧"),
        ("қ\u200dазақ", "қазақ"),
        ("\u200d", ""),
    ],
)
def test_a_line_is_made_plain(pasted, plain):
    assert normalize_line(pasted) == plain


def test_lines_end_in_one_way_and_stay_apart():
    assert (
        normalize_lines(" бір\r\nекі\rүш\u2028төрт\n\nбес \u00a0\n") == "бір\nекі\nүш\nтөрт\n\nбес"
    )
    assert normalize_line("бір\r\n екі") == "бір екі"


def test_ordinary_text_is_unchanged():
    text = "Су жоқ: Абай көшесі, 12-үй — «Шаңырақ» 5½ €\n\tжол"
    assert strip_invisible(text) == text


@pytest.mark.parametrize("text, found", [("<script>x</script>", True), ("a < b > c", False)])
def test_markup_is_seen(text, found):
    assert holds_markup(text) is found
