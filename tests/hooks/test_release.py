"""What .github/release makes: archives that hold what they should, and run. They are packed once, and test_action and test_readme install from them."""

import functools
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

from runner import CANDOR, ROOT, VERSION

LINUX = "x86_64-unknown-linux-musl"
WINDOWS = "x86_64-pc-windows-msvc"
PACK = ROOT / ".github/release/pack"
NOTES = ROOT / ".github/release/notes"


def programs(folder, script):
    """Puts a program for each system into `folder`, made of two lines of shell."""
    for target, name in ((LINUX, "candor"), (WINDOWS, "candor.exe")):
        (folder / f"binary-{target}").mkdir(parents=True)
        # As an artifact it has lost its mode.
        (folder / f"binary-{target}" / name).write_text(f"#!/bin/sh\n{script}\n")


def pack(folder, out, **variables):
    env = {**os.environ, "CANDOR": str(CANDOR), "SOURCE_DATE_EPOCH": "1700000000", **variables}
    subprocess.run([PACK, folder, out], check=True, env=env, stdout=subprocess.DEVNULL)
    return out


@functools.cache
def packed(script=None):
    """A folder that holds a release. Its programs are `script`; without one, that for Linux is this candor."""
    folder = tempfile.TemporaryDirectory()
    folders.append(folder)
    work = Path(folder.name)
    programs(work, script or f"echo candor {VERSION}")
    if script is None:
        # Without its debug symbols it is packed in a moment.
        subprocess.run(["strip", "-o", work / f"binary-{LINUX}/candor", CANDOR], check=True)
        (work / f"binary-{LINUX}/candor").chmod(0o644)
    (work / "candor.vsix").write_bytes(b"an extension")
    return pack(work, work / "release", VSIX=str(work / "candor.vsix"))


# They are needed until the end.
folders = []


class Pack(unittest.TestCase):
    def test_a_release_holds_archives_editors_and_the_sums_of_all(self):
        files = {
            f"candor-{VERSION}-{LINUX}.tar.gz",
            f"candor-{VERSION}-{WINDOWS}.zip",
            f"candor-nvim-{VERSION}.tar.gz",
            f"candor-vscode-{VERSION}.vsix",
        }
        self.assertEqual({file.name for file in packed().iterdir()}, files | {"SHA256SUMS"})
        checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=packed(), text=True, capture_output=True)
        self.assertEqual(set(checked.stdout.splitlines()), {f"{file}: OK" for file in files}, checked.stderr)

    def test_an_archive_has_one_folder_with_program_licences_completions_and_man_page(self):
        common = {"LICENSE-APACHE", "LICENSE-MIT", "README.md", "CHANGELOG.md", "man/candor.1"}
        common |= {f"completions/{name}" for name in ("candor.bash", "_candor", "candor.fish", "_candor.ps1", "candor.elv")}
        name = f"candor-{VERSION}-{LINUX}"
        with tarfile.open(packed() / f"{name}.tar.gz") as archive:
            members = {member.name: member for member in archive if member.isfile()}
            self.assertEqual(set(members), {f"{name}/{file}" for file in common | {"candor"}})
            self.assertEqual({member.mode for path, member in members.items() if path.endswith("/candor")}, {0o755})
            self.assertEqual({(member.uid, member.gid, member.mtime) for member in archive}, {(0, 0, 1700000000)})
        name = f"candor-{VERSION}-{WINDOWS}"
        with zipfile.ZipFile(packed() / f"{name}.zip") as archive:
            self.assertEqual({file for file in archive.namelist() if not file.endswith("/")}, {f"{name}/{file}" for file in common | {"candor.exe"}})

    def test_the_unpacked_program_runs_and_its_papers_are_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.unpack_archive(packed() / f"candor-{VERSION}-{LINUX}.tar.gz", folder, filter="data")
            here = Path(folder) / f"candor-{VERSION}-{LINUX}"
            said = subprocess.run([here / "candor", "--version"], check=True, text=True, capture_output=True).stdout
            self.assertEqual(said, f"candor {VERSION}\n")
            page = subprocess.run([here / "candor", "meta", "man"], check=True, capture_output=True).stdout
            self.assertEqual((here / "man/candor.1").read_bytes(), page)
            loaded = subprocess.run(["bash", "-c", 'source "$1"; complete -p candor', "-", here / "completions/candor.bash"], text=True, capture_output=True)
            self.assertIn("_candor", loaded.stdout, loaded.stderr)

    def test_the_plugin_is_what_neovim_needs_and_no_test(self):
        with tarfile.open(packed() / f"candor-nvim-{VERSION}.tar.gz") as archive:
            names = {Path(member.name).relative_to(f"candor-nvim-{VERSION}").as_posix() for member in archive if member.isfile()}
        self.assertLessEqual({"plugin/candor.lua", "lsp/candor.lua", "doc/candor.txt", "LICENSE-MIT", "README.md"}, names)
        self.assertFalse({name for name in names if name.startswith("test")})

    def test_the_same_files_make_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            programs(Path(folder), "true")
            one, two = ((pack(folder, Path(folder) / out) / "SHA256SUMS").read_text() for out in ("one", "two"))
            self.assertEqual((one, one.count("\n")), (two, 3))

    def test_nothing_is_packed_over_an_old_release(self):
        done = subprocess.run([PACK, packed().parent, packed()], text=True, capture_output=True)
        self.assertEqual((done.returncode, "is not empty" in done.stderr), (2, True), done.stderr)


class Notes(unittest.TestCase):
    """The script stands in a copy of the few files it reads."""

    def notes(self, tag, changelog, version="1.2.0", extension="1.2.0"):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / ".github/release").mkdir(parents=True)
            (root / "editors/vscode").mkdir(parents=True)
            shutil.copy(NOTES, root / ".github/release/notes")
            cargo = re.sub(r'^version = ".*"$', f'version = "{version}"', (ROOT / "Cargo.toml").read_text(), count=1, flags=re.M)
            (root / "Cargo.toml").write_text(cargo)
            package = re.sub(r'^  "version": ".*"', f'  "version": "{extension}"', (ROOT / "editors/vscode/package.json").read_text(), count=1, flags=re.M)
            (root / "editors/vscode/package.json").write_text(package)
            (root / "CHANGELOG.md").write_text(changelog)
            return subprocess.run([root / ".github/release/notes", tag], text=True, capture_output=True)

    CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n- A thing.\n\n## [1.1.0] - 2026-11-01\n\n- Old.\n\n[1.2.0]: x\n"

    def test_they_are_the_section_of_the_version_and_nothing_else(self):
        done = self.notes("v1.2.0", self.CHANGELOG)
        self.assertEqual((done.returncode, done.stdout), (0, "### Added\n\n- A thing.\n"), done.stderr)

    def test_a_tag_that_is_not_the_version_is_refused(self):
        for tag, cargo, extension, words in (
            ("v1.2.1", "1.2.0", "1.2.0", "Cargo.toml says 1.2.0"),
            ("1.2.0", "1.2.0", "1.2.0", "does not begin with v"),
            ("v1.2.0", "1.2.0", "1.1.0", "package.json says 1.1.0"),
            ("v1x2.0", "1.2.0", "1.2.0", "Cargo.toml says 1.2.0"),
        ):
            done = self.notes(tag, self.CHANGELOG, cargo, extension)
            self.assertEqual((done.returncode, done.stdout, words in done.stderr), (2, "", True), f"{tag}: {done.stderr}")

    def test_a_version_without_notes_is_refused(self):
        for changelog in ("# Changelog\n", self.CHANGELOG.replace("- A thing.", "").replace("### Added", ""), self.CHANGELOG.replace("[1.2.0] -", "[1.2.01] -")):
            done = self.notes("v1.2.0", changelog)
            self.assertEqual((done.returncode, "has no section '## [1.2.0]" in done.stderr), (2, True), done.stderr)


if __name__ == "__main__":
    unittest.main()
