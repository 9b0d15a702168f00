"""What a PDF can do when it is opened or clicked: only links to addresses and pages stay."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from core.uploads.sanitize import sanitize
from tests.forms import sample_files

HOSTILE = {
    "Launch": {"S": Name.Launch, "F": "canary", "K": 1},
    "Launch typed": {"Type": Name.Action, "S": Name.Launch, "F": "canary", "K": 1, "P": 1},
    "JavaScript": {"S": Name.JavaScript, "JS": "canary", "K": 1},
    "SubmitForm": {"S": Name.SubmitForm, "F": "http://canary.example", "K": 1},
    "ImportData": {"S": Name.ImportData, "F": "canary", "K": 1},
    "GoToR": {"S": Name.GoToR, "F": "canary", "K": 1},
    "GoToE": {"S": Name.GoToE, "F": "canary", "K": 1},
    "Rendition": {"S": Name.Rendition, "OP": 0, "JS": "canary", "K": 1},
    "Named": {"S": Name.Named, "N": Name("/canary"), "K": 1},
    "unknown": {"Type": Name.Action, "S": Name("/Canary"), "X": "canary"},
    "javascript:": {"S": Name.URI, "URI": "javascript:canary()"},
    "JaVaScript:": {"S": Name.URI, "URI": " JaVaScript:canary()"},
    "file:": {"S": Name.URI, "URI": "file://canary/share"},
    "no scheme": {"S": Name.URI, "URI": "//canary/share"},
}


def to_address(**more):
    return Dictionary(S=Name.URI, URI="https://adilet.zan.kz/a", **more)


def to_page():
    return Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))


def hang_on_link(document, action):
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    document.pages[0].Annots = Array([document.make_indirect(annotation)])


def hang_on_indirect_link(document, action):
    hang_on_link(document, document.make_indirect(action))


def hang_after_link(document, action):
    hang_on_link(document, to_address(Next=action))


def hang_in_array_after_link(document, action):
    actions = Array([to_page(), document.make_indirect(action)])
    hang_on_link(document, to_address(Next=actions))


def hang_on_opening(document, action):
    document.Root.OpenAction = action


def hang_on_page(document, action):
    document.pages[0].AA = Dictionary(O=action, C=document.make_indirect(action))


def hang_on_outline(document, action):
    item = Dictionary(Title="Бөлім", A=action)
    document.Root.Outlines = Dictionary(First=document.make_indirect(item), Count=1)


def hang_on_form_field(document, action):
    field = Dictionary(
        FT=Name.Tx, T="аты", Subtype=Name.Widget, Rect=Array([0, 0, 9, 9]), AA=Dictionary(K=action)
    )
    field.A = action
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]))


def hang_on_name(document, action):
    document.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array(["a", document.make_indirect(action)]))
    )


PLACES = [
    hang_on_link,
    hang_on_indirect_link,
    hang_after_link,
    hang_in_array_after_link,
    hang_on_opening,
    hang_on_page,
    hang_on_outline,
    hang_on_form_field,
    hang_on_name,
]


def read_objects(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as document:
        return " ".join(repr(node) for node in document.objects)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("action", HOSTILE)
def test_hostile_action_is_removed_wherever_it_hangs(action, place):
    data = sample_files.pdf(lambda document: place(document, Dictionary(**HOSTILE[action])))
    assert "canary" in read_objects(data).lower()
    clean = read_objects(sanitize("pdf", data))
    assert "canary" not in clean.lower()
    for word in ("/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/GoToR", "/Rendition"):
        assert word not in clean


def test_links_to_addresses_and_pages_stay():
    def add_links(document):
        hang_on_link(document, to_address(K=1))
        mail = Dictionary(S=Name.URI, URI="mailto:info@gov.kz", Next=to_page())
        document.Root.Outlines = Dictionary(
            First=document.make_indirect(Dictionary(Title="Бөлім", A=mail)), Count=1
        )

    with pikepdf.open(io.BytesIO(sanitize("pdf", sample_files.pdf(add_links)))) as clean:
        assert str(clean.pages[0].Annots[0].A.URI) == "https://adilet.zan.kz/a"
        action = clean.Root.Outlines.First.A
        assert str(action.URI) == "mailto:info@gov.kz"
        assert str(action.Next.S) == "/GoTo"


def test_structure_of_tagged_document_stays():
    def add_structure(document):
        paragraph = Dictionary(S=Name.P, K=0, A=Dictionary(O=Name.Layout, TextAlign=Name.Center))
        following = Dictionary(S=Name.Link, K=1)
        root = Dictionary(
            Type=Name.StructTreeRoot, K=Array([document.make_indirect(paragraph), following])
        )
        document.Root.StructTreeRoot = document.make_indirect(root)

    with pikepdf.open(io.BytesIO(sanitize("pdf", sample_files.pdf(add_structure)))) as clean:
        paragraph, following = clean.Root.StructTreeRoot.K
        assert paragraph.A.TextAlign == Name.Center
        assert (str(paragraph.S), str(following.S), following.K) == ("/P", "/Link", 1)


def test_content_in_another_file_is_not_referenced():
    def add_external_stream(document):
        document.pages[0].Contents = document.make_stream(b"", F="\\\\canary\\share")
        document.Root.URI = Dictionary(Base="http://canary.example/")

    data = sample_files.pdf(add_external_stream)
    assert "canary" in read_objects(data)
    assert "canary" not in read_objects(sanitize("pdf", data))
