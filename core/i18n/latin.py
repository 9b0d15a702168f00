"""Kazakh and Russian letters in Latin ones, for addresses that stay readable when they are sent."""

from django.utils.text import slugify

LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e",
    "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n",
    "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
    "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip


def latin_slug(text: str) -> str:
    """Return `text` as a slug of Latin letters: «Байланыс орталығы» → bailanys-ortalygy."""
    return slugify("".join(LATIN.get(letter, letter) for letter in text.lower()))
