"""What stands around every command: streams of any kind, signals, and what the exit code says.

====  ======================================================================
code  meaning
====  ======================================================================
0     done, and every check succeeded
1     a check failed, or part of the output is missing
2     bad input: an argument, a file, or a place where nothing can be written
130   interrupted (Ctrl-C); a process ended by another signal reports that one, or 128 more
141   whoever read the output stopped reading (``| head``)
====  ======================================================================
"""

from __future__ import annotations

import atexit
import codecs
import contextlib
import errno
import logging
import os
import select
import signal
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from os import _exit  # the system's own, whatever a package makes of it
from typing import Any

import click

from askewtheory.ending import EndedError, StoppedError, signals_are_handled
from askewtheory.errors import IncompleteError, InputError, MissingExtraError, words_of
from askewtheory.libraries import (
    check_settings,
    threads_fitted,
    unloaded,
    unusable_left_out,
    warnings_told,
)

FAILED, BAD_INPUT, INTERRUPTED, CLOSED = 1, 2, 130, 141
_NO_MEMORY = b"Error: there must be more memory than there is.\n"
_NO_ROOM = "No usable temporary directory"
_LONGEST = 10_000  # characters of a sentence
_PATIENCE = 1.5  # seconds from a signal until the program has noticed it
_TIDYING = 5.0  # seconds that it then has to end what it does

_LETTERS = {
    **{"✓": "+", "✗": "x", "∅": "0", "≈": "~", "¿": "!", "·": "*", "×": "x", "√": "sqrt"},
    **{"≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "∞": "inf", "±": "+-", "−": "-", "–": "-"},
    **{"′": "'", "″": "''", "²": "^2", "³": "^3", "ℓ": "l", "Σ": "Sum ", "…": "..."},
}


class SystemFailureError(Exception):
    """An error of the system on its way through click, which has a code of its own for some."""


@contextlib.contextmanager
def unseen() -> Iterator[None]:
    """Carry what ends a command past click, which has other words and codes for it."""
    try:
        yield
    except OSError as error:
        raise SystemFailureError from error
    except KeyboardInterrupt:
        raise click.Abort from None
    except (SystemExit, GeneratorExit) as error:  # of code that is somebody else's
        raise InputError(
            "the code that the command runs must not end the program, got "
            f"{type(error).__name__}: {words_of(error):.200}."
        ) from error


def framed(command: Callable[[], Any]) -> int:
    """Run a command; say in a sentence what went wrong, and return the exit code."""
    _prepare_streams()
    _prepare_homes()
    warned = unusable_left_out()
    threads_fitted()
    try:
        with _signals() as arrived, warnings_told(warned.append), _others_unheard():
            code = _code_of(lambda: _undisguised(command, arrived))
    except EndedError as ended:
        _end_by(ended.number)
        code = 128 + ended.number
    for sentence in dict.fromkeys(warned) if code != BAD_INPUT else ():
        say(sentence)  # a refusal is one sentence, and says more than a warning before it
    return _flushed(code)


@contextlib.contextmanager
def _others_unheard() -> Iterator[None]:
    """Keep the traces of threads and of what runs at the end, which are somebody else's, off.

    What fails there is no part of the answer.
    """
    before, threading.excepthook = threading.excepthook, lambda failed: None
    try:
        yield
    finally:
        threading.excepthook = before
        atexit.register(_unheard)  # what was registered last is called first


def _unheard() -> None:
    sys.unraisablehook = lambda failed: None


def _undisguised(command: Callable[[], Any], arrived: list[int]) -> Any:
    """Run a command; an error that a signal led to, such as half an import, is the signal's."""
    try:
        check_settings()
        return command()
    except Exception:
        if not arrived:
            raise
    raise StoppedError if arrived[0] == signal.SIGINT else EndedError(arrived[0])


def _code_of(command: Callable[[], Any]) -> int:
    try:
        result = command()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("Interrupted.")
        return INTERRUPTED
    except click.ClickException as error:
        say(f"Error: {error.format_message()}{_hint(error)}")
        return error.exit_code
    except (InputError, MissingExtraError) as error:
        say(f"Error: {error}")
        return BAD_INPUT
    except IncompleteError as error:
        say(f"Error: {error}")
        return FAILED
    except OverflowError:
        say("Error: numbers must stay in the range of floats, up to 1.8e308.")
        return BAD_INPUT
    except MemoryError:
        say(
            "Error: steps, samples and dimension must fit in memory; these need more than there is."
        )
        return BAD_INPUT
    except (OSError, SystemFailureError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        assert isinstance(cause, OSError)
        return _of_system(cause)
    except Exception as error:
        if isinstance(error, RuntimeError) and str(error).startswith("can't start new thread"):
            say("Error: this user must be allowed another thread, got none from the system.")
        elif sentence := unloaded(error):
            say(f"Error: {sentence}")
        else:
            raise
        return BAD_INPUT


def _of_system(error: OSError) -> int:
    if error.errno == errno.EPIPE and (_is_cut(1) or _is_cut(2)):
        return CLOSED
    if _NO_ROOM in str(error):  # tempfile's words, for whoever asks first, be it a library
        say(f"Error: TMPDIR must be a folder that can be written ({error.strerror or error}).")
        return BAD_INPUT
    where = "" if error.filename is None else f": {os.fspath(error.filename)!r}"
    say(f"Error: {error.strerror or error}{where}.")
    return BAD_INPUT


def _hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        return ""  # the message says it all
    return f" See {context.command_path} --help." if context is not None else ""


def say(sentence: str) -> None:
    """Write one line to standard error, if it takes one."""
    text = " ".join(sentence.split())
    if len(text) > _LONGEST:  # what somebody gave may be of any length
        text = f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
    with contextlib.suppress(OSError, ValueError, AttributeError):
        try:
            sys.stderr.write(printable(text) + "\n")
            sys.stderr.flush()
        except MemoryError:
            os.write(2, _NO_MEMORY)


def printable(text: str) -> str:
    """Return a text whose control characters are spelled out: a terminal would obey them."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else repr(character)[1:-1]
        for character in text
    )


def shown(text: str, encoding: str) -> str:
    """Return a text in characters that an encoding has, with control characters spelled out."""
    text = printable(text)
    try:
        text.encode(encoding)
    except UnicodeError:
        return text.encode(encoding, "askewtheory").decode(encoding)
    except LookupError:
        pass
    return text


def _prepare_streams() -> None:
    """Let output be shown in any encoding, and no file take the number of a closed stream."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log is not an answer
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="askewtheory")  # type: ignore[union-attr]


def _prepare_homes() -> None:
    """Ignore a relative home, as is prescribed: a library would make it in the current folder."""
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR"):
        if not os.path.isabs(os.environ.get(name, os.sep)):
            del os.environ[name]


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that an encoding has not: γ is "gamma", ≤ is "<="."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = "".join(map(_plain, error.object[error.start : error.end]))
    return found, error.end


codecs.register_error("askewtheory", _in_plain_letters)


def _plain(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    name = unicodedata.name(character, "")
    if name.startswith("GREEK") and "LETTER " in name:
        word = name.partition("LETTER ")[2].split()[0].lower()
        return word.capitalize() if "CAPITAL" in name else word
    base = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return base or "?"


def _flushed(code: int) -> int:
    """Write what is still buffered; an output that is full or cut off decides the exit code."""
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError) as error:
            if number == 1 and code not in (BAD_INPUT, CLOSED):  # or it has been said
                code = _of_system(error) if isinstance(error, OSError) else code
            with contextlib.suppress(OSError):  # or Python tries again while it ends
                os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return code


def _is_cut(number: int) -> bool:
    """Tell whether a stream is a pipe that nobody reads."""
    if not hasattr(select, "poll"):
        return number == 1
    poll = select.poll()
    poll.register(number, select.POLLOUT)
    return any(event & (select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))


@contextlib.contextmanager
def _signals() -> Iterator[list[int]]:
    """Turn signals into exceptions, and end the program where it is too busy to notice.

    Yields the signals that have arrived.
    """
    arrived: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield arrived
        return
    noticed = threading.Event()

    def handle(number: int, frame: Any) -> None:
        arrived.append(number)
        noticed.set()
        if _importing(frame):  # an exception there is lost, or leaves half a module or a lock
            _end_now(number)
        if number == signal.SIGINT:
            raise StoppedError
        raise EndedError(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {}
    for number in numbers:
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            before[number] = signal.signal(number, handle)  # ignored ones stay so, as nohup wants
    try:
        signals_are_handled(True)
        with _watched(set(before), noticed), _none_lost():
            yield arrived
    finally:
        signals_are_handled(False)
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _none_lost() -> Iterator[None]:
    """End the program where an exception of a signal is dropped: in a callback or a finalizer."""
    before = sys.unraisablehook

    def heard(failed: Any) -> None:
        if isinstance(failed.exc_value, StoppedError):
            _end_now(signal.SIGINT)
        if isinstance(failed.exc_value, EndedError):
            _end_now(failed.exc_value.number)
        before(failed)

    sys.unraisablehook = heard
    try:
        yield
    finally:
        sys.unraisablehook = before


@contextlib.contextmanager
def _watched(numbers: set[int], noticed: threading.Event) -> Iterator[None]:
    """Let a thread look for signals too, where the system can tell it of them."""
    if os.name != "posix":
        yield
        return
    finished = threading.Event()
    try:
        reading, writing = os.pipe()
    except OSError:  # too many open files: it works without
        yield
        return
    os.set_blocking(writing, False)
    thread = threading.Thread(target=_watch, args=(reading, numbers, noticed, finished))
    thread.daemon = True
    with contextlib.suppress(RuntimeError):  # nor is a thread to be had always
        thread.start()
    woken = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield
    finally:
        finished.set()
        signal.set_wakeup_fd(woken)
        os.write(writing, b"\0")
        if thread.ident is not None:
            thread.join()
        for end in (reading, writing):
            os.close(end)


def _watch(
    reading: int, numbers: set[int], noticed: threading.Event, finished: threading.Event
) -> None:
    """Wait for a signal; give the program time to notice it and to tidy up, then end it."""
    while not finished.is_set():
        arrived = numbers & set(os.read(reading, 1))
        if not arrived or (noticed.wait(_PATIENCE) and finished.wait(_TIDYING)):
            continue
        if finished.is_set():
            return
        _end_now(arrived.pop())


def _importing(frame: Any) -> bool:
    """Tell whether a module is being imported in this frame or in one that called it."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _end_now(number: int) -> None:
    """End this process without tidying up; its workers notice, and files are whole anyway."""
    if number != signal.SIGINT:
        _end_by(number)
    with contextlib.suppress(OSError):
        os.write(2, b"Interrupted.\n")
    _exit(INTERRUPTED)


def _end_by(number: int) -> None:
    """End this process by a signal, which whoever waits for it then sees."""
    with contextlib.suppress(OSError, ValueError):
        if threading.current_thread() is threading.main_thread():
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
    _exit(128 + number)
