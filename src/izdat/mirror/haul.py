"""Wants and copies → what is wanted, every piece checked as it comes, from whoever gives it first.

Each copy has a few lines, each line a thread. A thread takes the next pieces in a row that nobody
fetches; when there are none, it takes over the later half of what another copy is slow with. What
a copy gives wrong is thrown away piece by piece, so that a liar costs a few pieces and then is
asked no more; what it does not give is asked of the others.
"""

import threading
import time
from collections.abc import Callable, Sequence

from izdat.mirror.rows import PACE, Pace, Peer, Row, gaps_in
from izdat.mirror.source import Line, Mirror, NoRanges, Refused, SourceFailed, Unsound, fill
from izdat.mirror.want import Want
from izdat.release import PIECE

ROW = 8  # pieces that are asked for at once: one answer of 8 MiB
LIES = 3  # pieces that are not what was signed, after which a copy is asked no more
FAILURES = 10  # in a row, after which a copy counts as gone


class Unwritten(Exception):
    """A piece came, and could not be written: the disk is at fault, not the copy."""


class Haul:
    """Fetches ``wants`` from ``mirrors``; see ``run``."""

    def __init__(
        self, wants: Sequence[Want], mirrors: Sequence[Mirror], *, deadline: float | None = None,
        pace: Pace = PACE, tell: Callable[[int, int], None] | None = None,
    ) -> None:  # fmt: skip
        """``deadline``: by the monotonic clock.

        ``tell`` is given the bytes that are there so far, of how many that are to come.
        """
        self.peers = [Peer(mirror) for mirror in mirrors]
        self.lost: list[Want] = []  # what no copy has, or not as it was signed
        self._pace, self._deadline, self._tell = pace, deadline, tell
        self._changed = threading.Condition()
        self._open = dict.fromkeys(wants)
        self._free = {want: gaps for want in wants if (gaps := gaps_in(want))}
        self._refusals: dict[Want, set[Peer]] = {want: set() for want in wants}
        self._rows: set[Row] = set()
        self._lines: set[Line] = set()
        self._error: BaseException | None = None
        self._is_stopped = False
        self._kept = 0  # bytes
        self._wanted = sum(
            want.span(*gap)[1] for want, gaps in self._free.items() for gap in gaps
        )  # fmt: skip

    def run(self) -> bool:
        """Fetch until all is there or no copy has the rest; return whether all is there.

        Raises ``OSError`` where it could not be written.
        """
        self._take_what_needs_no_copy()
        threads = [
            threading.Thread(target=self._work, args=(peer,), name="haul", daemon=True)
            for peer in self.peers
            for _ in range(min(peer.mirror.parallel, 2 * len(self._open)))
        ]
        for thread in threads:
            thread.start()
        try:
            with self._changed:
                while not self._is_over():
                    left = None if self._deadline is None else self._deadline - time.monotonic()
                    if left is not None and left <= 0:
                        break
                    self._changed.wait(left)
        finally:
            with self._changed:
                self._is_stopped = True
                lines = list(self._lines)
                self._changed.notify_all()
            for line in lines:
                line.cut()
            for thread in threads:
                thread.join()
        if self._error is not None:
            raise self._error
        self.lost += self._open
        return not self.lost

    def _take_what_needs_no_copy(self) -> None:
        """Finish what an earlier run left whole, and files of no bytes; lose what nobody has."""
        empty = memoryview(b"")
        for want in list(self._open):
            if not want.size and not want.done[0] and want.is_right(0, empty):
                want.keep(0, empty)
                want.done[0] = 1
            if not want.left:
                want.finish()
                self._open.pop(want)
                self._free.pop(want, None)
            elif not self.peers:
                self._forget_if_lost(want)

    # ---- a thread ------------------------------------------------------------

    def _work(self, peer: Peer) -> None:
        line = peer.mirror.line()
        with self._changed:
            self._lines.add(line)
        buffer = bytearray(PIECE)
        try:
            while (row := self._next(peer)) is not None:
                if len(buffer) < row.want.piece:
                    buffer = bytearray(row.want.piece)
                self._fetch(peer, line, row, memoryview(buffer))
        except BaseException as error:
            with self._changed:
                self._error = self._error or error
                self._changed.notify_all()
        finally:
            with self._changed:
                self._lines.discard(line)
            line.close()

    def _fetch(self, peer: Peer, line: Line, row: Row, buffer: memoryview) -> None:
        try:
            patch = row.want.patches.get(row.at) if peer.has_ranges else None
            if patch is not None:
                self._fetch_patched(peer, line, row, buffer)
            else:
                self._fetch_row(peer, line, row, buffer)
        except NoRanges:
            peer.has_ranges = False
        except Refused as error:
            self._failed(peer, error, None if error.is_busy else row.want)
        except Unsound as error:
            self._failed(peer, error, row.want)
        except SourceFailed as error:
            self._failed(peer, error, None)
        except Unwritten as error:
            raise error.__cause__ or error from None
        finally:
            self._give_back(row)

    def _fetch_row(self, peer: Peer, line: Line, row: Row, buffer: memoryview) -> None:
        want = row.want
        begin, length = want.span(row.at, row.stop)
        is_whole = length == want.size
        with line.get(want.name, length, None if is_whole else (begin, length)) as stream:
            if stream is None:
                self._refused(peer, want, f"{want.name} is missing")
                return
            while row.at < row.stop and not self._is_stopped:
                view = buffer[: want.span(row.at, row.at + 1)[1]]
                count = fill(stream, view)
                peer.received += count
                if count < len(view):
                    peer.wasted += count
                    raise SourceFailed(f"{want.name} ends too early", "try another copy")
                if not self._took(peer, want, row.at, view):
                    return
                with self._changed:
                    row.at += 1
                    row.began = time.monotonic()

    def _fetch_patched(self, peer: Peer, line: Line, row: Row, buffer: memoryview) -> None:
        """Fetch what is lacking of one piece."""
        want, index = row.want, row.at
        patch = want.patches[index]
        begin, length = want.span(index, index + 1)
        view = buffer[:length]
        count = 0
        if not patch.read(view[patch.at : patch.at + patch.length]):
            want.patches.pop(index, None)
            return
        for at, lack in patch.lacks(length):
            with line.get(want.name, lack, (begin + at, lack)) as stream:
                if stream is None:
                    self._refused(peer, want, f"{want.name} is missing")
                    return
                count = fill(stream, view[at : at + lack])
                peer.received += count
            if count < lack:
                peer.wasted += count
                raise SourceFailed(f"{want.name} ends too early", "try another copy")
        # Who is at fault cannot be told if it is wrong: the whole piece is fetched then.
        want.patches.pop(index, None)
        if want.is_right(index, view):
            self._took(peer, want, index, view)
            with self._changed:
                row.at += 1
        else:
            peer.wasted += count

    def _took(self, peer: Peer, want: Want, index: int, view: memoryview) -> bool:
        """Check and keep a piece; return whether this copy may go on with the file."""
        if want.done[index]:
            peer.wasted += len(view)
            return True
        if not want.is_right(index, view):
            with self._changed:
                peer.wasted += len(view)
                peer.lies += 1
                peer.lied = peer.lied or want.name
                if peer.lies >= LIES:
                    self._is_out(peer, f"what it gives for {peer.lied} is not what was signed")
            self._refused(peer, want, f"{want.name} is not what was signed")
            return False
        with self._changed:
            if want.done[index]:  # another was quicker
                peer.wasted += len(view)
                return True
            want.done[index] = 1
            if peer.has_ranges:  # one that begins anew each time may not go on for ever
                peer.failures = 0
            self._kept += len(view)
            kept = self._kept
        try:
            want.keep(index, view)
            with self._changed:
                want.written += 1
                is_whole = want.written == want.count
            if is_whole:
                want.finish()
        except OSError as error:
            raise Unwritten from error
        if is_whole:
            with self._changed:
                self._open.pop(want, None)
                self._changed.notify_all()
        if self._tell is not None:
            self._tell(kept, self._wanted)
        return True

    # ---- what to fetch next --------------------------------------------------

    def _next(self, peer: Peer) -> Row | None:
        """Return what this copy is to be asked for; wait if that is not known yet."""
        with self._changed:
            while True:
                if self._is_over() or self._is_stopped or peer.is_out:
                    return None
                now = time.monotonic()
                pause = peer.rests_until - now
                if pause <= 0:
                    row = self._fresh(peer, now) or self._shared(peer, now)
                    if row is not None:
                        self._rows.add(row)
                        return row
                    pause = self._pace.grace
                self._changed.wait(pause)

    def _fresh(self, peer: Peer, now: float) -> Row | None:
        for want, gaps in self._free.items():
            if peer in self._refusals[want]:
                continue
            if not peer.has_ranges:
                gaps.clear()
                row = Row(want, 0, want.count, peer, now)
            else:
                first, stop = gaps.pop()
                if stop - first > ROW:
                    gaps.append((first + ROW, stop))
                    stop = first + ROW
                row = Row(want, first, stop, peer, now)
            if not gaps:
                del self._free[want]
            return row
        return None

    def _shared(self, peer: Peer, now: float) -> Row | None:
        """Return the later half of what another copy is slow with, or its last piece."""
        slow = [
            row
            for row in self._rows
            if row.peer is not peer
            and not row.is_doubled
            and row.at < row.stop
            and now - row.began >= self._pace.grace
            and peer not in self._refusals[row.want]
        ]
        if not slow:
            return None
        row = max(slow, key=lambda each: each.stop - each.at)
        if not peer.has_ranges:
            row.is_doubled = True
            return Row(row.want, 0, row.want.count, peer, now)
        middle = (row.at + row.stop + 1) // 2
        if middle < row.stop:
            taken = Row(row.want, middle, row.stop, peer, now)
            row.stop = middle
            return taken
        row.is_doubled = True
        return Row(row.want, row.at, row.stop, peer, now)

    def _give_back(self, row: Row) -> None:
        """Let others take what a row did not bring."""
        with self._changed:
            self._rows.discard(row)
            want = row.want
            if want in self._open:
                others = [each for each in self._rows if each.want is want]
                for each in others:
                    each.is_doubled = False
                gaps = self._free.get(want, [])
                gaps += [
                    gap
                    for gap in gaps_in(want, row.at, row.stop)
                    if not any(each.at <= gap[0] and gap[1] <= each.stop for each in others)
                ]
                if gaps:
                    self._free[want] = gaps
                self._forget_if_lost(want)
            self._changed.notify_all()

    # ---- what went wrong -----------------------------------------------------

    def _failed(self, peer: Peer, error: Exception, want: Want | None) -> None:
        why = str(error).partition("\n")[0]
        with self._changed:
            if self._is_stopped:
                return
            peer.why = why
            peer.failures += 1
            rest = self._pace.rest * 2 ** (peer.failures - 1)
            if want is None:
                peer.rests_until = time.monotonic() + min(rest, self._pace.longest_rest)
            if peer.failures >= FAILURES:
                self._is_out(peer, why)
        if want is not None:
            self._refused(peer, want, why)

    def _refused(self, peer: Peer, want: Want, why: str) -> None:
        with self._changed:
            peer.why = why
            self._refusals[want].add(peer)
            self._forget_if_lost(want)
            self._changed.notify_all()

    def _is_out(self, peer: Peer, why: str) -> None:
        peer.is_out, peer.why = True, why
        for want in list(self._open):
            self._forget_if_lost(want)
        self._changed.notify_all()

    def _forget_if_lost(self, want: Want) -> None:
        refused = self._refusals[want]
        if want in self._open and all(peer.is_out or peer in refused for peer in self.peers):
            self._open.pop(want)
            self._free.pop(want, None)
            self.lost.append(want)

    def _is_over(self) -> bool:
        return not self._open or self._error is not None
