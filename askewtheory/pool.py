"""Items on several processes, none of which outlives this one and none of which can spoil the run.

Each worker is a fresh interpreter that is handed one item at a time through its standard input and
answers on its standard output. That needs nothing of the caller's ``__main__``, works alike on all
systems, and tells a worker that its parent is gone: its input ends (on Linux the system also ends
it by a signal, in the middle of a computation). A worker that is killed, by a person or by a system
short of memory, costs the item that it had: that item is tried once more, and then it is
:class:`Lost`. The other items do not notice.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import math
import multiprocessing
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from os import _exit  # the system's own, whatever a package makes of it
from typing import IO, Any, TypeVar

from askewtheory.ending import signals_are_handled
from askewtheory.errors import MOST_WORDS, InputError, words_of
from askewtheory.guard import GUARDS, end_with_parent, guarded
from askewtheory.libraries import unloaded, warnings_told
from askewtheory.report_packages import make_importable

Item = TypeVar("Item")
Result = TypeVar("Result")

_BOOT = (
    "import json, signal, sys, threading; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    # the parent says what happened
    "sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *error: None; "
    "sys.path[:], apart = json.loads(sys.argv.pop()); "
    "from askewtheory.pool import serve; serve(apart)"
)
_WAIT = 0.1  # seconds between two looks, so that Ctrl-C is answered everywhere
_TRIES = 2
_FAREWELL = 2.0  # seconds that a worker which answers no more has to end by itself


@dataclass(frozen=True)
class Lost:
    """What became of an item whose process ended twice without an answer, or gave none in time."""

    reason: str


def run_items(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    jobs: int | None = None,
    *,
    begin: Callable[[], Any] | None = None,
    heard: Callable[[Any], Any] | None = None,
    again: Callable[[Item], Item] = lambda item: item,
    apart: bool = False,
    limit: float = math.inf,
) -> Iterator[tuple[Item, Result | Lost]]:
    """Call a function for every item; yield each with its result as it is done, in any order.

    Parameters
    ----------
    function
        Importable by name, or a ``functools.partial`` of such a one: it is pickled.
    items
        What it is called with.
    jobs
        How many processes; one for each core if None. One job, or one item, is done in this
        process, where nothing can be lost.
    begin
        Called once in each worker before its first item.
    heard
        Called here with everything that a worker tells; see :func:`tell`.
    again
        What is tried instead of an item whose process ended.
    apart
        Whether the function is somebody else's: one item, too, is done in another process, and
        what the function raises, but for an :class:`InputError`, makes its item :class:`Lost`. What
        it starts ends with the process, on Linux also what leaves its group.
    limit
        How many seconds an item may take that is somebody else's; then it is :class:`Lost`.

    Raises
    ------
    Exception
        The first one that the function raised; what was yielded before is the caller's to keep.
        When the iterator is left, for this or another reason, its processes are ended.
    """
    waiting = list(items)
    count = min(jobs or cores(), len(waiting))
    if count == 0 or (count == 1 and not apart):
        yield from _here(function, waiting, begin, heard)
        return
    pool = _Pool(
        pickle.dumps((function, begin)),
        heard or (lambda message: None),
        apart,
        limit if apart else math.inf,
    )
    try:
        yield from pool.run(waiting, count, again)
    finally:
        pool.end()


def cores() -> int:
    """Return how many cores this process may use; one in a worker, whose siblings have others."""
    if in_worker() or multiprocessing.parent_process() is not None:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_worker() -> bool:
    """Tell whether this process is a worker."""
    return _answers is not None


def tell(message: Any) -> None:
    """Pass a message from a worker to the ``heard`` of the process that it works for."""
    if _answers is not None:
        _answers("told", message)
    elif _listener is not None:
        _listener(message)


def die_with_parent() -> None:
    """Ask the system to end this process when the one that started it ends (Linux alone can)."""
    if GUARDS:
        end_with_parent(signal.SIGKILL)


_answers: Callable[[str, Any], None] | None = None
_listener: Callable[[Any], Any] | None = None


def _here(
    function: Callable[[Item], Result],
    items: list[Item],
    begin: Callable[[], Any] | None,
    heard: Callable[[Any], Any] | None,
) -> Iterator[tuple[Item, Result]]:
    """Do the items in this process."""
    global _listener
    for item in items:
        if begin is not None:
            begin()
            begin = None
        before, _listener = _listener, heard
        try:
            result = function(item)
        finally:
            _listener = before
        yield item, result


class _Pool:
    """The workers, seen from the process that they work for."""

    def __init__(self, job: bytes, heard: Callable[[Any], Any], apart: bool, limit: float) -> None:
        self.job, self.heard, self.apart, self.limit = job, heard, apart, limit
        self.workers: list[_Worker] = []
        self.news: queue.SimpleQueue[tuple[_Worker, str, Any]] = queue.SimpleQueue()
        _pools.add(self)

    def run(
        self, items: list[Item], count: int, again: Callable[[Item], Item]
    ) -> Iterator[tuple[Item, Any]]:
        """Yield every item with its result or :class:`Lost`."""
        waiting = deque((item, item, 1) for item in items)
        missing = len(waiting)
        while missing:
            self._occupy(waiting, count)
            self._end_late()
            with contextlib.suppress(queue.Empty):
                worker, kind, content = self.news.get(timeout=_WAIT)
                if kind == "told":
                    self.heard(content)
                elif kind == "failed" and (
                    not self.apart or isinstance(content, InputError) or not worker.task
                ):
                    raise content
                elif kind == "failed":
                    item, *_ = worker.task
                    worker.task = ()
                    missing -= 1
                    yield item, Lost(f"it raised {type(content).__name__}: {words_of(content)}")
                elif kind == "done":
                    item, *_ = worker.task
                    worker.task = ()
                    missing -= 1
                    yield item, content
                elif worker in self.workers:
                    self.workers.remove(worker)
                    worker.close()
                    if not worker.task:
                        continue
                    item, form, tries = worker.task
                    if worker.late:
                        missing -= 1
                        yield item, Lost(f"it took longer than {self.limit:g} seconds")
                    elif tries < _TRIES:
                        waiting.appendleft((item, again(form), tries + 1))
                    else:
                        missing -= 1
                        yield item, Lost(f"its process ended {tries} times ({worker.ending()})")

    def _occupy(self, waiting: deque[tuple[Any, Any, int]], count: int) -> None:
        """Hand items to workers that have none; start workers while there are too few."""
        idle = [worker for worker in self.workers if not worker.task]
        while waiting and (idle or len(self.workers) < count):
            if idle:
                worker = idle.pop()
            else:
                worker = _Worker(self.job, self.news, self.apart)
                self.workers.append(worker)
            worker.do(waiting.popleft())

    def _end_late(self) -> None:
        """End the workers that have had their item for too long."""
        for worker in self.workers:
            if worker.task and not worker.late and time.monotonic() - worker.began > self.limit:
                worker.late = True
                worker.kill()

    def end(self) -> None:
        """End all workers at once: what they write, they write whole or not at all."""
        ended, self.workers = self.workers, []
        for worker in ended:
            worker.kill()
        for worker in ended:
            worker.close()


_pools: weakref.WeakSet[_Pool] = weakref.WeakSet()


@atexit.register
def _end_pools() -> None:
    """End the pools of iterators that nobody has left, while their threads still run."""
    for pool in list(_pools):
        pool.end()


class _Worker:
    """One process, its item, and the thread that listens to it."""

    def __init__(self, job: bytes, news: queue.SimpleQueue[Any], apart: bool) -> None:
        self.task: tuple[Any, ...] = ()
        self.began, self.late = 0.0, False
        self.news = news
        self.alone = apart and hasattr(os, "killpg")  # its group is its own, which it may signal
        options = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
        given = json.dumps([[place or os.getcwd() for place in sys.path], apart])
        with _signals_held():  # Ctrl-C reaches the parent alone, from the worker's first moment
            self.process = subprocess.Popen(
                [sys.executable, *options, "-P", "-c", _BOOT, given],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=self.alone,
            )
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        self._send(_frame(job))

    def do(self, task: tuple[Any, ...]) -> None:
        """Hand over an item; a process that has ended says so through its thread."""
        self.task, self.began = task, time.monotonic()
        self._send(_frame(pickle.dumps(task[1])))

    def ending(self) -> str:
        """Return how the process ended, in words."""
        code = self.process.wait()
        number = code - 128 if self.alone and code > 128 else -code
        if number <= 0:
            return f"exit code {code}"
        try:
            return f"signal {signal.Signals(number).name}"
        except ValueError:
            return f"signal {number}"

    def kill(self) -> None:
        """End the process, and what somebody else's code has started in it."""
        if self.alone and GUARDS:
            self.process.terminate()  # its guard, which ends the others
            return
        if self.alone:
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()

    def close(self) -> None:
        """Wait for a process that was ended, or has closed what it answers on."""
        for end in (self.kill, self.process.kill):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_FAREWELL)
            end()
        self.process.wait()
        self.thread.join(1)
        heard = not self.thread.is_alive()  # else a copy of the process has what it answers on
        for stream in (self.process.stdin, self.process.stdout if heard else None):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _send(self, framed: bytes) -> None:
        stream = self.process.stdin
        assert stream is not None
        with contextlib.suppress(OSError):
            stream.write(framed)
            stream.flush()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        try:
            while (answer := _read(self.process.stdout)) is not None:
                self.news.put((self, *pickle.loads(answer)))
        except Exception:  # a foreign answer is no answer
            self.kill()
        self.news.put((self, "ended", None))


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Start a process with Ctrl-C blocked; it ignores it before anything can unblock it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(apart: bool) -> None:
    """Work for the process at the other end of standard input until that ends."""
    global _answers
    if apart:
        guarded()
    die_with_parent()
    make_importable()
    signals_are_handled(True)  # Ctrl-C is the parent's: here it is ignored
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)  # what libraries read and print are neither tasks nor answers
    os.dup2(nowhere, 1)
    spoken = _is_open(2) and not apart  # somebody else's code would find it and write to it
    words = os.fdopen(os.dup(2 if spoken else nowhere), "w", errors="backslashreplace")
    if not sys.warnoptions:  # somebody asked for all that Python says
        os.dup2(nowhere, 2)
    logging.getLogger().addHandler(logging.NullHandler())
    turn = threading.Lock()

    def answer(kind: str, content: Any) -> None:
        framed = _frame(pickle.dumps((kind, content)))
        with turn:
            outgoing.write(framed)
            outgoing.flush()

    _answers = answer
    with warnings_told(lambda sentence: print(sentence, file=words, flush=True)):
        _work(incoming)


def _is_open(number: int) -> bool:
    """Tell whether a stream is open, which nobody may have seen to."""
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _work(incoming: IO[bytes]) -> None:
    """Answer one task after the other."""
    assert _answers is not None
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(incoming, tasks), daemon=True).start()
    try:
        function, begin = pickle.loads(tasks.get())
        if begin is not None:
            begin()
    except BaseException as error:
        _fail(error)
        return
    while True:
        task = tasks.get()
        try:
            _answers("done", function(pickle.loads(task)))
        except BaseException as error:  # no signal raises here: what does is the function's own
            sys.settrace(None)
            sys.setprofile(None)
            _fail(error)


def _receive(incoming: IO[bytes], tasks: queue.SimpleQueue[bytes]) -> None:
    while (task := _read(incoming)) is not None:
        tasks.put(task)
    _exit(0)  # the parent is gone, or needs no more


def _fail(error: BaseException) -> None:
    """Answer with an error; its traceback goes with it, as far as it can be told."""
    assert _answers is not None
    if sentence := unloaded(error):
        error = InputError(sentence)
    try:
        error.add_note("".join(traceback.format_exception(error))[-MOST_WORDS:].rstrip())
        pickle.loads(pickle.dumps(error))
        told = isinstance(error, Exception)  # the parent must not end by another kind
    except BaseException:
        told = False
    _answers(
        "failed", error if told else RuntimeError(f"{type(error).__name__}: {words_of(error)}")
    )


def _frame(content: bytes) -> bytes:
    return len(content).to_bytes(8, "big") + content


def _read(stream: IO[bytes]) -> bytes | None:
    """Return the next frame; None at the stream's end, which may come inside of one."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    size = int.from_bytes(head, "big")
    content = stream.read(size)
    return content if len(content) == size else None
