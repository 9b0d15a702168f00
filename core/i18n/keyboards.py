"""The letters on the keys of the Latin, the Russian and the Kazakh layout."""

# Keys of the US keyboard row by row, and the letters of the Russian layout on them.
LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
# The Kazakh layout is the Russian one with nine letters in the row of digits.
DIGIT_KEYS = "2345890-="
KAZAKH_KEYS = "әіңғүұқөһ"
