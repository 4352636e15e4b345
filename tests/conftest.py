"""Settings that all tests share: the same examples on every run."""

import contextlib
import os
import signal
import sys

# A shell's background jobs ignore Ctrl-C, those of nohup also the end of a terminal, and so would
# every command that a test starts.
for name, usual in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) is signal.SIG_IGN:
        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(number, usual)
# Before NumPy and PyTorch load: two workers with one thread each use two cores, and no run
# depends on how many cores the machine has.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["COLUMNS"] = "100"  # tables are as wide as the terminal, which workers do not have

import hypothesis  # noqa: E402  (the variables above come first)

# Derandomized: a failure on one machine is the same failure on every other. To look for new
# examples: pytest --hypothesis-profile=search
hypothesis.settings.register_profile(
    "fixed", derandomize=True, deadline=None, print_blob=True, max_examples=50
)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("fixed")

collect_ignore_glob = []
if sys.platform == "win32":  # signals, limits and devices of POSIX are what these are about
    collect_ignore_glob += ["faults/test_*.py"]
