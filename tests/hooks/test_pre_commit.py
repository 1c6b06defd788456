"""The hooks, run by pre-commit in a repository of drafts."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import readme
from runner import CANDOR, ROOT, commit, draft, git
from test_action import BLAME, EXCUSE, FINE


class PreCommit(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        # This project as pre-commit would clone it, as far as its hooks go.
        (self.folder / "candor").mkdir()
        (self.folder / "candor/.pre-commit-hooks.yaml").write_bytes((ROOT / ".pre-commit-hooks.yaml").read_bytes())
        self.rev = commit(self.folder / "candor")
        self.office = self.folder / "office"
        self.office.mkdir()

    def configure(self, *args):
        """The README's configuration, with the hook for a candor that is installed. Without `args`, with those that it has."""
        config = yaml.safe_load(readme.blocks()["pre-commit"])
        [repository] = config["repos"]
        [hook] = repository["hooks"]
        self.assertEqual(hook["id"], "candor")
        repository |= {"repo": str(self.folder / "candor"), "rev": self.rev}
        hook["id"] = "candor-system"
        if args:
            hook["args"] = list(args)
        (self.office / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))

    def run_hooks(self, *args):
        env = {**os.environ, "PATH": f"{CANDOR.parent}:{os.environ['PATH']}", "PRE_COMMIT_COLOR": "never"}
        env |= {"HOME": str(self.folder), "PRE_COMMIT_HOME": str(self.folder / "home")}
        return subprocess.run(["pre-commit", "run", *args], cwd=self.office, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def test_only_what_a_commit_brings_in_stops_it(self):
        draft(self.office / "applicants/quill.md", BLAME)
        commit(self.office)
        subprocess.run([CANDOR, "baseline"], cwd=self.office, check=True, capture_output=True)
        self.configure()
        commit(self.office)
        draft(self.office / "applicants/quill.md", BLAME, "I changed how I study.")
        draft(self.office / "applicants/ivo marrow.txt", FINE, EXCUSE)
        git(self.office, "add", "--all")
        done = self.run_hooks()
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("excuse", done.stdout)
        self.assertNotIn("[blame]", done.stdout)
        git(self.office, "reset", "--quiet", "applicants/ivo marrow.txt")
        (self.office / "applicants/ivo marrow.txt").unlink()
        done = self.run_hooks()
        self.assertEqual((done.returncode, "Passed" in done.stdout), (0, True), done.stdout)

    def test_what_is_no_draft_is_left_alone_although_it_is_handed_over(self):
        self.configure("--select", "blame")
        for name in ("README.md", "docs/CONTRIBUTING.md", ".github/pull_request_template.md", "archive/old.md", "LICENSE.txt"):
            (self.office / name).parent.mkdir(parents=True, exist_ok=True)
            (self.office / name).write_text(BLAME)
        (self.office / "candor.toml").write_text('exclude = ["archive/**"]\n')
        commit(self.office)
        done = self.run_hooks("--all-files")
        self.assertEqual((done.returncode, "Passed" in done.stdout), (0, True), done.stdout)
        # The same words in a draft are found, so the files were looked at.
        draft(self.office / "quill.md", BLAME)
        git(self.office, "add", "--all")
        done = self.run_hooks("--all-files", "--verbose")
        self.assertEqual((done.returncode, done.stdout.count("[blame]")), (1, 1), done.stdout)


if __name__ == "__main__":
    unittest.main()
