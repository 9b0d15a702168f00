"""The thesaurus and the promoted results in the admin."""

from urllib.parse import urlsplit

from django import forms
from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from core.i18n.localtext import get_all_localized, localized_fields
from core.row_conflicts import RowForm
from search.models import Promotion, SearchEntry, Term


def other_names(term: Term) -> str:
    """Return the other names of a term in every language."""
    return "; ".join(filter(None, get_all_localized(term, "also")))


def entry_value(name: str) -> Subquery:
    """Return a column of the entry of `entry_group`, in the editor's language if there is one."""
    entries = SearchEntry.objects.filter(group=OuterRef("entry_group"))
    own_first = Case(When(language=get_language(), then=0), default=1)
    return Subquery(entries.order_by(own_first, "language").values(name)[:1])


def entry_title() -> Coalesce:
    """Return the title of the entry of `entry_group`, or words that it is gone."""
    return Coalesce(entry_value("title"), Value(gettext("not there any more")))


class PromotionIndex(IndexView):
    """Promotions with the title of what they show, in the editor's language where it has one."""

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().annotate(title=entry_title())


class TermViewSet(ModelViewSet):
    """Terms with their names in three languages."""

    model = Term
    icon = "openquote"
    menu_label = _("Words and other names")
    list_display = [
        "__str__",
        Column("name_ru", label="Русский"),
        Column("name_en", label="English"),
        Column("also", label=_("Also called"), accessor=other_names),
    ]
    search_fields = [*localized_fields("name"), *localized_fields("also")]
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel(name) for name in localized_fields("name")], heading=_("Word")
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in localized_fields("also")],
                heading=_("Also called (comma separated)"),
            ),
        ],
        base_form_class=RowForm,
    )


class PromotionForm(RowForm):
    """Promotion chosen by its address, as an editor copies it from the browser."""

    address = forms.CharField(
        label=_("Address of what to show first"),
        help_text=_("Copy it from the browser: an office, a procedure, an answer, a page."),
        max_length=500,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        group = self.instance.entry_group
        if entry := SearchEntry.objects.filter(group=group).order_by("language").first():
            self.fields["address"].initial = entry.url

    def clean_address(self) -> str:
        path = urlsplit(self.cleaned_data["address"].strip()).path
        entry = SearchEntry.objects.filter(url__in={path, f"{path.rstrip('/')}/"}).first()
        if entry is None:
            raise forms.ValidationError(
                _("The search knows nothing at this address. Is the page published?")
            )
        self.instance.entry_group = entry.group
        return entry.url


class PromotionViewSet(ModelViewSet):
    """Results that stand first for a query."""

    model = Promotion
    icon = "pick"
    index_view_class = PromotionIndex
    menu_label = _("Promoted results")
    list_display = [
        "words",
        Column("entry_group", label=_("What to show first"), accessor="title"),
        "order",
    ]
    search_fields = ["words"]
    add_to_reference_index = False
    copy_view_enabled = False
    panels = [
        FieldRowPanel([FieldPanel("words"), FieldPanel("order")]),
        FieldPanel("address"),
    ]

    def get_form_class(self, for_update: bool = False):
        return forms.modelform_factory(Promotion, form=PromotionForm, fields=["words", "order"])


class SearchGroup(ModelViewSetGroup):
    """The menu group of the search."""

    menu_label = _("Search words")
    menu_icon = "search"
    menu_order = 330
    items = (
        TermViewSet("search_terms", url_prefix="search-terms"),
        PromotionViewSet("search_promotions", url_prefix="search-promotions"),
    )
