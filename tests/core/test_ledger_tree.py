"""The Merkle tree agrees with the definition of RFC 6962, and its proofs prove nothing else."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from core.ledger import tree

SIZES = st.integers(1, 70)
few = settings(max_examples=60, deadline=None)


def records(size: int) -> list[bytes]:
    return [b"record %d" % number for number in range(size)]


def defined_root(leaves: list[bytes]) -> bytes:
    """The definition of section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = defined_root(leaves[:split]), defined_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(size: int) -> tuple[tree.Frontier, dict[tuple[int, int], bytes]]:
    """Return the frontier of a tree, and its full subtrees by level and place."""
    frontier, nodes = tree.Frontier(), {}
    for record in records(size):
        for level, place, found in frontier.append(tree.leaf_hash(record)):
            nodes[level, place] = found
    return frontier, nodes


def getter(size: int) -> tree.Node:
    nodes = grown(size)[1]
    return lambda level, place: nodes[level, place]


def test_known_roots_of_certificate_transparency():
    # The reference data of the first implementation: seven short records.
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    frontier = tree.Frontier()
    for text in inputs:
        frontier.append(tree.leaf_hash(bytes.fromhex(text)))
    expected = "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"
    assert frontier.root().hex() == expected
    assert tree.Frontier().root() == tree.EMPTY_ROOT == tree.root_hash(0, getter(0))


@few
@given(size=st.integers(0, 70))
def test_root_is_the_defined_one_however_it_is_computed(size):
    frontier, _ = grown(size)
    assert frontier.root() == tree.root_hash(size, getter(size)) == defined_root(records(size))
    again = tree.Frontier(size, frontier.hashes)
    again.append(tree.leaf_hash(b"record %d" % size))
    assert again.root() == defined_root(records(size + 1))


@few
@given(st.data())
def test_inclusion_is_proved_for_this_leaf_and_place_alone(data):
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    proof, root = tree.inclusion_proof(index, size, getter(size)), defined_root(records(size))
    leaf = tree.leaf_hash(records(size)[index])
    assert tree.verify_inclusion(leaf, index, size, proof, root)
    assert len(proof) <= size.bit_length()
    other = data.draw(st.integers(0, size + 2).filter(lambda place: place != index))
    assert not tree.verify_inclusion(leaf, other, size, proof, root)
    assert not tree.verify_inclusion(tree.leaf_hash(b"forged"), index, size, proof, root)
    assert not tree.verify_inclusion(leaf, index, size, [*proof, leaf], root)
    assert not proof or not tree.verify_inclusion(leaf, index, size, proof[:-1], root)


@few
@given(st.data())
def test_consistency_is_proved_for_trees_that_grew_alone(data):
    new = data.draw(SIZES)
    old = data.draw(st.integers(0, new))
    proof = tree.consistency_proof(old, new, getter(new))
    old_root, new_root = defined_root(records(old)), defined_root(records(new))
    assert tree.verify_consistency(old, old_root, new, new_root, proof)
    forged = defined_root([b"rewritten", *records(old)[1:]])
    assert not tree.verify_consistency(old, forged, new, new_root, proof)
    assert not old or not tree.verify_consistency(old, old_root, new, forged, proof)
    assert not tree.verify_consistency(old, old_root, new, new_root, [*proof, old_root])
    assert not tree.verify_consistency(new + 1, old_root, new, new_root, proof)
    if 0 < old < new and proof:
        assert not tree.verify_consistency(old, old_root, new, new_root, proof[:-1])
