"""What pyproject.toml cannot say: the report's claims and figures are installed inside the package.

In the repository `proofs_checks` and `figures` are folders of the top level. Installed they, and
the texts in `docs` that they read, lie in `askewtheory/_report/`, so that nothing but `askewtheory`
takes a name in anybody's environment; `askewtheory.report_packages` finds them in either place.
"""

import atexit
import shutil
import tempfile

from setuptools import find_packages, setup

INSIDE = {
    "proofs_checks": "askewtheory._report.proofs_checks",
    "figures": "askewtheory._report.figures",
    "docs/proofs": "askewtheory._report.docs.proofs",  # texts that the claims read
    "docs/results": "askewtheory._report.docs.results",
}


def packages() -> list[str]:
    """Return the library's packages and, by their installed names, those of the report."""
    found = find_packages(include=["askewtheory", "askewtheory.*"])
    for folder, name in INSIDE.items():
        inner = find_packages(folder)
        found += [name, *(f"{name}.{one}" for one in inner)]
    return found


# A `build` folder that an earlier version left would put its files into this one's wheel.
build = tempfile.mkdtemp(prefix="askewtheory-build-")
atexit.register(shutil.rmtree, build, ignore_errors=True)

setup(
    packages=packages(),
    package_dir={name: folder for folder, name in INSIDE.items()},
    options={"build": {"build_base": build}},
)
