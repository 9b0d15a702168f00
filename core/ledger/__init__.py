"""The public ledger: a Merkle tree (RFC 6962) over digests of records that must not change unseen.

tree.py       roots, proofs and their verification (pure)
models.py     leaves, stored subtrees, the tree as it stands, the root of each day
sealing.py    a record as one text, and its salted digest
sequence.py   the only writer: adds leaves, gives them their places, closes days
reading.py    roots and proofs from the stored rows
"""
