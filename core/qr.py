"""QR codes as SVG."""

import io

import segno


def render_svg(text: str, *, standalone: bool = False) -> str:
    """Return the QR code of `text` as inline SVG in the colour of the surrounding text.

    `standalone` adds the XML declaration and paints black, for a PDF.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        border=2,
        xmldecl=standalone,
        svgns=True,
        svgclass="qr",
        lineclass=None,
        dark="#000",
        omitsize=True,
    )
    picture = out.getvalue().decode()
    return picture if standalone else picture.replace('stroke="#000"', 'stroke="currentColor"')


def render_data_uri(text: str) -> str:
    """Return the QR code of `text` as the address of a picture, black on white on any page."""
    return segno.make(text, error="m", micro=False).svg_data_uri(border=4, light="#fff")
