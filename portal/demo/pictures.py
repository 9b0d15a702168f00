"""Pictures of the demo's media reports, drawn in the portal's colours.

No real person is in them. Flat shapes make small files: about 5 KB on a telephone.
"""

from collections.abc import Callable
from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from core.models import PortalImage
from portal.content_files import localized_columns
from portal.demo.content import read_rows

WIDTH, HEIGHT = 960, 540
SCALE = 2  # drawn larger and reduced: smooth edges
GROUND_Y = 400
SKY, FAR, HILL, LAND = "#eaf1f7", "#cfdfec", "#b3cbdf", "#e6e2d3"
BLUE, DEEP, INK, PAPER = "#0a4f8c", "#063765", "#16212c", "#fdfcf9"
OCHRE, WASH, STONE, GREEN = "#d18f24", "#fbf2df", "#c9c4b4", "#7fa98c"

Points = list[tuple[float, float]]


class Drawing:
    """A drawing in the coordinates of the finished picture."""

    def __init__(self):
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), SKY)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, width: float, height: float, colour: str, corner=0.0) -> None:
        """Draw a rectangle, with round corners of radius `corner`."""
        self.pen.rounded_rectangle(
            [x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE],
            radius=corner * SCALE, fill=colour,
        )  # fmt: skip

    def shape(self, points: Points, colour: str) -> None:
        """Draw a polygon."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a filled circle."""
        edges = [(x - radius), (y - radius), (x + radius), (y + radius)]
        self.pen.ellipse([edge * SCALE for edge in edges], fill=colour)

    def line(self, points: Points, colour: str, width: float) -> None:
        """Draw a line through points."""
        self.pen.line(
            [(x * SCALE, y * SCALE) for x, y in points],
            fill=colour, width=round(width * SCALE), joint="curve",
        )  # fmt: skip

    def arc(self, x: float, y: float, radius: float, start: int, end: int, width=4.0) -> None:
        """Draw a part of a circle, in degrees."""
        edges = [(x - radius), (y - radius), (x + radius), (y + radius)]
        self.pen.arc(
            [edge * SCALE for edge in edges], start, end, fill=BLUE, width=round(width * SCALE)
        )

    def windows(self, x: float, y: float, across: int, down: int, step=44.0, colour=PAPER) -> None:
        """Draw a grid of windows."""
        for column in range(across):
            for row in range(down):
                self.box(x + column * step, y + row * step, 22, 26, colour, 2)

    def to_png(self) -> bytes:
        """Return the picture as a PNG file."""
        out = BytesIO()
        self.image.reduce(SCALE).quantize(64).save(out, "PNG", optimize=True)
        return out.getvalue()


def draw_background(drawing: Drawing) -> None:
    """Draw the background: the sun, two ranges of hills, the steppe, the ornament."""
    drawing.disc(780, 118, 46, OCHRE)
    drawing.shape([(0, 330), (150, 236), (290, 320), (470, 210), (650, 318), (820, 240), (960, 320),
                 (960, 420), (0, 420)], FAR)  # fmt: skip
    drawing.shape([(0, 372), (220, 316), (420, 366), (640, 310), (960, 376), (960, 430), (0, 430)],
                HILL)  # fmt: skip
    drawing.box(0, GROUND_Y, WIDTH, HEIGHT - GROUND_Y, LAND)
    drawing.box(0, 484, WIDTH, 56, PAPER)
    for x in range(40, WIDTH, 80):  # ram's horns
        drawing.line([(x, 540), (x, 522)], BLUE, 4)
        for side in (-1, 1):
            drawing.arc(x + side * 14, 516, 14, 180, 360)
            turned = (20, 190) if side < 0 else (-10, 160)
            drawing.arc(x + side * 20, 516, 8, *turned)


def houses(drawing: Drawing) -> None:
    """Draw houses behind a fence."""
    for x, wall, roof in ((120, WASH, BLUE), (380, PAPER, OCHRE), (640, WASH, DEEP)):
        drawing.box(x, 300, 190, 120, wall)
        drawing.shape([(x - 22, 304), (x + 95, 222), (x + 212, 304)], roof)
        drawing.box(x + 28, 330, 40, 40, BLUE, 3)
        drawing.box(x + 112, 326, 46, 94, INK, 3)
    drawing.line([(40, 420), (900, 420)], STONE, 6)
    for x in range(60, 900, 40):
        drawing.line([(x, 404), (x, 436)], STONE, 5)


def road(drawing: Drawing) -> None:
    """Draw a road with a bus and street lamps."""
    drawing.shape([(436, 366), (492, 366), (860, 484), (120, 484)], INK)
    for top, bottom, half in ((374, 386, 3), (400, 420, 5), (440, 474, 8)):
        drawing.shape([(460 - half, top), (460 + half, top), (470 + half * 2, bottom),
                     (470 - half, bottom)], PAPER)  # fmt: skip
    for x, top in ((220, 210), (700, 210)):
        drawing.line([(x, 430), (x, top), (x + (70 if x < 460 else -70), top)], DEEP, 7)
        drawing.disc(x + (70 if x < 460 else -70), top + 10, 11, OCHRE)
    drawing.box(520, 318, 150, 82, BLUE, 10)
    drawing.windows(534, 332, 3, 1, 44)
    drawing.disc(556, 402, 15, PAPER)
    drawing.disc(556, 402, 8, INK)
    drawing.disc(636, 402, 15, PAPER)
    drawing.disc(636, 402, 8, INK)


def water(drawing: Drawing) -> None:
    """Draw a water tower and a canal."""
    for x in (236, 300, 364):
        drawing.line([(x, 280), (x + (300 - x) * -0.25, 430)], DEEP, 8)
    drawing.line([(238, 350), (362, 350)], DEEP, 5)
    drawing.box(206, 180, 188, 104, BLUE, 14)
    drawing.shape([(196, 186), (300, 128), (404, 186)], DEEP)
    drawing.shape([(500, 400), (560, 400), (960, 456), (960, 484), (600, 484)], BLUE)
    drawing.shape([(526, 400), (546, 400), (900, 484), (780, 484)], "#4f8fc4")
    for x, y in ((486, 430), (440, 452), (512, 462)):
        drawing.line([(x, y), (x - 8, y - 44)], GREEN, 5)
        drawing.line([(x + 8, y), (x + 14, y - 36)], GREEN, 5)


def school(drawing: Drawing) -> None:
    """Draw a school."""
    drawing.box(180, 250, 600, 172, WASH)
    drawing.box(170, 234, 620, 20, BLUE)
    drawing.box(400, 196, 160, 226, PAPER)
    drawing.shape([(384, 200), (480, 138), (576, 200)], BLUE)
    drawing.disc(480, 176, 13, OCHRE)
    drawing.windows(210, 282, 4, 2, 46, BLUE)
    drawing.windows(596, 282, 4, 2, 46, BLUE)
    drawing.windows(424, 226, 3, 1, 45, BLUE)
    drawing.box(444, 320, 72, 102, DEEP, 3)
    drawing.line([(480, 322), (480, 422)], PAPER, 3)
    for x in (110, 850):
        drawing.line([(x, 422), (x, 350)], DEEP, 8)
        drawing.disc(x, 326, 44, GREEN)


def clinic(drawing: Drawing) -> None:
    """Draw a clinic with a ramp."""
    drawing.box(250, 214, 460, 208, PAPER)
    drawing.box(240, 200, 480, 18, BLUE)
    drawing.box(452, 236, 56, 56, BLUE, 6)
    drawing.box(474, 246, 12, 36, PAPER)
    drawing.box(462, 258, 36, 12, PAPER)
    drawing.windows(282, 248, 3, 3, 48, BLUE)
    drawing.windows(556, 248, 3, 3, 48, BLUE)
    drawing.box(444, 320, 72, 102, DEEP, 3)
    drawing.shape([(516, 422), (516, 404), (800, 440), (800, 446), (516, 446)], STONE)
    drawing.line([(520, 366), (796, 404)], DEEP, 5)
    for x, y in ((530, 367), (620, 380), (710, 392), (790, 403)):
        drawing.line([(x, y), (x, y + 42)], DEEP, 5)


def reception(drawing: Drawing) -> None:
    """Draw two people at a table."""
    drawing.box(0, 0, WIDTH, 484, WASH)
    drawing.box(330, 60, 300, 190, SKY)
    drawing.disc(540, 112, 26, OCHRE)
    drawing.shape([(330, 226), (420, 168), (500, 220), (570, 180), (630, 222), (630, 250),
                 (330, 250)], HILL)  # fmt: skip
    for x in (330, 478, 624):
        drawing.box(x, 60, 7, 190, PAPER)
    drawing.box(322, 54, 316, 9, DEEP)
    drawing.box(322, 247, 316, 9, DEEP)
    for x, coat, face in ((268, BLUE, -1), (692, OCHRE, 1)):
        drawing.disc(x, 226, 34, INK)
        drawing.shape([(x - 62, 400), (x - 50, 292), (x - 22, 268), (x + 22, 268), (x + 50, 292),
                     (x + 62, 400)], coat)  # fmt: skip
        drawing.line([(x - face * 40, 320), (x - face * 96, 356)], coat, 24)
    drawing.box(150, 360, 660, 26, DEEP, 4)
    drawing.box(190, 386, 580, 98, BLUE)
    drawing.box(410, 348, 110, 12, PAPER, 2)
    drawing.box(430, 340, 110, 10, PAPER, 2)


def steppe(drawing: Drawing) -> None:
    """Draw a yurt and sheep."""
    for n, y in enumerate((424, 446, 468)):
        drawing.line([(0, y), (960, y - 26)], (GREEN, STONE, GREEN)[n], 10)
    drawing.shape([(300, 420), (318, 318), (400, 262), (520, 262), (602, 318), (620, 420)], PAPER)
    drawing.shape([(318, 318), (400, 262), (520, 262), (602, 318)], BLUE)
    drawing.box(306, 330, 308, 14, OCHRE)
    drawing.box(428, 348, 64, 72, DEEP, 4)
    drawing.disc(460, 258, 17, DEEP)
    drawing.line([(446, 258), (474, 258)], PAPER, 4)
    for x, y in ((130, 424), (196, 438), (742, 428), (812, 442), (880, 424)):
        drawing.box(x, y - 26, 50, 26, PAPER, 13)
        drawing.disc(x + 54, y - 24, 9, INK)
        drawing.line([(x + 12, y), (x + 12, y + 12)], INK, 4)
        drawing.line([(x + 38, y), (x + 38, y + 12)], INK, 4)


def town(drawing: Drawing) -> None:
    """Draw blocks of flats and a chimney."""
    blocks = ((110, 210, 4, BLUE), (330, 150, 5, DEEP), (560, 230, 4, BLUE))
    for x, top, across, wall in blocks:
        width = across * 44 + 22
        drawing.box(x, top, width, 424 - top, wall)
        drawing.windows(x + 22, top + 24, across, int((380 - top) // 44), 44, WASH)
    drawing.shape([(806, 424), (820, 196), (860, 196), (874, 424)], STONE)
    drawing.shape([(816, 262), (818, 232), (862, 232), (864, 262)], OCHRE)
    drawing.line([(60, 440), (300, 440), (300, 410), (380, 410), (380, 440), (900, 440)], STONE, 12)
    for x in range(90, 900, 90):
        drawing.line([(x, 446), (x, 464)], DEEP, 6)


SCENES: dict[str, Callable[[Drawing], None]] = {
    scene.__name__: scene
    for scene in (houses, road, water, school, clinic, reception, steppe, town)
}


def render_scene(name: str) -> bytes:
    """Return the scene `name` as a PNG file."""
    drawing = Drawing()
    draw_background(drawing)
    SCENES[name](drawing)
    return drawing.to_png()


def create_topic_images() -> dict[str, PortalImage]:
    """Return the image for each topic slug; create it where missing."""
    images: dict[str, PortalImage] = {}
    for row in read_rows("reports", "picture"):
        title = row["title"]["kk"]
        picture = PortalImage.objects.filter(title=title).first()
        if picture is None:
            file = ImageFile(BytesIO(render_scene(row["scene"])), name=f"{row['scene']}.png")
            picture = PortalImage(title=title, file=file, **localized_columns("alt", row["alt"]))
            picture.save()
        images |= dict.fromkeys(row["topics"], picture)
    return images
