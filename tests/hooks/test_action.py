"""The action as a workflow uses it: its steps are run from action.yml, in a workspace made for the purpose."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from runner import CANDOR, ROOT, VERSION, Runner, commit, draft, git, program, releases
from test_release import LINUX, packed

BLAME = "My school never prepared us for questions of that kind."
EXCUSE = "I only failed because I was sick that week."
FINE = "I failed Step 1 once, then I changed how I study."


class Case(unittest.TestCase):
    """A folder of one's own, and programs that stand in for the world outside."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        # A release in which the program is this candor, by a script, for it is installed often.
        self.published = packed(f'exec "{CANDOR}" "$@"')
        # Whatever is built shows itself in this file.
        self.built = self.folder / "built"
        program(
            self.folder / "stubs",
            "cargo",
            f"""
            printf '%s\\n' "$@" >"{self.built}"
            while [ "$1" != --root ]; do shift; done
            mkdir -p "$2/bin"
            ln -sf "{CANDOR}" "$2/bin/candor"
            """,
        )

    def runner(self, **options):
        runner = Runner(self.folder / "runner", path=[releases(self.folder / "stubs", self.published)], **options)
        (runner.workspace / "candor.toml").write_text('select = ["blame", "excuse"]\n')
        return runner

    def fails(self, result, words):
        self.assertFalse(result.success, result.log)
        self.assertIn(words, result.log)


class Install(Case):
    def setUp(self):
        super().setUp()
        self.published = packed()

    def test_the_release_for_this_system_is_installed_and_on_the_path_afterwards(self):
        runner = self.runner()
        result = runner.run()
        self.assertTrue(result.success, result.log)
        self.assertIn(f"candor {VERSION}\n", result.log)
        self.assertFalse(self.built.exists())
        self.assertEqual(shutil.which("candor", path=os.pathsep.join(runner.path)), str(runner.temp / "candor/bin/candor"))

    def test_windows_has_its_own_archive(self):
        runner = self.runner(system=("Windows", "X64"))
        result = runner.run()
        self.assertTrue(result.success, result.log)
        self.assertTrue((runner.temp / "candor/bin/candor.exe").is_file())
        self.assertFalse(self.built.exists())

    def test_the_repository_is_known_from_the_path_where_the_runner_does_not_say(self):
        result = self.runner(repository="").run()
        self.assertEqual((result.success, self.built.exists()), (True, False), result.log)

    def test_an_archive_that_is_not_what_its_sum_says_is_neither_used_nor_replaced_by_another(self):
        name = f"candor-{VERSION}-{LINUX}.tar.gz"
        for number, harm in enumerate(("altered", "unlisted", "no sums")):
            with self.subTest(harm):
                self.published = self.folder / f"published-{number}"
                self.published.mkdir()
                shutil.copy(packed() / name, self.published)
                sums = (packed() / "SHA256SUMS").read_text()
                if harm == "altered":
                    with (self.published / name).open("ab") as archive:
                        archive.write(b"x")
                else:
                    sums = "".join(line for line in sums.splitlines(True) if LINUX not in line)
                if harm != "no sums":
                    (self.published / "SHA256SUMS").write_text(sums)
                runner = Runner(self.folder / f"runner-{number}", path=[releases(self.folder / "stubs", self.published)])
                (runner.workspace / "draft.md").touch()
                result = runner.run()
                if harm == "no sums":
                    # A release that is still being published.
                    self.assertTrue(self.built.exists(), result.log)
                else:
                    self.fails(result, f"{name} is not what SHA256SUMS of its release says")
                    self.assertFalse(self.built.exists())
                    self.assertFalse((runner.temp / "candor/bin/candor").exists())

    def test_without_a_release_the_source_of_the_action_is_built(self):
        for number, (system, inputs) in enumerate(((("Linux", "RISCV64"), {}), (("macOS", "ARM64"), {}), (("Linux", "X64"), {"version": "source"}))):
            with self.subTest(system):
                self.built.unlink(missing_ok=True)
                runner = Runner(self.folder / f"runner-{number}", path=[releases(self.folder / "stubs", self.published)], system=system)
                (runner.workspace / "notes.rst").touch()
                result = runner.run(**inputs)
                self.assertTrue(result.success, result.log)
                args = self.built.read_text().splitlines()
                self.assertEqual(args[:4], ["install", "--locked", "--path", str(runner.action)])
                self.assertEqual((Path(args[3]).resolve(), args[4:]), (ROOT, ["--root", str(runner.temp / "candor")]))

    def test_an_archive_without_the_program_is_no_release(self):
        self.published = self.folder / "published"
        self.published.mkdir()
        name = f"candor-{VERSION}-{LINUX}.tar.gz"
        subprocess.run(["tar", "-czf", name, "--files-from=/dev/null"], cwd=self.published, check=True)
        subprocess.run(f"sha256sum {name} >SHA256SUMS", shell=True, cwd=self.published, check=True)
        result = self.runner().run()
        self.assertEqual((result.success, self.built.exists()), (True, True), result.log)

    def test_a_named_release_is_that_or_none(self):
        self.fails(self.runner().run(version="0.0.1"), "The release 0.0.1 of candor cannot be fetched")
        self.assertFalse(self.built.exists())

    def test_its_own_version_may_be_named_with_a_v(self):
        result = self.runner().run(version=f"v{VERSION}")
        self.assertEqual((result.success, self.built.exists()), (True, False), result.log)


class Inputs(Case):
    def test_what_cannot_be_meant_is_refused_before_anything_is_installed(self):
        wrong = {
            "redact": ["yes", "True", "", "true false"],
            "sarif": ["on"],
            "summary": ["0"],
            "fail_on": ["warn", "error;id"],
            "version": ["latest", "0.1", "0.1.0/../..", "0.1.0\nsource", "$(id)"],
        }
        runner = self.runner()
        for name, values in wrong.items():
            for value in values:
                with self.subTest(f"{name}: {value!r}"):
                    result = runner.run(**{name: value})
                    self.fails(result, f"The input '{name.replace('_', '-')}' ")
                    self.assertEqual([found.level for found in result.annotations()], ["error"])
                    self.assertNotIn(f"candor {VERSION}\n", result.log)

    def test_no_input_is_ever_run(self):
        runner = self.runner()
        for hostile in ("$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "a && touch pwned", "\n-\n--config\n/etc/passwd", "--help"):
            for name in ("paths", "baseline", "since", "working_directory"):
                with self.subTest(f"{name}: {hostile!r}"):
                    result = runner.run(**{name: hostile})
                    self.assertFalse(result.success, result.log)
                    self.assertNotIn("Usage: candor check", result.log)
                    self.assertEqual([str(found) for found in self.folder.rglob("pwned")], [])

    def test_a_folder_that_is_none_is_told(self):
        self.fails(self.runner().run(working_directory="nowhere"), "'working-directory' names no folder")


class Checkout(Case):
    def setUp(self):
        super().setUp()
        self.origin = self.folder / "origin"
        draft(self.origin / "a.md", BLAME)
        commit(self.origin)

    def test_the_repository_is_checked_out_where_nobody_did_it(self):
        runner = Runner(self.folder / "runner", path=[releases(self.folder / "stubs", self.published)])
        runner.checkout = lambda given: git(self.folder, "clone", "--quiet", self.origin, runner.workspace)
        result = runner.run()
        self.assertIn(("actions/checkout", {"fetch-depth": "0", "persist-credentials": "False"}), result.used)
        self.assertIn("a.md", {found.properties["file"] for found in result.annotations()})

    def test_what_is_checked_out_stays_as_it_is(self):
        runner = self.runner()
        self.assertEqual(runner.run().used, [])


class Findings(Case):
    def test_they_stand_beside_their_lines_in_the_summary_and_in_the_report_and_fail_the_job(self):
        runner = self.runner()
        draft(runner.workspace / "applicants/quill/answer.md", FINE, BLAME)
        commit(runner.workspace)
        result = runner.run()
        self.assertFalse(result.success)
        [found] = result.annotations()
        self.assertEqual((found.level, found.properties["file"], found.properties["line"]), ("warning", "applicants/quill/answer.md", "5"))
        self.assertEqual((found.properties["title"], result.outputs["status"]), ("blame", "1"))
        self.assertIn("applicants/quill/answer.md", result.summary)
        self.assertEqual(result.summary, Path(result.outputs["summary"]).read_text())
        report = json.loads(Path(result.outputs["sarif"]).read_text())
        self.assertEqual([entry["ruleId"] for entry in report["runs"][0]["results"]], ["blame"])

    def test_a_clean_repository_passes(self):
        runner = self.runner()
        draft(runner.workspace / "answer.md", FINE)
        commit(runner.workspace)
        result = runner.run()
        self.assertEqual((result.success, result.outputs["status"], result.annotations()), (True, "0", []), result.log)

    def test_fail_on_decides_and_the_findings_are_shown_all_the_same(self):
        runner = self.runner()
        draft(runner.workspace / "answer.md", BLAME)
        result = runner.run(fail_on="error")
        self.assertEqual((result.success, len(result.annotations())), (True, 1), result.log)
        self.assertFalse(runner.run(fail_on="note").success)

    def test_the_report_is_uploaded_before_the_job_fails(self):
        runner = self.runner()
        draft(runner.workspace / "answer.md", BLAME)
        commit(runner.workspace)
        result = runner.run(sarif="true")
        self.assertFalse(result.success)
        [(name, given)] = result.used
        self.assertEqual((name, given["sarif_file"], given["checkout_path"]), ("github/codeql-action/upload-sarif", result.outputs["sarif"], str(runner.workspace)))
        self.assertTrue(Path(given["sarif_file"]).is_file())
        self.assertEqual(runner.run().used, [])

    def test_no_word_of_a_draft_is_shown_unless_somebody_asks(self):
        runner = self.runner()
        (runner.workspace / "answer.md").write_text(f"---\nkind: interview-answer\nspecialty: marrowology\n---\n{BLAME}\n")
        (runner.workspace / "broken.md").write_text("---\nkind: marrowtale\n---\n")
        words = ("marrow", "questions of that")
        result = runner.run()
        shown = result.log + result.summary + Path(result.outputs["sarif"]).read_text()
        self.assertEqual([word for word in words if word in shown], [])
        self.assertIn("marrowology", runner.run(redact="false").log)

    def test_a_draft_cannot_speak_to_the_runner(self):
        runner = self.runner()
        (runner.workspace / "a.md").write_text('---\nkind: "x\\n::error::told ##[error]told"\nspecialty: "::add-mask::told ##[warning]told"\n---\n')
        (runner.workspace / "::error::told.md").write_text(BLAME)
        # Fails by itself if there is a command that candor does not mean.
        for found in runner.run(redact="false").annotations():
            self.assertNotEqual(found.message, "told")

    def test_paths_are_taken_as_they_are_one_a_line(self):
        runner = self.runner()
        for name in ("applicants/ivo quill/answer.md", "house/-dashes.md", "left/out.md"):
            draft(runner.workspace / name, BLAME)
        commit(runner.workspace)
        result = runner.run(paths="applicants/ivo quill\r\n\nhouse/-dashes.md\n")
        self.assertEqual({found.properties["file"] for found in result.annotations()}, {"applicants/ivo quill/answer.md", "house/-dashes.md"}, result.log)
        result = runner.run(paths="-dashes.md", working_directory="house")
        self.assertEqual([found.properties["file"] for found in result.annotations()], ["house/-dashes.md"], result.log)

    def test_places_are_seen_from_the_top_of_the_repository(self):
        runner = self.runner()
        draft(runner.workspace / "office/drafts/answer.md", BLAME)
        draft(runner.workspace / "other.md", BLAME)
        commit(runner.workspace)
        for inputs in ({"working_directory": "office"}, {"working_directory": "office", "paths": "drafts"}, {"paths": "office"}):
            result = runner.run(**inputs)
            self.assertEqual([found.properties["file"] for found in result.annotations()], ["office/drafts/answer.md"], (inputs, result.log))

    def test_a_repository_below_the_workspace_is_its_own_top(self):
        runner = self.runner()
        draft(runner.workspace / "checkout/drafts/answer.md", BLAME)
        commit(runner.workspace / "checkout")
        result = runner.run(working_directory="checkout", sarif="true")
        self.assertIn("drafts/answer.md", {found.properties["file"] for found in result.annotations()}, result.log)
        self.assertEqual(result.used[0][1]["checkout_path"], str(runner.workspace / "checkout"))

    def test_what_github_does_not_show_is_said(self):
        runner = self.runner()
        draft(runner.workspace / "answer.md", *[f"{BLAME}\n"] * 10)
        sentence = "GitHub shows the first 10"
        self.assertNotIn(sentence, runner.run().log)
        draft(runner.workspace / "answer.md", *[f"{BLAME}\n"] * 11)
        result = runner.run()
        self.assertIn(sentence, result.log)
        self.assertEqual(len(result.annotations()), 11)

    def test_a_summary_that_github_would_drop_is_cut_and_says_so(self):
        # One that has 20,000 findings to tell.
        self.published = packed(
            '''
            if [ "$1" = --version ]; then exit; fi
            for arg; do case $arg in summary=*) file=${arg#summary=} ;; esac; done
            yes "<details>a finding, told in more than a few words, for which there is no place any more</details>" | head -n 20000 >"$file"
            '''
        )
        result = self.runner().run()
        self.assertGreater(Path(result.outputs["summary"]).stat().st_size, 1 << 20)
        self.assertLess(len(result.summary.encode()), 1 << 20)
        self.assertIn("This is not all", result.summary)

    def test_the_summary_can_be_left_out(self):
        runner = self.runner()
        draft(runner.workspace / "answer.md", BLAME)
        self.assertEqual(runner.run(summary="false").summary, "")

    def test_what_could_not_be_checked_fails_the_job_with_the_reason(self):
        runner = self.runner()
        (runner.workspace / "candor.toml").write_text("colour = 1\n")
        draft(runner.workspace / "answer.md", FINE)
        result = runner.run()
        self.fails(result, "unknown field")
        self.assertEqual((result.outputs["status"], runner.run(fail_on="never").success), ("2", False))


class PullRequest(Case):
    """A repository whose old drafts nobody cleans up, and a pull request that adds to it."""

    def setUp(self):
        super().setUp()
        self.origin = self.folder / "origin"
        (self.origin / "applicants").mkdir(parents=True)
        (self.origin / "candor.toml").write_text('select = ["blame", "excuse"]\n')
        draft(self.origin / "old.md", BLAME)
        self.base = commit(self.origin)
        git(self.origin, "config", "uploadpack.allowAnySHA1InWant", "true")
        git(self.origin, "checkout", "--quiet", "-b", "mine")
        draft(self.origin / "new.md", FINE, EXCUSE)
        self.head = commit(self.origin)
        git(self.origin, "checkout", "--quiet", "main")

    def merge(self):
        """What GitHub checks out: the pull request merged into its base as it is now."""
        git(self.origin, "checkout", "--quiet", "--detach", "main")
        git(self.origin, "merge", "--quiet", "--no-ff", "--message", "merge", self.head)
        return git(self.origin, "rev-parse", "HEAD")

    def clone(self, what, *depth):
        runner = Runner(self.folder / "runner", path=[releases(self.folder / "stubs", self.published)], event={"pull_request": {"base": {"sha": self.base}}})
        git(runner.workspace, "init", "--quiet")
        git(runner.workspace, "remote", "add", "origin", f"file://{self.origin}")
        # As actions/checkout does: one commit, or all.
        git(runner.workspace, "fetch", "--quiet", *depth, "origin", what, *([] if depth else ["main"]))
        git(runner.workspace, "checkout", "--quiet", what)
        return runner

    def files(self, result):
        return [found.properties.get("file", found.message) for found in result.annotations()]

    def test_only_what_it_adds_is_told(self):
        result = self.clone(self.merge()).run()
        self.assertEqual((self.files(result), result.success), (["new.md"], False), result.log)

    def test_a_shallow_clone_fetches_what_it_needs(self):
        self.assertEqual(self.files(self.clone(self.merge(), "--depth=1").run()), ["new.md"])

    def test_what_the_base_has_got_since_is_not_its_fault(self):
        draft(self.origin / "meanwhile.md", EXCUSE)
        commit(self.origin)
        merge = self.merge()
        for depth in ((), ("--depth=1",)):
            with self.subTest(depth):
                runner = self.clone(merge, *depth)
                self.assertEqual(self.files(runner.run()), ["new.md"])
                shutil.rmtree(runner.folder)

    def test_the_branch_itself_may_be_checked_out(self):
        self.assertEqual(self.files(self.clone(self.head).run()), ["new.md"])

    def test_everything_is_told_if_somebody_asks(self):
        self.assertEqual(self.files(self.clone(self.merge()).run(since="none")), ["new.md", "old.md"])

    def test_any_commit_can_be_compared_with(self):
        self.assertEqual(self.files(self.clone(self.merge()).run(since=self.head)), [])

    def test_a_commit_that_is_not_there_is_told_with_the_way_out(self):
        git(self.origin, "config", "uploadpack.allowAnySHA1InWant", "false")
        for since in ("f" * 40, "release/9", "--output=x"):
            with self.subTest(since):
                runner = self.clone(self.merge())
                self.fails(runner.run(since=since), "give actions/checkout 'fetch-depth: 0'")
                shutil.rmtree(runner.folder)

    def test_a_baseline_is_taken_where_there_is_one(self):
        runner = self.clone(self.merge())
        subprocess.run([CANDOR, "baseline"], cwd=runner.workspace, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        draft(runner.workspace / "newer.md", BLAME, EXCUSE)
        self.assertEqual(set(self.files(runner.run(since="none"))), {"newer.md"})
        self.assertEqual(set(self.files(runner.run(since="none", baseline="none"))), {"new.md", "newer.md", "old.md"})
        (runner.workspace / "house").mkdir()
        (runner.workspace / "candor.baseline").rename(runner.workspace / "house/known")
        self.assertEqual(set(self.files(runner.run(since="none"))), {"new.md", "newer.md", "old.md"})
        self.fails(runner.run(since="none", baseline="gone"), "gone")


if __name__ == "__main__":
    unittest.main()
