"""The reading record: who has opened what people wrote, sealed so that a removed entry shows.

kinds.py     the actions that are openings, registered by each package
models.py    the chain of each account, and its ends as each day ended
chain.py     the keyed digests, and the only writer of a chain
writing.py   entries, in Wagtail's site history
days.py      the ends of all chains as one leaf of the public ledger
check.py     what `manage.py verify_reading_record` finds
"""
