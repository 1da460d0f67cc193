"""Sorting as a Swedish reader expects."""

from hypothesis import given
from hypothesis import strategies as st

from larka.core.swedish import swedish_sort_key

ORDER = [
    "af Ekenstam", "Ahmed", "Andersson", "Çelik", "Ek", "Ekström", "García", "Guo", "Müller", "Nowak", "Øster", "Trần", "Tyr", "Yılmaz",
    "Zetterberg", "Åberg", "Åkesson", "Ärlig", "Ödman", "Östlund",
]  # fmt: skip


def test_names_stand_where_a_swedish_reader_looks_for_them() -> None:
    """B4: å, ä, ö last, ø as ö, é as e, ü as y, ı as i; capitals do not weigh."""
    last = [*ORDER[:10], *ORDER[11:18], "Ödman", "Øster", "Östlund"]
    assert sorted(ORDER, key=swedish_sort_key) == last


def test_family_name_weighs_before_given_name() -> None:
    """A3: Berg Östen before Bergman Adam."""
    names = [("Bergman", "Adam"), ("Berg", "Östen"), ("Berg", "Åsa"), ("Berg", "Anna-Karin"), ("Berg", "Annakarin")]
    ordered = sorted(names, key=lambda name: swedish_sort_key(*name))
    assert [given for _, given in ordered] == ["Anna-Karin", "Annakarin", "Åsa", "Östen", "Adam"]


@given(st.lists(st.text(st.characters(categories=("L", "M", "Zs", "Pd")), max_size=30), max_size=4))
def test_a_key_is_bytes_that_sort_alike_everywhere(parts: list[str]) -> None:
    """B4: the database compares bytes; Python compares code points: the order is the same."""
    key = swedish_sort_key(*parts)
    assert key.count("!") == max(0, len(parts) - 1)
    assert not any(c.isspace() or c == "-" for c in key)


@given(st.text(max_size=20), st.text(max_size=20))
def test_code_points_and_bytes_give_one_order(one: str, other: str) -> None:
    """B4."""
    keys = [swedish_sort_key(one), swedish_sort_key(other)]
    assert sorted(keys) == sorted(keys, key=lambda key: key.encode("utf-8", "surrogatepass"))
