"""A core with one sign, index or constant changed makes tests fail; the kernel's, five or more."""

import re
import subprocess
import sys

import pytest

from tests.mutants import EQUIVALENT, SUITES, chosen, copy_to, mutants, passes, survives

SUITE = ("tests/test_kernel.py", "tests/test_feasible.py", "tests/proofs_checks", "tests/stepsize")

MUTANTS = {
    "sign of the force": ("clipped(-alpha * psi", "clipped(alpha * psi"),
    "sign of the gradient step": ("        return -gradient", "        return gradient"),
    "sign of the remoteness": ("return epsilon - product\n", "return epsilon + product\n"),
    "sign of the inner slope": ("levels[index] - 2 * w", "levels[index] + 2 * w"),
    "index of the left level": ("(w - levels[index - 1]) *", "(w - levels[index - 2]) *"),
    "constant of the slope": ("- 2 * w", "- 3 * w"),
    "constant of the quartic slope": ("2 * product_in_cell", "3 * product_in_cell"),
    "sign of the convention": ("clip\n    return clipped", "-clip\n    return clipped"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutated_kernel_fails_in_five_places(name, tmp_path):
    """Each mutant of the one definition is caught by at least five tests."""
    copy_to(tmp_path)
    kernel = tmp_path / "askewtheory" / "kernel.py"
    before, after = MUTANTS[name]
    text = kernel.read_text()
    assert before in text, "the mutation no longer applies to the kernel"
    kernel.write_text(text.replace(before, after))
    suite = [path for path in SUITE if (tmp_path / path).exists()]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--maxfail=5",
        "-p",
        "no:cacheprovider",
        *suite,
    ]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    failed = re.search(r"(\d+) (?:failed|errors?)", result.stdout)
    assert failed, result.stdout[-2000:]
    assert int(failed[1]) >= 5, result.stdout[-2000:]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("mutant", chosen(), ids=lambda mutant: mutant.name)
def test_a_mutant_is_noticed(mutant, tmp_path):
    """The tests of the module fail with it, unless it is listed as one that changes nothing."""
    if mutant.name in EQUIVALENT:
        pytest.skip(EQUIVALENT[mutant.name])
    copy_to(tmp_path)
    assert not survives(mutant, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("module", SUITES)
def test_a_copy_without_a_mutant_passes(module, tmp_path):
    """What kills a mutant is the mutant: the same tests pass in a copy that has none."""
    copy_to(tmp_path)
    assert passes(module, tmp_path)


def test_the_list_of_equivalent_mutants_is_about_this_code():
    """Each mutant that is argued to change nothing is one of the present code, and is chosen."""
    names = {mutant.name for module in SUITES for mutant in mutants(module)}
    assert set(EQUIVALENT) <= names
