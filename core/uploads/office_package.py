"""Writing an Office document (OOXML) anew from the parts that are allowed.

    clean_package("docx", data) -> bytes          FileRejectedError

Parts are reached from the package's root by relations; types of relations, types of parts and
addresses are allowlists (ECMA-376, parts 1 and 2). Whatever is not reached is not written:
templates, properties with the author, embedded files, fonts, add-ins. Relations that mean a
program or a document of another kind inside the text are refused.
"""

import io
import posixpath
import re
import zipfile
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from lxml import etree

from core.uploads import filetypes, office_xml
from core.uploads.filetypes import FileRejectedError

RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
RELATION_BASES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
SIGNATURE_BASE = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
MICROSOFT_BASE = re.compile(r"http://schemas\.microsoft\.com/office/[\w/]+/relationships")
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    "docx": OFFICE + "wordprocessingml.document.main+xml",
    "xlsx": OFFICE + "spreadsheetml.sheet.main+xml",
}
# relation → the types its part may have
PART_TYPES = {
    "officeDocument": set(MAIN_TYPES.values()),
    "theme": {OFFICE + "theme+xml"},
    "themeOverride": {OFFICE + "themeOverride+xml"},
    "drawing": {OFFICE + "drawing+xml"},
    "chart": {OFFICE + "drawingml.chart+xml"},
    "chartUserShapes": {OFFICE + "drawingml.chartshapes+xml"},
    "chartStyle": {"application/vnd.ms-office.chartstyle+xml"},
    "chartColorStyle": {"application/vnd.ms-office.chartcolorstyle+xml"},
    "chartEx": {"application/vnd.ms-office.chartex+xml"},
    "diagramData": {OFFICE + "drawingml.diagramData+xml"},
    "diagramLayout": {OFFICE + "drawingml.diagramLayout+xml"},
    "diagramQuickStyle": {OFFICE + "drawingml.diagramStyle+xml"},
    "diagramColors": {OFFICE + "drawingml.diagramColors+xml"},
    "diagramDrawing": {"application/vnd.ms-office.drawingml.diagramDrawing+xml"},
    "vmlDrawing": {OFFICE + "vmlDrawing"},
    "styles": {OFFICE + "wordprocessingml.styles+xml", OFFICE + "spreadsheetml.styles+xml"},
    "comments": {OFFICE + "wordprocessingml.comments+xml", OFFICE + "spreadsheetml.comments+xml"},
    "stylesWithEffects": {"application/vnd.ms-word.stylesWithEffects+xml"},
    **{
        name: {f"{OFFICE}wordprocessingml.{name}+xml"}
        for name in [
            "settings",
            "webSettings",
            "fontTable",
            "numbering",
            "header",
            "footer",
            "footnotes",
            "endnotes",
            "people",
            "commentsExtended",
            "commentsIds",
            "commentsExtensible",
        ]
    },
    **{
        name: {f"{OFFICE}spreadsheetml.{name}+xml"}
        for name in [
            "worksheet",
            "chartsheet",
            "sharedStrings",
            "calcChain",
            "table",
            "pivotTable",
            "pivotCacheDefinition",
            "pivotCacheRecords",
            "externalLink",
            "sheetMetadata",
        ]
    },
    "slicer": {"application/vnd.ms-excel.slicer+xml"},
    "slicerCache": {"application/vnd.ms-excel.slicerCache+xml"},
    "threadedComment": {"application/vnd.ms-excel.threadedcomments+xml"},
    "person": {"application/vnd.ms-excel.person+xml"},
}
# Content that runs, or would be lost unseen: refused. The workbook of a chart is its source only.
REFUSED_RELATIONS = {
    "activeXControlBinary",
    "connections",
    "control",
    "ctrlProp",
    "dialogsheet",
    "vbaProject",
    "wordVbaData",
    "xlIntlMacrosheet",
    "xlMacrosheet",
}
EMBEDDING_RELATIONS = {"aFChunk", "oleObject", "package", "subDocument"}
LONG_PARTS = {"worksheet", "sharedStrings", "pivotCacheRecords", "calcChain"}
IMAGE_SIGNATURES = [
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (40, b" EMF", "image/x-emf"),
    (0, b"\xd7\xcd\xc6\x9a", "image/x-wmf"),
    (0, b"\x01\0\x09\0", "image/x-wmf"),
    (8, b"WEBP", "image/webp"),
]


@dataclass
class Part:
    """A part that is kept: the relation it was reached by and the relations it has itself."""

    name: str  # "" is the package
    relation: str = ""
    content_type: str = ""
    data: bytes = b""
    relations: list[dict[str, str]] = field(default_factory=list)
    dropped_ids: set[str] = field(default_factory=set)


def clean_package(kind: str, data: bytes, drop_signature: bool = False) -> bytes:
    """Return the document with its allowed parts only, each parsed and written anew."""
    with filetypes.open_zip(data) as archive:
        parts = _Reader(archive, drop_signature).read_parts()
    if [part.content_type for part in parts[1:] if part.relation == "officeDocument"] != [
        MAIN_TYPES[kind]
    ]:
        raise FileRejectedError("broken")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _build_content_types(parts))
        for part in parts:
            if part.name:
                package.writestr(part.name, _clean_data(part))
            if part.relations:
                package.writestr(_relations_name(part.name), _build_relations(part))
    return out.getvalue()


class _Reader:
    """Reads the allowed parts of an archive, starting from the package's own relations."""

    def __init__(self, archive: zipfile.ZipFile, drop_signature: bool):
        self.archive, self.drop_signature = archive, drop_signature
        stored = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        names = [name.replace("\\", "/") for name in stored]  # some programs write \ for /
        self.stored_names = dict(zip(names, stored, strict=True))
        self.names = {name.lower(): name for name in names}
        if len(self.names) != len(names) or not all(map(_is_safe_name, names)):
            raise FileRejectedError("broken")
        self.types = self._read_content_types()
        self.parts = {"": Part("")}

    def read_parts(self) -> list[Part]:
        """Return the package itself and the parts that are kept, in the order of their reading."""
        pending = deque(self.parts.values())
        while pending:
            source = pending.popleft()
            for relation in self._read_relations(source):
                part = self._follow(source, relation)
                if part is None:
                    source.dropped_ids.add(relation["Id"])
                    continue
                source.relations.append(relation)
                if part.name not in self.parts:
                    self.parts[part.name] = part
                    pending.append(part)
        return list(self.parts.values())

    def _read_content_types(self) -> dict[str, str]:
        """Return types by "/part name" and by "extension", in lower case."""
        types = {}
        for element in office_xml.parse_xml(self._read("[Content_Types].xml")):
            key = element.get("PartName") or element.get("Extension")
            if key:
                types[key.lower()] = element.get("ContentType", "")
        return types

    def _read_relations(self, source: Part) -> list[dict[str, str]]:
        name = _relations_name(source.name)
        if name.lower() not in self.names:
            return []
        relations = [
            {key: element.get(key, "") for key in ("Id", "Type", "Target", "TargetMode")}
            for element in office_xml.parse_xml(self._read(name))
            if office_xml.local_name(element) == "Relationship"
        ]
        if len({relation["Id"] for relation in relations}) != len(relations):
            raise FileRejectedError("broken")
        return relations

    def _follow(self, source: Part, relation: dict[str, str]) -> Part | None:
        """Return the part a relation leads to (the source itself for a link); None: drop it."""
        base, _slash, name = relation["Type"].rpartition("/")
        if base == SIGNATURE_BASE and not self.drop_signature:
            raise FileRejectedError("signed")
        if base not in RELATION_BASES and not MICROSOFT_BASE.fullmatch(base):
            return None
        if relation["TargetMode"].strip().lower() == "external":
            is_link = name == "hyperlink" and office_xml.is_allowed_address(relation["Target"])
            return source if is_link else None
        if name in REFUSED_RELATIONS:
            raise FileRejectedError("macro")
        if name in EMBEDDING_RELATIONS and not (name == "package" and source.relation == "chart"):
            raise FileRejectedError("embedded")
        part_name = self._resolve(source.name, relation["Target"])
        if part_name is None or (name != "image" and name not in PART_TYPES):
            return None
        relation["Target"], relation["TargetMode"] = _quote_name(part_name), ""
        return self._read_part(part_name, name)

    def _read_part(self, part_name: str, name: str) -> Part | None:
        """Return the part that a relation called `name` leads to, if its type is allowed."""
        if part_name in self.parts:
            part = self.parts[part_name]
            is_same = part.relation == name or part.content_type in PART_TYPES.get(name, ())
            return part if is_same else None
        data = self._read(part_name)
        if name == "image":
            image_type = _sniff_image(data)
            return Part(part_name, name, image_type, data) if image_type else None
        extension = part_name.rpartition(".")[2].lower()
        content_type = self.types.get("/" + part_name.lower()) or self.types.get(extension, "")
        if content_type not in PART_TYPES[name]:
            return None
        return Part(part_name, name, content_type, data)

    def _resolve(self, source_name: str, target: str) -> str | None:
        """Return the name of the part that a target means from its source, if there is one."""
        folder = "/" + posixpath.dirname(source_name)
        for spelling in (target, unquote(target)):
            name = posixpath.normpath(posixpath.join(folder, spelling)).lstrip("/")
            if name.lower() in self.names:
                return self.names[name.lower()]
        return None

    def _read(self, name: str) -> bytes:
        if name.lower() not in self.names:
            raise FileRejectedError("broken")
        return filetypes.read_part(self.archive, self.stored_names[self.names[name.lower()]])


def _clean_data(part: Part) -> bytes:
    if part.relation == "image":
        return part.data
    if "spreadsheetml" in part.content_type:
        office_xml.check_sheet(part.data)
        if part.relation in LONG_PARTS and not part.dropped_ids:
            return part.data
    root = office_xml.parse_xml(part.data, recover=part.relation == "vmlDrawing")
    office_xml.clean_part(root, part.dropped_ids)
    return office_xml.serialize_xml(root)


def _build_relations(part: Part) -> bytes:
    root = etree.Element(
        f"{{{RELATIONS_NAMESPACE}}}Relationships", nsmap={None: RELATIONS_NAMESPACE}
    )
    for relation in part.relations:
        attributes = {key: value for key, value in relation.items() if value}
        etree.SubElement(root, f"{{{RELATIONS_NAMESPACE}}}Relationship", attributes)
    return office_xml.serialize_xml(root)


def _build_content_types(parts: list[Part]) -> bytes:
    root = etree.Element(f"{{{TYPES_NAMESPACE}}}Types", nsmap={None: TYPES_NAMESPACE})
    for extension, content_type in (("rels", RELATIONS_TYPE), ("xml", "application/xml")):
        attributes = {"Extension": extension, "ContentType": content_type}
        etree.SubElement(root, f"{{{TYPES_NAMESPACE}}}Default", attributes)
    for part in parts:
        if part.name:
            attributes = {"PartName": _quote_name(part.name), "ContentType": part.content_type}
            etree.SubElement(root, f"{{{TYPES_NAMESPACE}}}Override", attributes)
    return office_xml.serialize_xml(root)


def _relations_name(part_name: str) -> str:
    folder, name = posixpath.split(part_name)
    return posixpath.join(folder, "_rels", name + ".rels")


def _quote_name(part_name: str) -> str:
    """Return the part's name as a relation writes it."""
    return "/" + quote(part_name, safe="/%!$&'()*+,;=@~")


def _is_safe_name(name: str) -> bool:
    """Return whether a part stays inside the folder that the archive is unpacked to."""
    segments = name.split("/")
    return name.isprintable() and not (set(segments) & {"", ".", ".."} or re.search(r"[\\:]", name))


def _sniff_image(data: bytes) -> str | None:
    return next(
        (kind for at, start, kind in IMAGE_SIGNATURES if data[at : at + len(start)] == start), None
    )
