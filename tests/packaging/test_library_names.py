"""The packages that the program names when a library is missing are those that are installed for it."""

from stride_desktop.system_libraries import DEBIAN
from tests.packaging.conftest import REPOSITORY


def test_the_packages_are_those_of_the_installation() -> None:
    installed = (REPOSITORY / "packaging" / "debian-run.txt").read_text().split()
    assert set(DEBIAN.split()) <= set(installed)
