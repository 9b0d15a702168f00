"""A text as a QR picture."""

import io

import segno


def svg(text: str, *, standalone: bool = False) -> str:
    """An SVG without colours of its own: it takes the text's colour, so it prints and darkens.

    `standalone` adds the XML head and black ink, for a PDF.
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
