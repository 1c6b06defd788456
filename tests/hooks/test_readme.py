"""What the README gives people to copy does what it says."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

import readme
from runner import CANDOR, REPOSITORY, ROOT, VERSION, Runner, commit, draft, git, releases
from test_action import BLAME, EXCUSE, FINE
from test_release import packed


class Copied(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.stubs = releases(self.folder / "stubs", packed(f'exec "{CANDOR}" "$@"'))

    def office(self, folder):
        """A repository with an old fault, and a branch with a new one. Gives back what the branch began from."""
        draft(folder / "applicants/quill.md", BLAME)
        base = commit(folder)
        draft(folder / "applicants/marrow.md", FINE, EXCUSE)
        commit(folder)
        return base


class Workflows(Copied):
    def test_five_lines_are_enough_for_a_pull_request_to_show_the_findings_on_its_lines(self):
        workflow = readme.blocks()["workflow"][0]
        self.assertLessEqual(len(workflow.splitlines()), 5)
        # YAML reads `on` as a truth.
        self.assertEqual(yaml.safe_load(workflow)[True], "pull_request")
        [step] = readme.steps(workflow)
        self.assertEqual(step, {"uses": readme.USES})
        base = self.office(self.folder / "origin")
        runner = Runner(self.folder / "runner", path=[self.stubs], event={"pull_request": {"base": {"sha": base}}})
        runner.checkout = lambda given: git(self.folder, "clone", "--quiet", f"file://{self.folder}/origin", runner.workspace)
        result = runner.run()
        places = {(found.properties["file"], found.properties["line"]) for found in result.annotations() if found.properties["title"] == "excuse"}
        self.assertEqual((places, result.success), ({("applicants/marrow.md", "5")}, False), result.log)
        self.assertEqual([found for found in result.annotations() if "quill" in found.properties["file"]], [])

    def test_the_long_one_uses_inputs_that_there_are_and_passes_them_on(self):
        *_, checkout, step = readme.steps(readme.blocks()["workflow"][1])
        self.assertEqual((checkout["uses"].split("@")[0], step["uses"]), ("actions/checkout", readme.USES))
        runner = Runner(self.folder / "runner", path=[self.stubs])
        for name in ("applicants/quill.md", "house style/templates/a.md", "elsewhere.md"):
            draft(runner.workspace / name, BLAME)
        commit(runner.workspace)
        inputs = {name.replace("-", "_"): str(value).lower() if isinstance(value, bool) else value for name, value in step["with"].items()}
        result = runner.run(**inputs)
        self.assertEqual({found.properties["file"] for found in result.annotations()}, {"applicants/quill.md", "house style/templates/a.md"}, result.log)
        self.assertEqual([name for name, _ in result.used], ["github/codeql-action/upload-sarif"])

    def test_the_table_of_inputs_is_that_of_the_action(self):
        rows = {name: default.strip("`") for name, default in re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", readme.section(), re.M)}
        inputs = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
        self.assertEqual(list(rows), list(inputs))
        told = {"paths": "all drafts", "fail-on": "candor.toml`'s", "version": "its own"}
        self.assertEqual(rows, {name: told.get(name, known["default"]) for name, known in inputs.items()})


class GitLab(Copied):
    def job(self):
        (job,) = yaml.safe_load(readme.blocks()["gitlab"]).values()
        return job

    def test_its_lines_install_the_release_and_report_what_is_new(self):
        office = self.folder / "office"
        base = self.office(office)
        job = self.job()
        env = {**os.environ, "PATH": f"{self.stubs}:{os.environ['PATH']}", **job["variables"], "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
        # Where it is unpacked.
        script = "\n".join(job["script"]).replace("/tmp", str(self.folder))
        done = subprocess.run(["sh", "-e", "-c", script], cwd=office, env=env, text=True, capture_output=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        report = json.loads((office / job["artifacts"]["reports"]["codequality"]).read_text())
        places = {(entry["location"]["path"], entry["check_name"]) for entry in report}
        self.assertIn(("applicants/marrow.md", "excuse"), places)
        self.assertEqual({path for path, _ in places}, {"applicants/marrow.md"})
        self.assertEqual(job["artifacts"]["when"], "always")

    def test_an_archive_that_was_altered_is_not_run(self):
        office = self.folder / "office"
        base = self.office(office)
        job = self.job()
        lines = job["script"]
        lines.insert(1, 'echo altered >>"$CANDOR.tar.gz"')
        env = {**os.environ, "PATH": f"{self.stubs}:{os.environ['PATH']}", **job["variables"], "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
        done = subprocess.run(["sh", "-e", "-c", "\n".join(lines).replace("/tmp", str(self.folder))], cwd=office, env=env, text=True, capture_output=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse((self.folder / job["variables"]["CANDOR"]).exists())


class Elsewhere(Copied):
    def test_the_line_for_other_services_runs(self):
        office = self.folder / "office"
        base = self.office(office)
        git(office, "update-ref", "refs/remotes/origin/main", base)
        [line] = re.findall(r"^    candor (check .*--format junit=.*)$", readme.section(), re.M)
        done = subprocess.run([CANDOR, *line.split()], cwd=office, text=True, capture_output=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("applicants/marrow.md:5:", done.stdout)
        self.assertNotIn("quill", done.stdout)
        self.assertNotIn("blame", (office / "candor.xml").read_text())


class Names(unittest.TestCase):
    def test_every_version_in_it_is_this_one(self):
        self.assertEqual(set(re.findall(r"\bv?(\d+\.\d+\.\d+)\b", readme.section())), {VERSION})

    def test_the_place_where_it_is_hosted_is_the_placeholder_or_the_one_of_the_package(self):
        known = re.search(r'^repository = "https://github.com/(.*)"$', (ROOT / "Cargo.toml").read_text(), re.M)
        self.assertEqual(set(re.findall(r"[\w-]+/candor\b(?!/)(?=[@\n`])", readme.section())), {known[1] if known else REPOSITORY})


if __name__ == "__main__":
    unittest.main()
