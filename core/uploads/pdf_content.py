"""Removal of the active content of a PDF document: actions by an allowlist, files, scripts.

An action is found by the key it hangs on (/A, /AA, /OpenAction, /Next, /PA, the name tree
/JavaScript) and by its own type, /S, wherever the dictionary lies: a reader may reach a dictionary
on a way that is not known here.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

import pikepdf

from core.uploads.filetypes import FileRejectedError

LINK_SCHEMES = {"http", "https", "mailto"}
# Keys by which a PDF does something instead of being read; ISO 32000-1, 7.5.2, 7.7.2, 12.6.
REMOVED_KEYS = [
    "/AA",
    "/OpenAction",
    "/JS",
    "/JavaScript",
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/EF",
    "/AF",
    "/XFA",
    "/RichMediaContent",
    "/RichMediaSettings",
    "/Renditions",
    "/AlternatePresentations",
    "/URLS",
    "/Metadata",
    "/PieceInfo",
    "/Collection",
    "/Requirements",
    "/Perms",
    "/OPI",
]
ACTION_KEYS = ["/A", "/PA", "/Next"]
# The types of ISO 32000-2, table 201, without /GoTo and /URI.
REMOVED_ACTIONS = {
    "/GoToR",
    "/GoToE",
    "/GoToDp",
    "/Launch",
    "/Thread",
    "/Sound",
    "/Movie",
    "/Hide",
    "/Named",
    "/SubmitForm",
    "/ResetForm",
    "/ImportData",
    "/JavaScript",
    "/SetOCGState",
    "/Rendition",
    "/Trans",
    "/GoTo3DView",
    "/RichMediaExecute",
}
REMOVED_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
SIGNED_FIELD_KEYS = ("/FT", "/V", "/Kids", "/Parent", "/T", "/TU", "/TM", "/Ff", "/Lock", "/SV")
ANNOTATION_CONTENT = ("/FS", "/Movie", "/Sound", "/A", "/3DD", "/3DV", "/3DA")


def check_losses(document: pikepdf.Pdf, *, drop_signature: bool = False) -> None:
    """Refuse a document of which cleaning would lose what a person sees or relies on."""
    if "/Collection" in document.Root:
        raise FileRejectedError("portfolio")
    form = document.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        raise FileRejectedError("form")
    if not drop_signature and any(
        _is_signed_field(node) or _is_signature(node) for node in document.objects
    ):
        raise FileRejectedError("signed")


def drop_signatures(document: pikepdf.Pdf) -> None:
    """Remove the electronic signatures; what they look like on the page stays as a stamp."""
    signatures = [node for node in document.objects if _is_signature(node)]
    for field in [node for node in document.objects if _is_signed_field(node)]:
        for part in (field, *field.get("/Kids", ())):
            _delete_keys(part, SIGNED_FIELD_KEYS)
            if "/Subtype" in part:
                part["/Subtype"] = pikepdf.Name("/Stamp")
    for signature in signatures:
        _delete_keys(signature, list(signature.keys()))
    _delete_keys(document.Root, ("/DSS",))
    form = document.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        _delete_keys(form, ("/SigFlags",))
        fields = [field for field in form.get("/Fields", ()) if {"/T", "/Kids", "/FT"} & set(field)]
        form["/Fields"] = pikepdf.Array(fields)


def _is_signed_field(node: pikepdf.Object) -> bool:
    if not isinstance(node, pikepdf.Dictionary) or "/V" not in node:
        return False
    return str(node.get("/FT", "")) == "/Sig" or _is_signature(node["/V"])


def _is_signature(node: pikepdf.Object) -> bool:
    return isinstance(node, pikepdf.Dictionary) and "/ByteRange" in node and "/Contents" in node


def clean_document(document: pikepdf.Pdf) -> None:
    """Remove active content, embedded files and the author from the whole document."""
    for node in document.objects:
        _clean_object(node)
    _delete_keys(document.trailer, ("/Info",))
    _delete_keys(document.Root, ("/URI",))  # the address that relative links are joined to


def _clean_object(start: pikepdf.Object) -> None:
    """Clean one PDF object and the direct objects inside it."""
    pending = [start]
    while pending:
        node = pending.pop()
        if isinstance(node, pikepdf.Array):
            pending += [item for item in node if _is_direct_container(item)]
            continue
        if not isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        _clean_dictionary(node)
        values = [node[key] for key in node.keys()]  # noqa: SIM118 - a pikepdf object
        pending += [value for value in values if _is_direct_container(value)]


def _clean_dictionary(node: pikepdf.Object) -> None:
    if _is_removed_action(node):
        for key in list(node.keys()):
            del node[key]
        return
    _delete_keys(node, REMOVED_KEYS)
    for key in ACTION_KEYS:
        if key in node:
            _clean_actions(node, key)
    if isinstance(node, pikepdf.Stream):  # the bytes of a stream may lie in another file
        _delete_keys(node, ("/F", "/FFilter", "/FDecodeParms", "/Ref"))
    if str(node.get("/Subtype", "")) in REMOVED_ANNOTATIONS and "/Rect" in node:
        node["/Subtype"] = pikepdf.Name("/Text")
        _delete_keys(node, ANNOTATION_CONTENT)


def _clean_actions(node: pikepdf.Object, key: str) -> None:
    """Keep only allowed actions under a key that holds one action or an array of them.

    The attributes of a structure element hang under /A too; they have no /S.
    """
    value = node[key]
    if isinstance(value, pikepdf.Array):
        allowed = [item for item in value if _is_allowed_action(item)]
        if len(allowed) < len(value):
            node[key] = pikepdf.Array(allowed)
    elif not _is_allowed_action(value):
        del node[key]


def _is_allowed_action(value: pikepdf.Object) -> bool:
    """Return whether the value is a link to an address or a place in the document, or no action."""
    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)) or "/S" not in value:
        return True
    if str(value["/S"]) == "/URI":
        return _is_allowed_address(value.get("/URI"))
    return str(value["/S"]) == "/GoTo"


def _is_allowed_address(value: pikepdf.Object | None) -> bool:
    try:
        return urlsplit(str(value).strip()).scheme.lower() in LINK_SCHEMES
    except ValueError:
        return False


def _is_removed_action(node: pikepdf.Object) -> bool:
    """Return whether the dictionary is an action that is not allowed, wherever it lies."""
    kind = str(node.get("/S", ""))
    if kind in REMOVED_ACTIONS or "/JS" in node:
        return True
    if kind == "/URI" and "/URI" in node:
        return not _is_allowed_address(node["/URI"])
    return str(node.get("/Type", "")) == "/Action" and kind not in {"/GoTo", "/URI"}


def _delete_keys(node: pikepdf.Object, keys: Iterable[str]) -> None:
    for key in keys:
        if key in node:
            del node[key]


def _is_direct_container(node: pikepdf.Object) -> bool:
    """Return whether the value is an array or dictionary without an object number of its own."""
    return isinstance(node, (pikepdf.Array, pikepdf.Dictionary)) and not node.is_indirect
