"""The lines to copy from the README, by what they are for."""

import re

import yaml

from runner import ROOT, VERSION

SECTION = "## In a repository of drafts\n"


def section():
    text = (ROOT / "README.md").read_text()
    return text.split(SECTION)[1].split("\n## ")[0]


def blocks():
    """The YAML of the section: texts by "workflow" (a list), "pre-commit" and "gitlab"."""
    found = {"workflow": [], "pre-commit": [], "gitlab": []}
    for text in re.findall(r"^```yaml\n(.*?)^```$", section(), re.M | re.S):
        keys = yaml.safe_load(text)
        found["workflow" if "jobs" in keys else "pre-commit" if "repos" in keys else "gitlab"].append(text)
    (pre_commit,), (gitlab,) = found["pre-commit"], found["gitlab"]
    return {**found, "pre-commit": pre_commit, "gitlab": gitlab}


def steps(workflow):
    """The steps of a workflow's only job."""
    (job,) = yaml.safe_load(workflow)["jobs"].values()
    return job["steps"]


USES = f"OWNER/candor@v{VERSION}"
