"""The registered appeal with its points and files; only lifecycle/ writes its state."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.states import CloseReason, State
from core.ledger.sealing import SALT_LENGTH
from core.models import LANGUAGE_CHOICES
from core.storage import RandomFileName, get_private_storage
from core.uploads.originals import WithOriginal
from services.models import Body, Booking, Office, Official, Topic
from services.models.offices import WorkingWeek


class Channel(models.TextChoices):
    """How an appeal was received."""

    PORTAL = "portal", _("Portal")
    VISIT = "visit", _("Personal reception")
    PHONE = "phone", _("Trust line")
    POST = "post", pgettext_lazy("by mail", "Post")
    EMAIL = "email", _("E-mail")


class ApplicantKind(models.TextChoices):
    """Who applies: a person or an organisation."""

    PERSON = "person", _("A person")
    ORGANISATION = "organisation", _("An organisation")


class NumberSeries(models.Model):
    """The last number taken under the code of an office in a year.

    The row is locked while the next number is taken, so that there are no gaps. The code keeps its
    series when it passes to another office.
    """

    code = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_series")]

    def __str__(self) -> str:
        return f"{self.code}-{self.year}: {self.last}"


class Appeal(models.Model):
    """A registered appeal: matter, applicant, who considers it, state and due dates."""

    number = models.CharField(_("Registration number"), max_length=24, unique=True)
    secret_hash = models.CharField(max_length=128)
    draft_token = models.CharField(max_length=64, unique=True, null=True, blank=True)

    kind = models.ForeignKey(
        "appeals.AppealKind",
        verbose_name=_("Kind"),
        on_delete=models.PROTECT,
        related_name="appeals",
    )
    channel = models.CharField(_("Came by"), max_length=6, choices=Channel, default=Channel.PORTAL)
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGE_CHOICES, default="kk")
    topic = models.ForeignKey(
        Topic, verbose_name=_("Topic"), on_delete=models.PROTECT, related_name="appeals"
    )
    subject = models.CharField(_("In short"), max_length=200, blank=True)
    matter = models.TextField(_("The matter"))
    place = models.CharField(_("Where it happened"), max_length=200, blank=True)

    applicant_kind = models.CharField(
        _("Who applies"), max_length=12, choices=ApplicantKind, default=ApplicantKind.PERSON
    )
    name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=150)
    patronymic = models.CharField(_("Patronymic"), max_length=80, blank=True)
    organisation = models.CharField(_("Organisation"), max_length=200, blank=True)
    id_number = models.CharField(_("IIN or BIN"), max_length=12, blank=True)
    postal_address = models.CharField(_("Postal address"), max_length=300, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)

    office = models.ForeignKey(
        Office,
        verbose_name=_("Office"),
        on_delete=models.PROTECT,
        related_name="appeals",
        db_index=False,
    )
    body = models.ForeignKey(
        Body,
        verbose_name=_("Body"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appeals",
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Executor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appeals",
    )
    official = models.ForeignKey(
        Official,
        verbose_name=_("Received by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appeals",
    )
    visit = models.ForeignKey(
        Booking,
        verbose_name=_("Visit"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="appeals",
    )
    # Suggestion.as_json() of routing.py, and whether staff followed it.
    suggestion = models.JSONField(default=dict, blank=True)

    state = models.CharField(_("State"), max_length=12, choices=State, default=State.REGISTERED)
    registered_at = models.DateTimeField(_("Registered"))
    # The day after which the term runs (APPC art. 64), by the hours of the office that received the
    # appeal; a new one when the appeal is opened again.
    counted_from = models.DateField(_("Counted from"))
    # The week of that office then: the calendar of the terms, whatever office has the appeal later.
    working_week = models.PositiveSmallIntegerField(
        _("Working week"), choices=WorkingWeek, default=WorkingWeek.FIVE
    )
    short_due_on = models.DateField(_("Short answer until"))
    due_on = models.DateField(_("Answer until"))
    extended = models.BooleanField(_("Term extended"), default=False)
    short_answered_at = models.DateTimeField(_("Short answer given"), null=True, blank=True)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    close_reason = models.CharField(_("Why closed"), max_length=30, choices=CloseReason, blank=True)
    # Waits for a head; who proposed it, when and why is in the journal: lifecycle.close_proposal().
    proposed_close_reason = models.CharField(
        _("Proposed closing"), max_length=30, choices=CloseReason, blank=True
    )
    # The latest request for reconsideration, and when a head opened the appeal again or declined.
    asked_again_at = models.DateTimeField(_("Reconsideration asked for"), null=True, blank=True)
    asked_again_decided_at = models.DateTimeField(null=True, blank=True)
    forwarded_to = models.CharField(_("Forwarded to"), max_length=200, blank=True)

    consent_processing = models.JSONField(default=dict, blank=True)  # text version, hash, when
    consent_publication = models.BooleanField(
        _("May be published without personal data"), default=False
    )

    # The latest request to delete the personal data, and when a head declined it.
    deletion_asked_at = models.DateTimeField(_("Deletion asked for"), null=True, blank=True)
    deletion_declined_at = models.DateTimeField(null=True, blank=True)

    # A head keeps the case from being anonymised or deleted: lifecycle/hold.py. Empty: nobody does.
    hold_reason = models.TextField(_("Why it is on hold"), blank=True, default="", db_default="")
    # Since then the row has no names, texts and files: lifecycle/anonymise.py.
    anonymised_at = models.DateTimeField(_("Anonymised"), null=True, blank=True)

    # The number of journal entries, and the keyed digest of it and of the last one: journal.py.
    journal_length = models.PositiveIntegerField(default=0)
    journal_seal = models.CharField(max_length=64, blank=True)
    # Random, for the digests of its entries in the public ledger: appeals/ledger.py. Without it
    # nobody can say of which case they are: it goes when the case is anonymised.
    ledger_salt = models.CharField(max_length=SALT_LENGTH, blank=True, db_default="")

    class Meta:
        ordering = ["-registered_at"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ("view",)
        permissions = [
            ("handle_appeal", _("Register, route, answer and close appeals of one's offices")),
            ("lead_appeal", _("See the branches' appeals too; extend terms and open cases again")),
        ]
        # All that the lists of staff are sorted, counted and searched by, so that the texts of the
        # other appeals are not read: open ones by due date, closed ones by day, words, persons.
        indexes = [
            models.Index(
                fields=[
                    "due_on", "-registered_at", "state", "office", "short_due_on",
                    "short_answered_at", "proposed_close_reason", "working_week",
                    "consent_publication",
                ],
                name="appeal_inbox",
            ),
            models.Index(
                fields=[
                    "registered_at", "state", "office", "phone", "email", "id_number", "name",
                    "patronymic", "organisation",
                ],
                name="appeal_latest",
            ),
            models.Index(fields=["office", "registered_at", "state"], name="appeal_of_office"),
            models.Index(
                fields=[
                    "number", "subject", "place", "state", "due_on", "registered_at", "office",
                ],
                name="appeal_words",
            ),
            models.Index(
                fields=["registered_at", "state", "office"],
                condition=models.Q(consent_publication=True),
                name="appeal_may_be_public",
            ),
            models.Index(
                fields=["asked_again_at", "asked_again_decided_at"],
                condition=models.Q(asked_again_at__isnull=False),
                name="appeal_asked_again",
            ),
            models.Index(
                fields=["deletion_asked_at", "deletion_declined_at"],
                condition=models.Q(deletion_asked_at__isnull=False),
                name="appeal_deletion_asked",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Point(models.Model):
    """A numbered matter of an appeal, with an answer of its own."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField(_("Number"))
    text = models.TextField(_("Text"))

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["appeal", "number"], name="point_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


class Attachment(WithOriginal):
    """A file of an appeal, in private storage; it is opened only after a clean scan."""

    class Scan(models.TextChoices):
        CLEAN = "clean", _("Clean")
        INFECTED = "infected", _("Infected")
        WAITING = "waiting", _("Not scanned yet")
        NO_SCANNER = "no_scanner", _("No scanner here")

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(
        storage=get_private_storage, upload_to=RandomFileName("attachments"), max_length=200
    )
    name = models.CharField(_("Name"), max_length=150)
    mime = models.CharField(_("Type"), max_length=100)
    size = models.PositiveIntegerField(_("Size"))
    digest = models.CharField(max_length=64)
    scan = models.CharField(_("Virus scan"), max_length=10, choices=Scan, default=Scan.WAITING)
    by_staff = models.BooleanField(_("Added by staff"), default=False)
    added_at = models.DateTimeField(_("Added"))

    class Meta:
        ordering = ["added_at"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name
