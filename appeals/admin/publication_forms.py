"""Forms of public answers: what was seen, the texts, the reasons, and texts with their marks."""

import hashlib
from collections.abc import Iterable

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import publication, redaction
from appeals.models import PublishedAnswer, Reply
from appeals.models.reply import WithdrawalReason
from appeals.redaction import Finding
from core.form_fields import MultiLineField, SingleLineField


def mark_findings(text: str, findings: list[Finding]) -> SafeString:
    """Return the text as HTML with every finding in a <mark> whose title names its kind."""
    parts: list[tuple[str, str, str]] = []
    place = 0
    for finding in findings:
        mask = redaction.MASKS["ru"][finding.kind]
        parts.append((text[place : finding.start], mask, finding.text))
        place = finding.end
    body = format_html_join("", '{}<mark class="personal-data" title="{}">{}</mark>', parts)
    return format_html("{}{}", body, text[place:])


def original_texts(reply: Reply) -> list[dict]:
    """Return the citizen's text and the reply with personal data marked."""
    personal = publication.personal_data_of(reply.appeal)
    texts = [
        (_("Question"), publication.question_text(reply.appeal)),
        (_("Answer"), publication.answer_text(reply)),
    ]
    return [
        {"title": title, "text": mark_findings(text, redaction.find_personal_data(text, personal))}
        for title, text in texts
    ]


def public_texts(answer: PublishedAnswer, findings: dict[str, list[Finding]]) -> list[dict]:
    """Return the texts for everybody with the personal data found in them marked."""
    fields = [(_("Title"), "title"), (_("Question"), "question"), (_("Answer"), "answer")]
    return [
        {"title": title, "text": mark_findings(getattr(answer, name), findings[name])}
        for title, name in fields
    ]


class SeenForm(forms.Form):
    """A form about a text on the screen; `seen` is the digest of that text."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def accept(self, answer: PublishedAnswer | None) -> None:
        """Take the text now shown beside the form as the one that its user has seen."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = publication.content_digest(answer)
        self.data = data


class ReasonsForm(SeenForm):
    """A form that asks for every marked word why everybody may read it."""

    def __init__(self, *args, marked: Iterable[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.words = {f"reason_{hash_word(word)}": word for word in marked}
        for name, word in self.words.items():
            self.fields[name] = SingleLineField(
                label=_("Why everybody may read “%(words)s”") % {"words": word},
                max_length=200,
                required=False,
                help_text=_("An official's name, a public place: the journal keeps the reason."),
            )

    def reasons(self) -> dict[str, str]:
        """Return the reasons by the marked words."""
        return {word: self.cleaned_data[name] for name, word in self.words.items()}


def hash_word(word: str) -> str:
    """Return a part of a field's name that belongs to these words alone."""
    return hashlib.sha256(word.encode()).hexdigest()[:12]


class PrepareForm(ReasonsForm):
    """The texts to be published."""

    title = SingleLineField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("What the question is about, as a reader would ask it."),
    )
    question = MultiLineField(
        label=gettext_lazy("Question"), widget=forms.Textarea(attrs={"rows": 10})
    )
    answer = MultiLineField(label=gettext_lazy("Answer"), widget=forms.Textarea(attrs={"rows": 14}))


class CheckForm(ReasonsForm):
    """The reason of a return or, for a published answer, of a withdrawal."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason that everybody reads"),
        choices=[("", "—"), *WithdrawalReason.choices],
        required=False,
    )
    why = SingleLineField(
        label=gettext_lazy("Why returned or withdrawn"), max_length=300, required=False
    )

    def __init__(self, *args, published: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if published:
            self.fields["why"].label = _("Why withdrawn, in words")
            self.fields["why"].help_text = _("The applicant reads it.")
        else:
            del self.fields["reason"]
