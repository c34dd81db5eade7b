import itertools
import unicodedata
from collections.abc import Iterator

import regex

from ticker.newsroom import characters
from ticker.newsroom.characters import Ranges, members


def every_range() -> Iterator[Ranges]:
    for name, value in vars(characters).items():
        if not name.isupper():
            continue
        if isinstance(value, dict):
            yield from value.values()
        elif isinstance(value, tuple) and value and isinstance(value[0][0], int):
            yield value
    for selectors, bases in characters.SELECTED:
        yield from (selectors, bases)


def test_ranges_rise_and_do_not_touch() -> None:
    for ranges in every_range():
        assert all(first <= last for first, last in ranges)
        assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(ranges)), ranges


def test_no_base_of_a_selector_normalises_to_another_character() -> None:
    for _, bases in characters.SELECTED:
        changed = [c for c in characters.characters(bases) if unicodedata.normalize("NFC", c) != c]
        assert changed == []


def test_every_form_that_becomes_plain_letters_is_plain_then() -> None:
    forms = regex.compile(f"[{members(*characters.FORMS.values())}]")
    for ranges in characters.FORMS.values():
        for form in characters.characters(ranges):
            plain = unicodedata.normalize("NFKC", form)
            assert plain == form or not forms.search(plain), ascii(form)


def test_every_character_of_a_range_is_found_and_its_neighbours_are_not() -> None:
    pattern = regex.compile(f"[{members(characters.BULLETS)}]")
    found = [c for c in map(chr, range(0xEFFF, 0xF102)) if pattern.match(c)]
    assert "".join(found) == characters.characters(characters.BULLETS)
