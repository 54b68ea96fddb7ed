from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quiz.errors import QuizError
from quiz.memory.days import instant, milliseconds, today

HOUR = 3_600_000


def test_a_day_turns_at_four_in_the_morning() -> None:
    late = today(datetime(2026, 3, 11, 3, 59, tzinfo=UTC), 4)
    early = today(datetime(2026, 3, 11, 4, 0, tzinfo=UTC), 4)
    assert early.now.day == late.now.day + 1
    assert late.end == early.start == early.now.at


def test_it_turns_in_the_time_zone_of_the_clock() -> None:
    moment = datetime(2026, 3, 10, 21, 0, tzinfo=UTC)
    in_shanghai = moment.astimezone(ZoneInfo("Asia/Shanghai"))
    assert today(in_shanghai, 4).now.day == today(moment, 4).now.day + 1
    assert today(in_shanghai, 4).now.at == today(moment, 4).now.at


def test_the_day_on_which_summer_time_starts_has_23_hours() -> None:
    day = today(datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin")), 4)
    assert day.end - day.start == 23 * HOUR


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(QuizError, match="no time zone"):
        today(datetime(2026, 3, 10), 4)


def test_milliseconds_come_back_exactly() -> None:
    moment = datetime(2026, 3, 10, 12, 0, 0, 123000, tzinfo=UTC) + timedelta(days=4000)
    assert instant(milliseconds(moment)) == moment
