"""Texts of consent: what somebody agreed to stays readable, word for word."""

import hashlib

import pytest

from forms.consents import CONSENTS_DIR, CURRENT_VERSIONS, get_consent, list_versions

# A changed text is a new file with a new version: nobody agreed to other words afterwards.
DIGESTS = {
    "booking-1.en": "e134bcf175ead1e3", "booking-1.kk": "d0abfdb6f8df195d",
    "booking-1.ru": "51e5fe4e56449e4e", "processing-1.en": "c7476d73c4fd02b0",
    "processing-1.kk": "55f8c141b9d6d6ce", "processing-1.ru": "fba1934a131533cb",
    "processing-2.en": "5ccccd20723fc111", "processing-2.kk": "e366f44f0a8a012b",
    "processing-2.ru": "a9a92e88f2f89844", "publication-1.en": "c1bb957ac97abeb0",
    "publication-1.kk": "be93ad87f40a3421", "publication-1.ru": "41c621fdb8e6556e",
}  # fmt: skip


def test_no_text_of_consent_has_changed():
    found = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in CONSENTS_DIR.glob("*.txt")
    }
    assert found == DIGESTS


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", CURRENT_VERSIONS)
def test_every_version_has_an_address_and_links_the_others(visit, name, language):
    for version in list_versions(name):
        page = visit(f"/{language}/appeals/consent/{name}/{version}/")
        text = get_consent(name, language, version)
        assert page.h1 == text.title
        assert text.sha256 in page.text
        for other in list_versions(name):
            linked = f"/{language}/appeals/consent/{name}/{other}/" in str(page.soup.main)
            assert linked == (other != version)


@pytest.mark.parametrize("address", ["processing/99/", "unknown/1/", "unknown/"])
def test_text_that_never_was_is_not_found(visit, address):
    visit(f"/kk/appeals/consent/{address}", status=404)
