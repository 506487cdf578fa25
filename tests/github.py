"""GitHub behind its command line program, which no test can reach: it keeps what it was told."""

import json
import os
import subprocess
import sys

# Lists milestones, labels and issues as the script asks for them. With STOP_AFTER, it fails once so many issues exist, as a lost connection does.
GH = f"""#!{sys.executable}
import json, os, pathlib, sys
path = pathlib.Path(os.environ["GITHUB"])
state = json.loads(path.read_text()) if path.exists() else {{"calls": [], "milestones": [], "labels": [], "issues": []}}
words = sys.argv[1:]
state["calls"].append(words)
options = dict(word[2:].split("=", 1) for word in words if word.startswith("--") and "=" in word)
if words[:2] == ["issue", "create"]:
    if len(state["issues"]) == int(os.environ.get("STOP_AFTER", -1)):
        sys.exit("connection lost")
    state["issues"].append(options)
elif words[:2] == ["label", "create"]:
    state["labels"].append(words[2])
elif words[0] == "api" and "-f" in words:
    state["milestones"].append(words[words.index("-f") + 1].removeprefix("title="))
elif words[0] == "api":
    kind = words[2].split("?")[0].rpartition("/")[2]
    print("\\n".join(issue["body"] for issue in state["issues"]) if kind == "issues" else "\\n".join(state[kind]))
path.write_text(json.dumps(state))
"""


class GitHub:
    """A repository on GitHub, as far as the script sees it."""

    def __init__(self, folder):
        self.folder = folder
        self.state = folder / "github.json"
        program = folder / "bin" / "gh"
        program.parent.mkdir()
        program.write_text(GH)
        program.chmod(0o755)

    def run(self, script, **variables):
        path = self.folder / "create-issues.sh"
        path.write_text(script, newline="")
        environment = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "GITHUB": str(self.state), **variables}
        subprocess.run(["sh", "-n", path], check=True)
        return subprocess.run(
            ["sh", "-eu", path], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def __getattr__(self, name):
        return json.loads(self.state.read_text())[name]
