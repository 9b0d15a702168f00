"""Check a receipt against the public ledger of the portal that issued it.

python3 verify_receipt.py PORTAL RECEIPT [KNOWN]

PORTAL: its address. RECEIPT: the control code of the entry, or the file from the page “My appeal”.
KNOWN: the control code of the ledger (SIZE:ROOT) from an earlier receipt, a stand or the feed; or
the name of a file, where the latest code is kept from one check to the next.
As in RFC 6962: a leaf is SHA-256(00 digest), a node SHA-256(01 left right).
"""

import hashlib
import json
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen


def sha(*parts):
    """Return SHA-256 of the parts."""
    return hashlib.sha256(b"".join(parts)).digest()


def get(path):
    """Return what the portal answers."""
    with urlopen(f"{PORTAL}/api/v1/ledger/{path}", timeout=30) as answer:
        return json.load(answer)


def climb(place, last, proof, start):
    """Return the roots of the smaller and of the larger tree that a proof leads to."""
    small = large = start
    for step in map(bytes.fromhex, proof):
        if place & 1 or place == last:
            small, large = sha(b"\1", step, small), sha(b"\1", step, large)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            large = sha(b"\1", large, step)
        place, last = place >> 1, last >> 1
    return (small.hex(), large.hex()) if last == 0 else ("", "")


def is_in(leaf, root):
    """Return whether the ledger has the entry."""
    try:
        found = get(f"proof?leaf={leaf}&size={root['size']}")
    except HTTPError as error:
        print(error.read().decode())
        return False
    start = sha(b"\0", bytes.fromhex(leaf))
    return climb(found["index"], root["size"] - 1, found["proof"], start)[1] == root["root"]


def extends(root, known):
    """Return whether the ledger begins with everything that it had when `known` was its code."""
    size, digits = int(known.split(":")[0]), known.split(":")[1]
    if size in {0, root["size"]} or size > root["size"]:
        return digits == {0: sha().hex(), root["size"]: root["root"]}.get(size)
    proof = get(f"consistency?from={size}&to={root['size']}")["proof"]
    level = (size & -size).bit_length() - 1  # of the last full subtree that the old tree ends with
    start = proof.pop(0) if size & (size - 1) else digits
    place, last = (size - 1) >> level, (root["size"] - 1) >> level
    return climb(place, last, proof, bytes.fromhex(start)) == (digits, root["root"])


def main(receipt, known=""):
    """Print what is in the ledger; exit status 1 when anything is not."""
    root, file = get("roots")["now"], Path(receipt)
    kept = Path(known) if known and ":" not in known else None
    if kept:
        known = kept.read_text().strip() if kept.exists() else ""
    data = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    right = not known or extends(root, known)
    print(f"{root['size']}:{root['root']}", "extends" if right else "DOES NOT EXTEND", known or "-")
    for entry in data.get("entries", [{"leaf": receipt.replace(" ", "")}]):
        record = entry.get("record")  # the code is the digest of the salt and of these words
        same = not record or sha((data["salt"] + record).encode()).hex() == entry["leaf"]
        good = same and is_in(entry["leaf"], root)
        print("in the ledger:" if good else "NOT IN THE LEDGER:", record or entry["leaf"])
        right = right and good
    if right and kept:
        kept.write_text(f"{root['size']}:{root['root']}\n")
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    PORTAL = sys.argv[1].rstrip("/")
    main(*sys.argv[2:])
