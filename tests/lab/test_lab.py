#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the lab itself: above all, that nothing broken is ever reported as passed."""

import os
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import badmod
import cpio
import ddp
import firmware
import guest
import host
import kernel
import modules
import result
import scenario
import sources
import statedisk
import store
import topology
import zcbuild

GOOD = "# lab: started\nok 1 - a\nok 2 - b\n1..2\n# lab: exit 0\n"


class PowerCut(unittest.TestCase):
    """Boots on one disk, joined into one run."""

    def boot(self, folder, tap, cut):
        """Leave what a boot would leave."""
        (folder / "tap.log").write_text(tap, encoding="utf-8")
        (folder / "console.log").write_text("c\n", encoding="utf-8")
        if cut:
            (folder / statedisk.POWER_CUT).touch()

    def test_boots_are_one_run(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            boots = statedisk.Boots(folder)
            self.assertEqual(boots.variables(), {"LAB_BOOT": "1", "LAB_COUNT": "0"})
            self.boot(folder, "# lab: started\nok 1 - a\n", True)
            self.assertTrue(boots.again())
            self.assertEqual(boots.variables(), {"LAB_BOOT": "2", "LAB_COUNT": "1"})
            self.boot(folder, "# lab: started\nok 2 - b\n1..2\n# lab: exit 0\n", False)
            self.assertFalse(boots.again())
            tap = (folder / "tap.log").read_text(encoding="utf-8")
            self.assertEqual(result.judge(tap, "").reasons, [])
            self.assertEqual((folder / "console.log").read_text(encoding="utf-8"), "c\nc\n")

    def test_a_cut_without_another_boot_is_no_success(self):
        self.assertIn("did not end", "; ".join(result.judge("# lab: started\nok 1 - a\n", "").reasons))

    def test_endless_cuts_end(self):
        with tempfile.TemporaryDirectory() as name:
            boots = statedisk.Boots(Path(name))
            for count in range(statedisk.MOST_BOOTS):
                self.boot(Path(name), "", True)
                self.assertEqual(boots.again(), count + 1 < statedisk.MOST_BOOTS)

    def test_only_the_state_disk_is_known(self):
        with self.assertRaises(store.LabError):
            scenario.parse("x", Path("x"), "# disk: other\n")


class Judge(unittest.TestCase):
    """The verdict on what a guest wrote."""

    def reasons(self, tap, log="", expected=()):
        """Why the run is not a success, as one text."""
        return "; ".join(result.judge(tap, log, expected).reasons)

    def test_good_run(self):
        self.assertEqual(self.reasons(GOOD), "")
        self.assertEqual(self.reasons(GOOD.replace("\n", "\r\n")), "")

    def test_skipped(self):
        verdict = result.judge("# lab: started\n1..0 # SKIP no such port\n# lab: exit 0\n", "")
        self.assertTrue(verdict.passed)
        self.assertEqual(verdict.skipped, "no such port")

    def test_nothing_printed(self):
        self.assertIn("never started", self.reasons(""))

    def test_failed_check(self):
        self.assertIn("not ok 2", self.reasons(GOOD.replace("ok 2", "not ok 2")))

    def test_known_bug(self):
        self.assertEqual(self.reasons(GOOD.replace("ok 2 - b", "not ok 2 - b # TODO link")), "")

    def test_no_plan(self):
        self.assertIn("no plan", self.reasons(GOOD.replace("1..2\n", "")))

    def test_lost_check(self):
        self.assertIn("planned 2", self.reasons(GOOD.replace("ok 2 - b\n", "")))
        self.assertIn("out of order", self.reasons(GOOD.replace("ok 2", "ok 1")))

    def test_no_check_at_all(self):
        self.assertIn("checked nothing", self.reasons("# lab: started\n1..0\n# lab: exit 0\n"))

    def test_script_fails_after_its_plan(self):
        self.assertIn("ended with 1", self.reasons(GOOD.replace("exit 0", "exit 1")))

    def test_cut_off(self):
        self.assertIn("did not end", self.reasons(GOOD.replace("# lab: exit 0\n", "")))

    def test_bail_out(self):
        self.assertIn("Bail out", self.reasons("Bail out! no driver\n" + GOOD))

    def test_kernel_trouble(self):
        for text in ("WARNING: CPU: 0 PID: 1 at net/core/dev.c:1", "BUG: kernel NULL pointer",
                     "Oops: 0000 [#1]", "Call Trace:", "refcount_t: underflow; use-after-free.",
                     "unregister_netdevice: waiting for eth0 to become free. Usage count = 1"):
            self.assertIn("kernel log", self.reasons(GOOD, f"[    1.234567] {text}"), text)
            self.assertIn("kernel log", self.reasons(GOOD, f"half a line[   11.234567] {text}"), text)

    def test_links_stay_in_the_packages(self):
        """udevd is a link to /bin/udevadm: that of the packages, not this machine's, which may have none."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "bin").mkdir()
            (root / "bin" / "tool").write_text("tool")
            (root / "lib").mkdir()
            (root / "lib" / "link").symlink_to("/bin/tool")
            self.assertEqual(guest._files(root, ["lib/link"]), {"lib/link": root / "bin" / "tool"})
            with self.assertRaisesRegex(store.LabError, "no 'lib/other'"):
                guest._files(root, ["lib/other"])

    def test_programs_may_warn(self):
        self.assertEqual(self.reasons(GOOD, "modprobe: WARNING: Module x not found"), "")

    def test_expected_trouble(self):
        log = "[    1.000000] WARNING: expected\n[    1.000001] Call Trace:\n"
        self.assertEqual(self.reasons(GOOD, log, ["expected"]), "")
        self.assertIn("Call Trace", self.reasons(GOOD, log + "[    2.000000] Call Trace:", ["expected"]))
        self.assertEqual(self.reasons(GOOD, log + "[    2.000000] WARNING: other", ["expected"]),
                         "kernel log: WARNING: other")


class Again(unittest.TestCase):
    """What a second boot is for."""

    def test_irdma(self):
        log = ("[   28.5] refcount_t: underflow; use-after-free.\n[   28.5] Call Trace:\n"
               "[   28.5]  irdma_cleanup_pending_cqp_op+0x6f/0x100 [irdma]\n")
        self.assertTrue(result.irdma_failed(log))
        self.assertFalse(result.irdma_failed(log.replace("irdma_cleanup_pending_cqp_op", "ice_remove")))
        self.assertFalse(result.irdma_failed("irdma_cleanup_pending_cqp_op"))


class Headers(unittest.TestCase):
    """Scenario headers and topologies."""

    def test_keys(self):
        item = scenario.parse("x", Path("x"), "# modules: ice irdma\n# append: a=1\n# append: b\n"
                              "# long-timeout: 900\n# Free text: is ignored.\n. lib\n# timeout: 1\n")
        self.assertEqual((item.modules, item.append), (["ice", "irdma"], ["a=1", "b"]))
        for is_long, limit in (("0", 90), ("1", 900)):
            with mock.patch.dict(os.environ, {"NICCTL_LONG": is_long}):
                self.assertEqual(item.limit, limit)

    def test_short_kernels(self):
        item = scenario.parse("x", Path("x"), "# short-kernels: 6.12\n")
        for is_long, planned in (("0", ["6.12"]), ("1", kernel.all_series())):
            with mock.patch.dict(os.environ, {"NICCTL_LONG": is_long}):
                self.assertEqual(item.planned, planned)

    def test_typo(self):
        with self.assertRaisesRegex(store.LabError, "x:1: unknown key 'module'"):
            scenario.parse("x", Path("x"), "# module: ice\n")

    def test_unknown_kernel(self):
        with self.assertRaisesRegex(store.LabError, "unknown kernel 2.4"):
            scenario.parse("x", Path("x"), "# kernels: 2.4\n")

    def test_all_of_the_project(self):
        for item in scenario.load_all():
            topology.load(item.topology)

    def test_topologies(self):
        for name in topology.names():
            place = topology.load(name)
            if not place.secure_boot:
                self.assertIn("-machine", place.arguments())

    def test_secure_boot(self):
        self.assertIn("smm=off", " ".join(topology.load("plain").arguments()))
        with mock.patch.object(firmware, "CODE", Path("/dev/null")):
            with self.assertRaisesRegex(store.Unavailable, "no /dev/null: the package ovmf is not installed"):
                topology.load("secure-boot").arguments()
        if not firmware.CODE.is_file():
            self.skipTest("the package ovmf is not installed")
        words = " ".join(topology.load("secure-boot").arguments())
        self.assertIn("smm=on", words)
        self.assertIn(f"snapshot=on,file={firmware.VARIABLES}", words)

    def test_signing_is_done_by_the_program_under_test(self):
        with mock.patch.object(zcbuild, "built", lambda _, names: {name: None for name in names}):
            self.assertEqual(firmware.signed(None, [], None), {})
            with self.assertRaisesRegex(store.LabError, "zc-signed needs nicctl"):
                firmware.signed(None, ["ice"], None)

    def test_functions_of_a_card(self):
        words = " ".join(topology.load("incident").arguments())
        self.assertIn("bus=slot-capture,addr=0.0", words)
        self.assertIn("bus=slot-capture,addr=0.1", words)
        self.assertEqual(words.count("id=slot-capture"), 1)

    def test_which_qemu(self):
        self.assertFalse(topology.load("ports").needs_devices())
        self.assertTrue(topology.load("incident").needs_devices())

    def test_way_out(self):
        self.assertEqual(topology.load("incident").outlet(), "mgmt-net")
        self.assertEqual(topology.load("incident-bond").outlet(), "hub2-user")
        self.assertIsNone(topology.load("plain").outlet())


class Sources(unittest.TestCase):
    """Where source packages come from."""

    def test_deb822(self):
        text = ("# a comment\nTypes: deb\nURIs: http://a\nSuites: b\n\n"
                "Types: deb deb-src\nURIs: http://c\n\n"
                "Enabled: no\nTypes: deb\nURIs: http://d\n")
        self.assertEqual(sources.deb_src(text, True), "Types: deb-src\nURIs: http://a\nSuites: b\n\n"
                         "Types: deb-src\nURIs: http://c\n")

    def test_one_line(self):
        text = "# deb http://old x main\ndeb [signed-by=/k] http://a b main\ndeb-src http://c d main\n"
        self.assertEqual(sources.deb_src(text, False), "deb-src [signed-by=/k] http://a b main\n"
                         "deb-src http://c d main\n")


class World(unittest.TestCase):
    """What a scenario asks of the world outside its guest."""

    def ask(self, *lines):
        """The answers to LINES."""
        with tempfile.TemporaryDirectory() as folder:
            with host.Host(topology.load("plain"), Path(folder) / "log") as helper:
                helper.start()
                answers = []
                with socket.socket(fileno=os.dup(helper.descriptors()[1])) as guest, guest.makefile("r") as reader:
                    for line in lines:
                        guest.sendall(f"{line}\n".encode())
                        answers.append(reader.readline().rstrip("\n"))
                return answers

    def test_every_line_gets_one_answer(self):
        answers = self.ask("", "dance", "link x0 sideways", "session check", "session open 10.0.2.15", "fault x0 many")
        self.assertEqual([answer.split()[0] for answer in answers], ["error"] * 6)
        self.assertEqual(answers[1], "error no action 'dance'")
        self.assertEqual(answers[3], "error no session was opened")
        self.assertEqual(answers[4], "error topology plain has no way out of the guest")

    def test_ddp_package(self):
        data = ddp.package()
        self.assertEqual(data[:8], bytes((1, 0, 0, 0, 2, 0, 0, 0)))
        self.assertEqual(len(data) % ddp.BUFFER_SIZE, len(data) - 5 * ddp.BUFFER_SIZE)


class Files(unittest.TestCase):
    """Archives, module trees, the cache."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_archive_merges_usr(self):
        self.assertEqual(cpio.guest_path("/lib/x/../libc.so"), "usr/lib/libc.so")
        self.assertEqual(cpio.guest_path("etc/passwd"), "etc/passwd")

    def test_archive_is_aligned_and_stable(self):
        def make():
            archive = cpio.Archive()
            archive.file("lab/a", "abc")
            archive.link("bin", "usr/bin")
            return archive.bytes()
        self.assertEqual(make(), make())
        self.assertEqual(len(make()) % 4, 0)

    def test_module_closure(self):
        (self.folder / "modules.builtin").write_text("kernel/x/built-in.ko\n")
        (self.folder / "modules.softdep").write_text("softdep top pre: soft-one other\n")
        (self.folder / "modules.dep").write_text(
            "k/top.ko.xz: k/mid.ko.xz\nk/mid.ko.xz:\nk/soft-one.ko:\nk/alone.ko:\n")
        tree = modules.Tree(self.folder)
        self.assertEqual(tree.closure(["top", "built_in"]), ["k/mid.ko.xz", "k/soft-one.ko", "k/top.ko.xz"])
        with self.assertRaises(store.LabError):
            tree.path("missing")

    def test_half_built_folder_is_never_seen(self):
        os.environ["NICCTL_LAB_CACHE"] = str(self.folder)
        self.addCleanup(os.environ.pop, "NICCTL_LAB_CACHE")

        def broken(temp):
            (temp / "part").write_text("x")
            raise store.LabError("no network")
        with self.assertRaises(store.LabError):
            store.built_dir(self.folder / "sub" / "thing", broken)
        self.assertEqual(list((self.folder / "sub").iterdir()), [])

    def test_two_runs_build_once(self):
        code = ("import store, sys, time, os\n"
                "from pathlib import Path\n"
                "def build():\n"
                "    time.sleep(0.5); os.write(1, b'built\\n'); return b'x'\n"
                "store.built_file(store.cache_dir() / 'a' / 'b', build)\n")
        env = dict(os.environ, NICCTL_LAB_CACHE=str(self.folder))
        runs = [subprocess.Popen([sys.executable, "-c", code], cwd=store.LAB, env=env,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(3)]
        out = b"".join(run.communicate()[0] for run in runs)
        self.assertEqual([run.returncode for run in runs], [0, 0, 0])
        self.assertEqual(out, b"built\n")

    def test_bad_modules(self):
        """Each way alters a stock module and leaves the rest alone."""
        try:
            tree = modules.Tree(kernel.find(kernel.all_series()[-1]).modules)
        except store.Unavailable as reason:
            self.skipTest(str(reason))
        good = badmod.read(tree.path("ice"))
        bare = badmod.strip_signature(good)
        self.assertLess(len(bare), len(good))
        self.assertEqual(badmod.strip_signature(bare), bare)
        for how, argument in (("export-crc", ["ice_add_rdma_qset"]), ("vermagic", []), ("release", [])):
            bad = badmod.spoil(good, how, *argument)
            self.assertEqual(sum(a != b for a, b in zip(bad, bare)), 1, how)
        with self.assertRaisesRegex(store.LabError, "needs no symbol"):
            badmod.spoil(good, "crc", "no_such_symbol")
        with self.assertRaisesRegex(store.LabError, "argument"):
            badmod.spoil(good, "crc")


class Runs(unittest.TestCase):
    """Whole runs that must fail: the guest really boots."""

    def lab_run(self, text):
        """Run a scenario with that text; returns (exit code, output)."""
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "negative.sh"
            script.write_text(text)
            done = subprocess.run(
                [sys.executable, store.LAB / "lab", "run", script, "--kernel", kernel.all_series()[0],
                 "--results", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode == 77:
            self.skipTest(done.stdout)
        return done.returncode, done.stdout

    def assert_fails(self, text, reason):
        """The run is reported as failed, for that reason."""
        code, output = self.lab_run(text)
        self.assertEqual(code, 1, output)
        self.assertIn(reason, output)

    def test_silent_guest(self):
        self.assert_fails("echo nothing to say\n", "no plan")

    def test_failing_check(self):
        self.assert_fails(". /lab/lib.sh\ncheck two false\nfinish\n", "not ok 1 - two")

    def test_panic(self):
        self.assert_fails(". /lab/lib.sh\npass one\necho c >/proc/sysrq-trigger\nfinish\n", "Kernel panic")

    def test_timeout(self):
        self.assert_fails("# timeout: 8\nsleep 100\n", "stopped after 8 s")

    def test_kernel_warning(self):
        self.assert_fails(". /lab/lib.sh\npass one\necho '<4>WARNING: made up' >/dev/kmsg\nfinish\n",
                          "kernel log: WARNING: made up")

    def test_boot_that_dies_is_repeated_once(self):
        code, output = self.lab_run("# append: rdinit=/nothing\n")
        self.assertEqual(code, 1, output)
        self.assertEqual(output.count("booting once more"), 1)


if __name__ == "__main__":
    unittest.main()
