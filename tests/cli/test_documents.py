# SPDX-License-Identifier: GPL-2.0-or-later
"""Do help, manual page, README and exit codes say the same?

usage: test_documents.py NICCTL
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

NICCTL = sys.argv[1]
ROOT = pathlib.Path(__file__).resolve().parents[2]
MAN = (ROOT / "man" / "nicctl.8").read_text()
SYNOPSIS = MAN[MAN.index(".Sh SYNOPSIS"):MAN.index(".Sh DESCRIPTION")]
README = (ROOT / "README.md").read_text()
failures = 0


def check(name, is_good, *details):
    global failures
    failures += not is_good
    print("ok" if is_good else "FAILED", "-", name, *details)


def nicctl(*arguments):
    return subprocess.run([NICCTL, *arguments], capture_output=True, text=True, check=False)


def section(text, heading):
    """The indented lines below a heading of the program's help."""
    return re.search(rf"^{heading}\n((?:  .*\n)+)", text, re.M).group(1)


def man_options(command):
    """The options that the manual page describes for a command."""
    part = re.search(rf"^\.Ss Nm Cm {command}\b.*\n((?:(?!\.Ss |\.Sh ).*\n)*)", MAN, re.M)
    return set(re.findall(r"^\.It Fl Fl ([a-z-]+)", part.group(1), re.M)) if part else None


def check_command(command):
    result = nicctl(command, "--help")
    check(f"{command} --help: status 0, nothing on standard error",
          result.returncode == 0 and not result.stderr)
    check(f"help {command} is the same", nicctl("help", command).stdout == result.stdout)
    options = set(re.findall(r"^  --([a-z-]+)", section(result.stdout, "Options"), re.M))
    described = man_options(command)
    check(f"{command}: help and manual page have the same options",
          described == options - {"help"}, described, options)


def exit_codes(pattern, text):
    return [(int(code), " ".join(meaning.replace("\n", " ").split()))
            for code, meaning in re.findall(pattern, text, re.M)]


program = nicctl("--help")
check("--help: status 0, nothing on standard error",
      program.returncode == 0 and not program.stderr)
commands = [line.split()[0] for line in re.findall(r"^  \S.*$", section(program.stdout,
                                                                     "Commands"), re.M)]
check("commands were found", len(commands) >= 6)
for name in commands:
    if name != "help":
        check_command(name)
    check(f"the manual page's synopsis has {name}",
          re.search(rf"^\.Nm\n\.Cm {name}( |$)", SYNOPSIS, re.M) is not None)
    if name != "help":
        check(f"the README has {name}", f"nicctl {name}" in README)


def conf_keys():
    """The table of nicctl.conf(5): file, section, key, type, summary."""
    shown = json.loads(nicctl("config", "show", "DRIVER", "--json", "--root", "/proc").stdout)
    return [("drivers/DRIVER.conf" if value["driver"] else "nicctl.conf", value["section"],
             value["key"], value["type"] + (" ..." if value["is_list"] else ""),
             value["summary"]) for value in shown["values"]]


def man_keys():
    """The same, from the manual page; the text up to the first full stop or colon."""
    page = (ROOT / "man" / "nicctl.conf.5").read_text()
    keys = []
    for part in re.split(r"^\.S[sh] ", page, flags=re.M):
        heading = re.match(r"Section (\S+) of (\S+)\n", part)
        if not heading:
            continue
        for key, kind, text in re.findall(
                r"^\.It Cm (\S+) No = Ar ([A-Z=-]+(?: \.\.\.)?)\n([^.:]+)", part, re.M):
            keys.append((heading[2], heading[1], key, kind, " ".join(text.split())))
    return keys


table, described = conf_keys(), man_keys()
check("nicctl.conf(5) has the keys of the table, in its order",
      [key[:4] for key in described] == [key[:4] for key in table], described, table)
for in_table, in_man in zip(table, described):
    check(f"nicctl.conf(5) says of {in_table[2]} what the table says",
          in_man[4].startswith(in_table[4]), in_man[4], in_table[4])

check("the synopsis names no option that there is not",
      all(f"It Fl Fl {option}" in MAN for option in
          set(re.findall(r"Fl Fl ([a-z-]+)", SYNOPSIS)) - {"version"}))

codes = exit_codes(r"^  (\d)  (.*)$", section(program.stdout, "Exit codes"))
check("exit codes 0 to 9", [code for code, _ in codes] == list(range(10)))
man_exit = MAN[MAN.index(".Sh EXIT STATUS"):MAN.index(".Sh EXAMPLES")]
check("manual page: the same exit codes",
      exit_codes(r"^\.It (\d)\n([^.]+)\.$", man_exit) == codes,
      exit_codes(r"^\.It (\d)\n([^.]+)\.$", man_exit))
check("README: the same exit codes", exit_codes(r"^\| (\d) \| (.*) \|$", README) == codes,
      exit_codes(r"^\| (\d) \| (.*) \|$", README))

report = (ROOT / "tests" / "cli" / "cases" / "incident-lab.out").read_text()
report = report[:report.index("--- stderr")]
check("README: the report is what the program prints", report in README)

if shutil.which("mandoc"):
    for page in sorted((ROOT / "man").glob("nicctl*.[58]")):
        lint = subprocess.run(["mandoc", "-Tlint", "-W", "style", page],
                              capture_output=True, text=True, check=False)
        lines = [line for line in (lint.stdout + lint.stderr).splitlines()
                 if "outdated mandoc.db" not in line  # about this machine, not the page
                 and "referenced manual not found" not in line]
        check(f"{page.name} has no mandoc warnings", not lines, *lines)

sys.exit(failures > 0)
