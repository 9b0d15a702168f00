"""How long each kind of data is kept, and what happens then.

models.py    a rule for each kind: days, act, reason; edited by administrators
kinds.py     what a kind is; each package registers its own
rules.py     rules with their defaults
run.py       what is over its term: counted, or deleted and anonymised
own_kinds.py the kinds of this package: letters, reading record, files of the HTTP log
"""
