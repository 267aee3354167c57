"""What is handed over arrives in its order; what goes wrong on one side ends the other."""

import threading

import pytest

from slacode.ground.handing_over import HandingOver


class Taker:
    """Takes all, or all up to one that it cannot take."""

    def __init__(self, cannot=None):
        self.cannot, self.taken, self.thread, self.ended = cannot, [], None, None

    def __call__(self, things):
        self.thread = threading.current_thread()
        try:
            for thing in things:
                if thing == self.cannot:
                    raise OSError(f"no room for {thing}")
                self.taken.append(thing)
            self.ended = "whole"
        except BaseException as error:
            self.ended = type(error).__name__
            raise


def hand(taker, things, after=None):
    with HandingOver(taker) as to:
        for thing in things:
            to(thing)
        if after is not None:
            raise after


@pytest.mark.parametrize("number", [0, 1, 1000])
def test_all_is_taken_in_order_and_in_another_thread(number):
    taker = Taker()
    hand(taker, range(number))
    assert taker.taken == list(range(number))
    assert taker.ended == "whole"
    assert taker.thread is not threading.current_thread()
    assert not taker.thread.is_alive()


def test_the_end_may_be_said_before_the_block_ends():
    taker, taken = Taker(), threading.Event()

    def take(things):
        taker(things)
        taken.set()

    with HandingOver(take) as to:
        to(1)
        to.end()
        assert taken.wait(10)
    assert taker.taken == [1]


@pytest.mark.parametrize("cannot", [0, 5, 999])
def test_what_goes_wrong_there_goes_wrong_here(cannot):
    taker = Taker(cannot)
    with pytest.raises(OSError, match=f"no room for {cannot}"):
        hand(taker, range(1000))
    assert taker.taken == list(range(cannot))
    assert not taker.thread.is_alive()


def test_what_cannot_begin_is_known_before_anything_is_handed_over():
    def take(_things):
        raise PermissionError("no such place")

    with pytest.raises(PermissionError, match="no such place"), HandingOver(take):
        pytest.fail("the block must not begin")


@pytest.mark.parametrize("stopped_by", [ValueError("half"), KeyboardInterrupt()])
@pytest.mark.parametrize("number", [0, 1, 10])
def test_what_stops_the_block_stops_the_taking(stopped_by, number):
    taker = Taker()
    with pytest.raises(type(stopped_by)):
        hand(taker, range(number), stopped_by)
    assert taker.taken == list(range(number))
    assert taker.ended == "_GivenUpError"
    assert not taker.thread.is_alive()


def test_what_stops_the_block_counts_more_than_what_goes_wrong_there():
    with pytest.raises(ValueError, match="first"):
        hand(Taker(cannot=3), range(4), ValueError("first"))


def test_a_taker_that_has_enough_is_waited_for_no_longer():
    def take(things):
        next(things)

    hand(take, range(1000))
