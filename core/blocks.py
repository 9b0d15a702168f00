"""The StreamField blocks of a page's body, each with a template, a preview and a description."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

RICH_TEXT = ["bold", "italic", "link", "ol", "ul", "document-link"]


class HeadingBlock(blocks.CharBlock):
    """A heading inside the page."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "core/blocks/heading.html"
        description = _("Names the part that follows")
        preview_value = "Қабылдауға қалай жазыламын?"


class TextBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **kwargs):
        super().__init__(features=RICH_TEXT, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "core/blocks/text.html"
        description = _("Paragraphs and lists")
        preview_value = (
            "<p>Жолданым тіркелген күннің ертеңінен бастап 15 жұмыс күні есептеледі.</p>"
        )


class StepsBlock(blocks.ListBlock):
    """Numbered steps."""

    def __init__(self, **kwargs):
        super().__init__(blocks.CharBlock(max_length=400, label=_("Step")), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "core/blocks/steps.html"
        description = _("What to do, in order")
        preview_value = ["Жолданым жазасыз", "Нөмір аласыз", "Жауапты бағалайсыз"]


class NoticeBlock(blocks.StructBlock):
    """A highlighted notice."""

    title = blocks.CharBlock(label=_("Title"), required=False)
    text = blocks.TextBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Important")
        template = "core/blocks/notice.html"
        description = _("What the reader must not miss")
        preview_value = {
            "title": "Назар аударыңыз",
            "text": "Қабылдау тек жұмыс күндері өтеді.",
        }


class QuestionBlock(blocks.StructBlock):
    """A question that unfolds its answer."""

    question = blocks.CharBlock(label=_("Question"))
    answer = blocks.RichTextBlock(label=_("Answer"), features=RICH_TEXT)

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "core/blocks/question.html"
        description = _("A question people ask, folded until opened")
        preview_value = {
            "question": "Жауап қашан келеді?",
            "answer": "<p>15 жұмыс күні ішінде.</p>",
        }


class QuoteBlock(blocks.StructBlock):
    """A quotation with its author."""

    text = blocks.TextBlock(label=_("Text"))
    who = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "core/blocks/quote.html"
        description = _("Somebody's words, with the name")
        preview_value = {
            "text": "Судың қысымы екі аптада қалпына келді.",
            "who": "Ауыл тұрғыны",
        }


class PictureBlock(blocks.StructBlock):
    """A photograph with a caption."""

    is_previewable = True  # from a template: there is no image before the first upload

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "core/blocks/picture.html"
        description = _("A photograph with a caption")
        preview_template = "core/previews/picture.html"


class TableBlock(blocks.StructBlock):
    """A small table typed as lines with cells parted by «|»: easy to enter and to translate."""

    caption = blocks.CharBlock(label=_("Caption"))
    rows = blocks.TextBlock(
        label=_("Rows"),
        help_text=_("One row a line, cells apart by |, the first row names them"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "core/blocks/table.html"
        description = _("A small table with a caption")
        preview_value = {
            "caption": "Баж мөлшері",
            "rows": "Түрі | Теңге\nНөмір белгісі | 8 576",
        }


class LinksBlock(blocks.ListBlock):
    """A list of links."""

    def __init__(self, **kwargs):
        super().__init__(
            blocks.StructBlock(
                [
                    ("title", blocks.CharBlock(label=_("Title"))),
                    ("url", blocks.CharBlock(label=_("Address"))),
                ]
            ),
            **kwargs,
        )

    class Meta:
        icon = "link"
        label = _("Links")
        template = "core/blocks/links.html"
        description = _("Where to read on")
        preview_value = [{"title": "Мерзім калькуляторы", "url": "/kk/terms/"}]


class BodyBlock(blocks.StreamBlock):
    """All blocks of a page's body: nine, so that the chooser fits one screen."""

    heading = HeadingBlock()
    text = TextBlock()
    steps = StepsBlock()
    notice = NoticeBlock()
    question = QuestionBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    table = TableBlock()
    links = LinksBlock()
