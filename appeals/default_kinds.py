"""The six kinds of appeal of a new installation (APPC art. 4); editors change them with the law."""

from datetime import date

from appeals.models import AppealKind
from core.i18n.localtext import CODES

IN_FORCE_FROM = date(2021, 7, 1)
LEGAL_ACT = "ҚР ӘРПК / АППК РК, K2000000350"

# code, title, also called, when to choose it; each in kk, ru, en
KINDS = [
    (
        "application",
        ("Өтініш", "Заявление", "Application"),
        ("арыз, сұраныс", "просьба, ходатайство", "petition"),
        (
            "Құқығыңызды пайдалануға көмек керек: жәрдемақы, кезек, анықтама, жөндеу.",
            "Нужна помощь, чтобы воспользоваться своим правом: пособие, очередь, справка, ремонт.",
            "You need help to use a right of yours: a benefit, a queue, a certificate, a repair.",
        ),
    ),
    (
        "complaint",
        ("Шағым", "Жалоба", "Complaint"),
        ("наразылық, дау", "претензия", "grievance"),
        (
            "Біреудің шешімі, әрекеті немесе әрекетсіздігі құқығыңызды бұзды.",
            "Чьё-то решение, действие или бездействие нарушило ваши права.",
            "Somebody's decision, act or failure to act has broken your rights.",
        ),
    ),
    (
        "message",
        ("Хабарлама", "Сообщение", "Message"),
        ("хабарлау, ескерту", "сигнал, извещение", "report"),
        (
            "Заң бұзылғанын, апатты немесе кемшілікті хабарлағыңыз келеді.",
            "Хотите сообщить о нарушении закона, аварии или недостатке.",
            "You want to report a breach of law, an accident or a fault.",
        ),
    ),
    (
        "proposal",
        ("Ұсыныс", "Предложение", "Proposal"),
        ("идея, бастама", "идея, инициатива", "suggestion, idea"),
        (
            "Заңды, қызметті немесе жұмыс тәртібін қалай жақсартуға болатынын білесіз.",
            "Знаете, как улучшить закон, услугу или порядок работы.",
            "You know how to better a law, a service or the way things are done.",
        ),
    ),
    (
        "response",
        ("Үн қосу", "Отклик", "Response"),
        ("пікір", "отзыв, мнение", "opinion, feedback"),
        (
            "Мемлекет жүргізіп жатқан саясат туралы пікіріңізді айтқыңыз келеді.",
            "Хотите высказать мнение о том, что делает государство.",
            "You want to say what you think of what the state is doing.",
        ),
    ),
    (
        "request",
        ("Сұрау салу", "Запрос", "Request for information"),
        ("сауал, сұрақ", "вопрос, справка", "question, inquiry"),
        (
            "Сізге немесе жұртқа қатысты ақпарат алғыңыз келеді.",
            "Хотите получить сведения, которые касаются вас или всех.",
            "You want information about yourself or of public interest.",
        ),
    ),
]


def create_default_kinds() -> None:
    """Create the six kinds where they are missing; change nothing that an editor has written."""
    for order, (slug, title, also, hint) in enumerate(KINDS, 1):
        texts = {
            f"{name}_{code}": text
            for name, translations in (("title", title), ("also", also), ("hint", hint))
            for code, text in zip(CODES, translations, strict=True)
        }
        AppealKind.objects.get_or_create(
            slug=slug,
            defaults={
                **texts, "order": order, "valid_from": IN_FORCE_FROM, "legal_act": LEGAL_ACT,
            },
        )  # fmt: skip
