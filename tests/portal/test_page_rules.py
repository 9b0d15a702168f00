"""The page rules: each one finds its fault, and a valid page has none."""

import pytest

from tests.page_rules import RULES, CheckedPage, find_faults

VALID_PAGE = """<!doctype html><html lang="kk"><head><title>Қабылдау</title></head><body>
<a href="#main">Мазмұнға өту</a><a href="/ru/" hreflang="ru" lang="ru">Русский</a>
<a href="/en/" hreflang="en" lang="en">English</a>
<main id="main"><h1>Қабылдау</h1><p>Сізді PDF құжат күтіп тұр: office@example.kz.</p>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<label for="a">Атыңыз</label><input id="a" name="a"><button>Жіберу</button></form>
</main></body></html>"""


def failed_rules(html: str) -> set[str]:
    return {fault.split(":")[0] for fault in find_faults(CheckedPage("/kk/", html.encode()))}


def test_valid_page_has_no_fault():
    assert failed_rules(VALID_PAGE) == set()


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("html_lang", 'lang="kk"', 'lang="ru"'),
        ("single_heading", "<h1>Қабылдау</h1>", "<h2>Қабылдау</h2>"),
        ("single_heading", "<title>Қабылдау</title>", "<title> </title>"),
        ("main_landmark", "</main>", "</main><main></main>"),
        ("field_labels", 'for="a"', 'for="main"'),
        ("accessible_names", "<button>Жіберу</button>", "<button></button>"),
        ("accessible_names", "<h1>", "<img src='/a.png'><h1>"),
        ("unique_ids", 'id="a"', 'id="main"'),
        ("unique_ids", 'href="#main"', 'href="#content"'),
        ("external_resources", "<h1>", "<img alt='' src='https://cdn.example.com/a.png'><h1>"),
        ("external_resources", "<h1>", "<script src='//cdn.example.com/a.js'></script><h1>"),
        ("inline_code", "<h1>", "<h1 style='color:red'>"),
        ("inline_code", "<h1>", "<script>alert(1)</script><h1>"),
        ("inline_code", "<button>", "<button onclick='x()'>"),
        ("csrf_tokens", "csrfmiddlewaretoken", "other"),
        ("valid_html", "<h1>", "<time>10:00–13:00</time><h1>"),
        (
            "valid_html",
            "<h1>",
            "<time datetime='2026-11-28T10:00:00.123456+05:00'>10:00</time><h1>",
        ),
        ("valid_html", '<form method="post"', '<form method="post" action=""'),
        ("template_debris", "<h1>", "<p>Мерзімі: None</p><h1>"),
        ("template_debris", "<h1>", "<p>%(count)s жолданым</p><h1>"),
        ("untranslated_text", "Жіберу", "Send"),
        ("untranslated_text", "<button>", "<button aria-label='Close'>"),
        ("language_links", 'hreflang="ru"', ""),
    ],
)
def test_fault_is_found_by_its_rule(rule, old, new):
    assert old in VALID_PAGE
    assert rule in failed_rules(VALID_PAGE.replace(old, new, 1))


def test_oversized_page_is_found():
    filler = "".join(f"{number * 2654435761 % 2**32:08x}" for number in range(30_000))
    assert "page_weight" in failed_rules(VALID_PAGE.replace("</main>", f"<p>{filler}</p></main>"))


def test_allowed_rule_must_exist():
    with pytest.raises(ValueError, match="no such rule"):
        find_faults(CheckedPage("/kk/", b""), {"latim"})
    assert not find_faults(
        CheckedPage("/kk/", VALID_PAGE.replace("Жіберу", "Send").encode()), {"untranslated_text"}
    )


def test_parts_marked_as_another_language_are_skipped():
    assert "untranslated_text" not in failed_rules(
        VALID_PAGE.replace("<h1>", "<p lang='en'>Public reception</p><h1>")
    )
    assert "untranslated_text" not in failed_rules(
        VALID_PAGE.replace("<h1>", "<p translate='no'>Ivan Smith</p><h1>")
    )
    assert {"single_heading", "page_weight"} <= set(RULES)
