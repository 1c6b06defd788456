"""A stand-in for GitHub's runner: executes the steps of action.yml as it does, with its files and variables, and notes what the steps ask of it."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CANDOR = Path(os.environ["CANDOR"])
VERSION = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.M)[1]
# Where the action pretends to come from.
REPOSITORY = "OWNER/candor"


def expression(text, contexts):
    """The value of an expression: names, texts, ==, !=, &&. Anything else is an error, so that no test passes by a misreading."""
    for operator in ("&&", "==", "!="):
        if operator in text:
            left, right = (expression(part, contexts) for part in text.split(operator, 1))
            return {"&&": left and right, "==": left == right, "!=": left != right}[operator]
    text = text.strip()
    if literal := re.fullmatch(r"'([^']*)'", text):
        return literal[1]
    if not re.fullmatch(r"[a-z_]+(\.[A-Za-z_-]+)+", text):
        raise ValueError(f"the runner of these tests does not know the expression {text!r}")
    value = contexts
    for key in text.split("."):
        if value is contexts and key not in contexts:
            raise ValueError(f"there is no context {key!r}")
        value = value.get(key, "") if isinstance(value, dict) else ""
    return value


def fill_in(text, contexts):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(expression(found[1], contexts)), str(text))


@dataclass
class Annotation:
    level: str
    properties: dict
    message: str


@dataclass
class Result:
    """What a run of the action came to."""

    success: bool = True
    log: str = ""
    summary: str = ""
    outputs: dict = field(default_factory=dict)
    # Other actions that were used: their name without the version, and what they were given.
    used: list = field(default_factory=list)

    def annotations(self):
        """What the runner would take for annotations, as its ActionCommand reads them."""
        found, stopped = [], None
        for line in self.log.splitlines():
            line = line.strip()
            if stopped:
                stopped = None if line == f"::{stopped}::" else stopped
            elif line.startswith("::stop-commands::"):
                stopped = line.removeprefix("::stop-commands::")
            elif command := re.fullmatch(r"::(error|warning|notice)(?: (.*?))?::(.*)", line):
                pairs = dict(pair.split("=", 1) for pair in (command[2] or "").split(",") if pair)
                found.append(Annotation(command[1], pairs, command[3].replace("%0A", "\n").replace("%25", "%")))
            elif line.startswith("::") or "##[" in line:
                raise AssertionError(f"a command that no step means to give: {line}")
        return found


class Runner:
    """A runner with an empty workspace. `path` holds folders that stand before the others on the PATH."""

    def __init__(self, folder, event=None, system=("Linux", "X64"), path=(), repository=REPOSITORY):
        self.folder = Path(folder)
        self.workspace = self.folder / "work space"
        self.temp = self.folder / "temp"
        self.action = self.folder / "_actions" / "OWNER" / "candor" / "v9"
        for new in (self.workspace, self.temp, self.action.parent):
            new.mkdir(parents=True)
        self.action.symlink_to(ROOT)
        self.contexts = {"github": {"action_repository": repository, "event": event or {}}}
        self.path = [str(folder) for folder in path]
        self.variables = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            # As on the real one.
            "GITHUB_ACTION_REPOSITORY": "",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_OS": system[0],
            "RUNNER_ARCH": system[1],
            "RUNNER_TEMP": str(self.temp),
            "HOME": str(self.folder),
        }
        # What actions/checkout does: a function from its inputs.
        self.checkout = None

    def run(self, **inputs):
        """Runs the action. Inputs are named with _ for -."""
        action = yaml.safe_load((ROOT / "action.yml").read_text())
        given = {name.replace("_", "-"): str(value) for name, value in inputs.items()}
        if unknown := given.keys() - action["inputs"].keys():
            raise ValueError(f"action.yml has no input {unknown}")
        contexts = {"inputs": {name: given.get(name, known["default"]) for name, known in action["inputs"].items()}, "steps": {}, **self.contexts}
        result = Result()
        for number, step in enumerate(action["runs"]["steps"]):
            if not result.success or not expression(step.get("if", "'yes'"), contexts):
                continue
            if "uses" in step:
                name = step["uses"].split("@")[0]
                given = {key: fill_in(value, contexts) for key, value in step.get("with", {}).items()}
                result.used.append((name, given))
                if name == "actions/checkout":
                    self.checkout(given)
                continue
            outputs = self._shell(step, number, contexts, result)
            contexts["steps"][step.get("id", "")] = {"outputs": outputs}
        result.outputs = {name: fill_in(output["value"], contexts) for name, output in action["outputs"].items()}
        return result

    def _shell(self, step, number, contexts, result):
        assert step["shell"] == "bash", step
        with tempfile.TemporaryDirectory(dir=self.folder) as commands:
            files = {name: Path(commands) / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_ENV")}
            for file in files.values():
                file.touch()
            script = Path(commands) / f"{number}.sh"
            script.write_text(fill_in(step["run"], contexts))
            path = os.pathsep.join([*self.path, os.environ["PATH"]])
            env = {"PATH": path, "LC_ALL": "C.UTF-8", **self.variables, **{name: str(file) for name, file in files.items()}}
            env |= {name: fill_in(value, contexts) for name, value in step.get("env", {}).items()}
            command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script]
            done = subprocess.run(command, cwd=self.workspace, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            result.log += done.stdout
            result.success = done.returncode == 0
            self.path[:0] = files["GITHUB_PATH"].read_text().split("\n")[:-1]
            result.summary += files["GITHUB_STEP_SUMMARY"].read_text()
            return dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())


def git(folder, *args):
    """Runs git without anybody's configuration."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ivo Quill"), ("EMAIL", "quill@example.org"))},
    }
    command = ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", "-C", str(folder), *args]
    return subprocess.run(command, env=env, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()


def commit(folder, message="drafts"):
    """Commits all there is, and gives back the commit."""
    if not (Path(folder) / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def draft(path, *sentences):
    """Writes an interview answer, a kind without an expected length."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\nkind: interview-answer\n---\n" + "\n".join(sentences) + "\n")


def program(folder, name, text):
    """Puts a program for the shell into `folder`."""
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/usr/bin/env bash\nset -euo pipefail\n{text}\n")
    file.chmod(0o755)
    return folder


def releases(folder, published):
    """A curl that knows the releases of REPOSITORY in the folder `published`, and nothing else of the world."""
    address = f"https://github.com/{REPOSITORY}/releases/download/"
    return program(
        folder,
        "curl",
        f"""
        files=() urls=() named=no
        while [ $# -gt 0 ]; do
            case $1 in
                --output) files+=("$2"); shift ;;
                -O | -*O) named=yes ;;
                --proto | --retry) shift ;;
                -*) ;;
                *) urls+=("$1") ;;
            esac
            shift
        done
        for number in "${{!urls[@]}}"; do
            url=${{urls[$number]}}
            if [ "$named" = yes ]; then file=${{url##*/}}; else file=${{files[$number]}}; fi
            case $url in
                "{address}v{VERSION}"/*) cp "{published}/${{url##*/}}" "$file" 2>/dev/null || exit 22 ;;
                *) exit 22 ;;
            esac
        done
        """,
    )
