# SPDX-License-Identifier: GPL-2.0-or-later
"""Do the completions of bash, zsh and fish offer what the program takes?

usage: test_completion.py NICCTL
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

NICCTL = sys.argv[1]
SHELLS = ("bash", "zsh", "fish")
failures = 0


def check(name, is_good, *details):
    global failures
    failures += not is_good
    print("ok" if is_good else "FAILED", "-", name, *([] if is_good else details))


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def fake_sys(top):
    """Two ports, one of them with a name that a shell would run; lo has no device."""
    driver = top / "sys/module/ice"
    (driver / "drivers").mkdir(parents=True)
    (driver / "refcnt").write_text("1\n")
    (top / "sys/module/irdma").mkdir()
    (top / "sys/module/irdma/refcnt").write_text("0\n")
    (top / "sys/module/kernel").mkdir()  # built in: it has no count
    (top / "sys/class/net/lo").mkdir(parents=True)
    for port in ("eth1", "$(touch$IFS$PWNED)"):
        device = top / "sys/class/net" / port / "device"
        (device / "driver").mkdir(parents=True)
        (device / "driver/module").symlink_to("../../../../../module/ice")


def write_scripts(top):
    for shell in SHELLS:
        result = run(NICCTL, "completion", shell)
        check(f"completion {shell}: status 0, nothing on standard error",
              result.returncode == 0 and not result.stderr)
        check(f"completion {shell}: no path but /sys", "/sys/" in result.stdout)
        (top / shell).write_text(result.stdout.replace("/sys/", f"{top}/sys/"))
        if not shutil.which(shell):
            print(f"skipped - there is no {shell} here")
            continue
        parsed = run(shell, "-n", str(top / shell))
        check(f"{shell} -n takes it", parsed.returncode == 0 and not parsed.stderr, parsed.stderr)


def bash(top, *words):
    """What bash offers for the last word."""
    script = ('cd "$1"; source ./bash; shift; COMP_WORDS=(nicctl "$@"); COMP_CWORD=$#; COMPREPLY=();'
              '_nicctl 2>&1; printf "%s\\n" "${COMPREPLY[@]}"')
    result = run("env", f"PWNED={top}/pwned", "bash", "--norc", "-c", script, "bash", str(top), *words)
    check("bash says nothing else", not result.stderr, result.stderr)
    return result.stdout.split("\n")[:-1] if result.stdout.strip() else []


def fish(top, *words):
    line = "nicctl " + " ".join(words)
    result = run("env", f"HOME={top}", f"PWNED={top}/pwned", "fish", "--no-config", "-c",
                 'cd $argv[1]; source fish; complete -C $argv[2]', str(top), line)
    check("fish says nothing else", not result.stderr, result.stderr)
    return [text.split("\t")[0] for text in result.stdout.splitlines()]


def commands_and_options():
    """From the program's help."""
    def names(text, heading, pattern):
        part = re.search(rf"^{heading}\n((?:  .*\n)+)", text, re.M).group(1)
        return re.findall(pattern, part, re.M)

    commands = names(run(NICCTL, "--help").stdout, "Commands", r"^  ([a-z-]+)")
    return {name: [] if name == "help" else
            names(run(NICCTL, name, "--help").stdout, "Options", r"^  (--[a-z-]+)")
            for name in commands}


def check_shell(name, complete, top):
    table = commands_and_options()
    check(f"{name}: all commands", set(table) <= set(complete(top, "")), complete(top, ""))
    check(f"{name}: one command", complete(top, "rxp") == ["rxpath"], complete(top, "rxp"))
    for command, options in table.items():
        if command == "help":
            continue
        offered = complete(top, command, "--")
        check(f"{name}: {command}: the options of its help", sorted(offered) == sorted(options),
              offered, options)
    check(f"{name}: help completes commands", complete(top, "help", "sn") == ["snapshot"])
    check(f"{name}: drivers", set(complete(top, "configure-driver", "")) == {"ice"},
          complete(top, "configure-driver", ""))
    check(f"{name}: no second driver", complete(top, "configure-driver", "ice", "i") == [])
    check(f"{name}: loaded modules", sorted(complete(top, "deps", "")) == ["ice", "irdma"],
          complete(top, "deps", ""))
    check(f"{name}: ports", complete(top, "rxpath", "e") == ["eth1"], complete(top, "rxpath", "e"))
    check(f"{name}: no port in the place of a number", complete(top, "rxpath", "--count", "e") == [])
    check(f"{name}: an option's value is no operand",
          complete(top, "rxpath", "--count", "1", "e") == ["eth1"])
    check(f"{name}: words, then a driver", sorted(complete(top, "config", "")) == ["check", "show"]
          and complete(top, "config", "show", "i") == ["ice"])
    check(f"{name}: words and ports", set(complete(top, "zc-check", "")) > {"all", "eth1"},
          complete(top, "zc-check", ""))
    check(f"{name}: each further port", complete(top, "compat", "eth0", "e") == ["eth1"])
    for words in (("list", "--from", "fi"), ("build", "--output", "sy")):
        check(f"{name}: files: {words}", complete(top, *words) in (["fish"], ["sys"], ["sys/"]),
              complete(top, *words))
    check(f"{name}: no name of a port was run", not (top / "pwned").exists())
    return table


def check_values():
    """The values that are offered are those that the program takes."""
    for option, words in (("--strategy", ("auto", "reload", "handover")),
                          ("--restore", ("auto", "always", "never"))):
        for word in words:
            offered = run(NICCTL, "configure-driver", "nosuch", option, word, "--from", "/dev/null")
            check(f"{option} {word} is right usage", offered.returncode == 1, offered.stderr)


def zsh(top, line):
    """What stands on the line of an interactive zsh after the tabulator."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(HOME=str(top), TERM="dumb", ZDOTDIR=str(top))
        os.execvp("zsh", ["zsh", "-f", "-i"])
    seen = ""

    def wait_for(text):
        nonlocal seen
        end = time.monotonic() + 30
        while text not in seen and time.monotonic() < end:
            if select.select([terminal], [], [], 1)[0]:
                seen += os.read(terminal, 4096).decode(errors="replace")
        return text in seen

    os.write(terminal, b"autoload -Uz compinit; compinit -u -D; PS1=; cd %s; source ./zsh; echo re''ady\n"
             % str(top).encode())
    was_ready = wait_for("ready\r\n")
    seen = seen.rpartition("ready\r\n")[2]
    was_ready = was_ready and wait_for("\x1b[?2004h")  # it reads keys from here on
    seen = ""
    os.write(terminal, line.encode() + b"\t.end\n")
    wait_for(".end")
    os.close(terminal)
    os.waitpid(pid, 0)
    return seen.replace("\a", "") if was_ready else "zsh was not ready: " + seen


with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)
    fake_sys(here)
    write_scripts(here)
    check_values()
    check_shell("bash", bash, here)
    check("bash: --strategy=", bash(here, "configure-driver", "--strategy", "=", "re") == ["reload"]
          and len(bash(here, "configure-driver", "--strategy", "=")) == 3)
    if shutil.which("fish"):
        check_shell("fish", fish, here)
    if shutil.which("zsh"):
        for typed, wanted in (("nicctl rxp", "nicctl rxpath"),
                              ("nicctl list --j", "nicctl list --json"),
                              ("nicctl configure-driver i", "nicctl configure-driver ice"),
                              ("nicctl rxpath e", "nicctl rxpath eth1"),
                              ("nicctl configure-driver --strategy rel",
                               "nicctl configure-driver --strategy reload"),
                              ("nicctl config ch", "nicctl config check"),
                              ("nicctl config show i", "nicctl config show ice"),
                              ("nicctl help sna", "nicctl help snapshot"),
                              ("nicctl zc-check al", "nicctl zc-check all"),
                              ("nicctl compat eth0 e", "nicctl compat eth0 eth1"),
                              ("nicctl list --from fi", "nicctl list --from fish")):
            shown = zsh(here, typed)
            check(f"zsh: {typed}", wanted in shown, repr(shown))
sys.exit(failures > 0)
