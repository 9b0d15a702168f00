"""XML parts of Office documents: parsing without entities, references, fields and formulas.

    parse_xml(part) -> element        FileRejectedError: damaged, or it has a DOCTYPE

Word fields are an allowlist: the instruction of any other field is emptied and its last result
stays as text. Fields and links that start a program (DDE) are refused.
"""

import re
from urllib.parse import urlsplit
from xml.parsers import expat

from lxml import etree

from core.uploads.filetypes import FileRejectedError

LINK_SCHEMES = {"http", "https", "mailto"}
WORD_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
REFERENCE_NAMESPACES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "urn:schemas-microsoft-com:office:office",  # o:relid of VML
}
VML_NAMESPACE = "urn:schemas-microsoft-com:vml"
VML_ADDRESSES = {"src", "href", "althref"}  # in any namespace
# Elements that mean nothing without their reference, though they have content of their own.
REFERENCE_OWNERS = {"externalData", "mailMerge", "oleObject", "control"}
# Elements that have other attributes to keep.
REFERENCE_USERS = {"hyperlink", "pageSetup", "blip", "imagedata", "fill", "shape"}
DDE_FIELDS = {"DDE", "DDEAUTO"}
FIELDS = {
    "ADDIN",
    "ADDRESSBLOCK",
    "ADVANCE",
    "ASK",
    "AUTHOR",
    "AUTONUM",
    "AUTONUMLGL",
    "AUTONUMOUT",
    "BIBLIOGRAPHY",
    "CITATION",
    "COMMENTS",
    "COMPARE",
    "CREATEDATE",
    "DATE",
    "DISPLAYBARCODE",
    "DOCPROPERTY",
    "DOCVARIABLE",
    "EDITTIME",
    "EQ",
    "FILENAME",
    "FILESIZE",
    "FILLIN",
    "FORMCHECKBOX",
    "FORMDROPDOWN",
    "FORMTEXT",
    "GOTOBUTTON",
    "GREETINGLINE",
    "HYPERLINK",
    "IF",
    "INDEX",
    "INFO",
    "KEYWORDS",
    "LASTSAVEDBY",
    "LISTNUM",
    "MERGEBARCODE",
    "MERGEFIELD",
    "MERGEREC",
    "MERGESEQ",
    "NEXT",
    "NEXTIF",
    "NOTEREF",
    "NUMCHARS",
    "NUMPAGES",
    "NUMWORDS",
    "PAGE",
    "PAGEREF",
    "PRINTDATE",
    "QUOTE",
    "REF",
    "REVNUM",
    "SAVEDATE",
    "SECTION",
    "SECTIONPAGES",
    "SEQ",
    "SET",
    "SHAPE",
    "SKIPIF",
    "STYLEREF",
    "SUBJECT",
    "SYMBOL",
    "TA",
    "TC",
    "TEMPLATE",
    "TIME",
    "TITLE",
    "TOA",
    "TOC",
    "USERADDRESS",
    "USERINITIALS",
    "USERNAME",
    "XE",
}
STRING = re.compile(r'"[^"]*"')
DDE_FORMULA = re.compile(r"[\w.]+\s*\|.*!")  # =program|'topic'!item
DDE_ELEMENTS = {"ddeLink", "oleLink"}


def is_allowed_address(address: str) -> bool:
    """Return whether a link may lead to the address: a web page or a mailbox."""
    try:
        return urlsplit(address.strip()).scheme.lower() in LINK_SCHEMES
    except ValueError:
        return False


def parse_xml(part: bytes, *, recover: bool = False) -> etree._Element:
    """Parse a part; nothing outside it is read. `recover` is for VML, which may be malformed."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_pis=True,
        remove_comments=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRejectedError("bomb" if _has_doctype(part) else "broken") from error
    if root is None:
        raise FileRejectedError("broken")
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileRejectedError("bomb")
    return root


def serialize_xml(root: etree._Element) -> bytes:
    """Return the part in UTF-8."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _namespace(name: str) -> str:
    """Return the namespace of an element's or attribute's name: {namespace}name."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def clean_part(root: etree._Element, dropped_ids: set[str]) -> None:
    """Remove references to dropped relations, addresses in VML, and fields that fetch or run."""
    for element in list(root.iter(etree.Element)):
        if _namespace(element.tag) == VML_NAMESPACE:
            for name in list(element.attrib):
                if name.rpartition("}")[2] in VML_ADDRESSES:
                    del element.attrib[name]
        if local_name(element) in DDE_ELEMENTS:
            raise FileRejectedError("macro")
        if dropped_ids:
            _remove_references(element, dropped_ids)
    _clean_fields(root)


def _remove_references(element: etree._Element, dropped_ids: set[str]) -> None:
    references = [
        name
        for name, value in element.attrib.items()
        if value in dropped_ids and _namespace(name) in REFERENCE_NAMESPACES
    ]
    for name in references:
        del element.attrib[name]
    name = local_name(element)
    is_empty = len(element) == 0 and not (element.text or "").strip()
    is_useless = name in REFERENCE_OWNERS or (is_empty and name not in REFERENCE_USERS)
    if name == "hyperlink" and is_empty and "ref" in element.attrib:  # a cell without its link
        is_useless = "location" not in element.attrib
    if references and is_useless:
        _remove_element(element)


def _remove_element(element: etree._Element) -> None:
    """Remove the element, and its parent when nothing is left in it."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    grandparent = parent.getparent()
    if grandparent is not None and len(parent) == 0 and not parent.attrib:
        grandparent.remove(parent)


def _clean_fields(root: etree._Element) -> None:
    """Empty the instructions that are not allowed; an instruction may be split over runs."""
    open_fields: list[list[etree._Element] | None] = []  # None: the result is being read
    stray: list[etree._Element] = []
    for element in root.iter(etree.Element):
        namespace, name = _namespace(element.tag), local_name(element)
        if namespace not in WORD_NAMESPACES:
            continue
        if name == "fldSimple":
            key = f"{{{namespace}}}instr"
            element.set(key, _clean_instruction(element.get(key, "")))
        elif name in {"instrText", "delInstrText"}:
            target = open_fields[-1] if open_fields else stray
            (stray if target is None else target).append(element)
        elif name == "t" and open_fields and open_fields[-1] is not None:
            open_fields[-1].append(element)
        elif name == "fldChar":
            state = element.get(f"{{{namespace}}}fldCharType")
            if state == "begin":
                if open_fields and open_fields[-1] is not None:
                    _check_name_is_written(open_fields[-1])
                open_fields.append([])
            elif open_fields:
                _clean_instruction_runs(open_fields[-1] or [])
                if state == "separate":
                    open_fields[-1] = None
                else:
                    open_fields.pop()
    for runs in [*open_fields, stray]:
        _clean_instruction_runs(runs or [])


def _check_name_is_written(runs: list[etree._Element]) -> None:
    """Refuse a field whose name is, or may become, the result of a field inside it."""
    instruction = "".join(run.text or "" for run in runs).lstrip()
    if not instruction.startswith("=") and not re.search(r"\s", instruction):
        raise FileRejectedError("macro")


def _clean_instruction_runs(runs: list[etree._Element]) -> None:
    instruction = "".join(run.text or "" for run in runs)
    if _clean_instruction(instruction) != instruction:
        for run in runs:
            run.text = ""


def _clean_instruction(instruction: str) -> str:
    """Return the instruction if its field is allowed, else nothing; refuse DDE."""
    words = instruction.split(maxsplit=1)
    name = words[0].upper() if words else ""
    if name in DDE_FIELDS:
        raise FileRejectedError("macro")
    if name == "HYPERLINK" and not _is_allowed_link(words[1] if len(words) > 1 else ""):
        return ""
    return instruction if name.startswith("=") or name in FIELDS else ""


def _is_allowed_link(arguments: str) -> bool:
    """Return whether a HYPERLINK field leads to a web page, a mailbox or this document."""
    if arguments.startswith(("\\l", '"#')):  # a bookmark of this document, and nothing else
        return not re.search(r":|\\\\", arguments)
    return is_allowed_address(arguments.lstrip('"“”'))


def check_sheet(part: bytes) -> None:
    """Check a part of a spreadsheet that may be too long for a tree; refuse a DOCTYPE and DDE."""
    parser = expat.ParserCreate(namespace_separator=" ")
    formula: list[str] = []

    def refuse_doctype(*_args) -> None:
        raise FileRejectedError("bomb")

    def check_encoding(_version, encoding, _standalone) -> None:
        if (encoding or "utf-8").lower() not in {"utf-8", "utf8", "utf-16", "us-ascii"}:
            raise FileRejectedError("broken")

    def start(name, _attributes) -> None:
        name = name.rpartition(" ")[2]
        if name in DDE_ELEMENTS:
            raise FileRejectedError("macro")
        if name in {"f", "definedName", "calculatedColumnFormula"}:
            formula.clear()
            parser.CharacterDataHandler = formula.append
            parser.EndElementHandler = end

    def end(_name) -> None:
        parser.CharacterDataHandler = parser.EndElementHandler = None
        if DDE_FORMULA.search(STRING.sub("", "".join(formula))):
            raise FileRejectedError("macro")

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.XmlDeclHandler = check_encoding
    parser.StartElementHandler = start
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError) as error:
        raise FileRejectedError("broken") from error


def _has_doctype(part: bytes) -> bool:
    return b"<!DOCTYPE" in part.replace(b"\0", b"").upper()
