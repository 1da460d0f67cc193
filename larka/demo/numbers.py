"""Personal numbers for invented people: birth serials 980–999, which nobody is given; temporary numbers where a day runs out."""

import datetime as dt
import random

from larka.core.personal_numbers import COORDINATION_DAYS

SERIALS = range(980, 1000)


def control_digit(nine: str) -> int:
    """Luhn's control digit of ÅÅMMDDNNN."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return -sum(sum(divmod(product, 10)) for product in doubled) % 10


def numbers_of_a_day(born: dt.date, *, female: bool, coordination: bool = False) -> list[str]:
    """Every number that an invented person born this day may have: an even serial is a woman's."""
    day = born.day + COORDINATION_DAYS * coordination
    serials = [serial for serial in SERIALS if (serial % 2 == 0) == female]
    return [f"{born:%Y%m}{day:02d}{serial}{control_digit(f'{born:%y%m}{day:02d}{serial}')}" for serial in serials]


def temporary_numbers(born: dt.date, *, female: bool) -> list[str]:
    """The school's own numbers for somebody who has none yet (ÅÅÅÅMMDDTFNN)."""
    return [f"{born:%Y%m%d}TF{first}{second}" for first in range(10) if (first % 2 == 0) == female for second in range(10)]


def free_number(rnd: random.Random, used: set[str], born: dt.date, *, female: bool, kind: str = "personnummer") -> str:
    """A number that nobody has, now taken."""
    wanted = [] if kind == "temporary" else numbers_of_a_day(born, female=female, coordination=kind == "samordningsnummer")
    free = [number for number in wanted if number not in used]
    number = rnd.choice(free or [n for n in temporary_numbers(born, female=female) if n not in used])
    used.add(number)
    return number
