/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts about the kernel, its configuration and its symbols, from a made-up machine in a
 * folder. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <zlib.h>

#include "kmod_machine.h"
#include "test_kmod_maker.h"

static void test_kernel(void **state)
{
	const struct kmod_machine *fixture = *state;
	const struct kernel *kernel = &fixture->host->kernel;

	maker_text(fixture->root, "sys/kernel/security/lockdown",
		   "none [integrity] confidentiality\n");
	maker_text(fixture->root, "proc/sys/kernel/modules_disabled", "1\n");
	maker_text(fixture->root, "proc/keys",
		   "0b7a5e1c I------     2 perm 1f030000     0     0 keyring   "
		   ".builtin_trusted_keys: 2\n"
		   "1c7a5e1d I------     1 perm 1f030000     0     0 asymmetri "
		   "Some CA: the first: 6ccece7e: X509.rsa 7e4c6c0d []\n"
		   "2c7a5e1e I--Q---     1 perm 3f010000  1000  1000 asymmetri "
		   "A user's own: 7ccece7f: X509.rsa 7e4c6c0e []\n");
	kmod_machine_collect(fixture, &(struct facts_query){0});
	assert_string_equal(kernel->release, RELEASE);
	assert_string_equal(kernel->machine, MAKER_MACHINE);
	assert_int_equal(kernel->tainted, 12288);
	assert_true(kernel->modules_disabled);
	assert_string_equal(kernel->lockdown, "integrity");
	assert_true(kernel->enforces_signatures);
	assert_int_equal(kernel->trusted_keys.n, 1);
	assert_string_equal(kernel->trusted_keys.items[0],
			    "Some CA: the first: 6ccece7e");
}

static void test_signatures_enforced(void **state)
{
	const struct kmod_machine *fixture = *state;

	maker_text(fixture->root, "sys/kernel/security/lockdown",
		   "[none] integrity confidentiality\n");
	maker_text(fixture->root, "sys/module/module/parameters/sig_enforce", "Y\n");
	kmod_machine_collect(fixture, &(struct facts_query){0});
	assert_string_equal(fixture->host->kernel.lockdown, "none");
	assert_true(fixture->host->kernel.enforces_signatures);
}

static void test_conf(void **state)
{
	const struct kmod_machine *fixture = *state;
	const struct modconf *conf;

	maker_text(fixture->root, "etc/modprobe.d/test.conf",
		   "options ice debug=7\noptions ice more=1\n"
		   "install irdma /bin/true\nremove irdma /bin/false\n"
		   "blacklist ib-core\nsoftdep ice pre: ib_core post: irdma i40e\n"
		   "options unrelated x=1\n");
	kmod_machine_collect(fixture, &(struct facts_query){.target = "ice"});
	assert_int_equal(fixture->host->confs.n, 3);
	conf = host_conf(fixture->host, "ice");
	assert_string_equal(conf->options, "debug=7 more=1");
	assert_null(conf->install_cmd);
	assert_false(conf->is_blacklisted);
	assert_int_equal(conf->softdep_pre.n, 1);
	assert_int_equal(conf->softdep_post.n, 2);
	assert_string_equal(conf->softdep_post.items[0], "irdma");
	conf = host_conf(fixture->host, "irdma");
	assert_string_equal(conf->install_cmd, "/bin/true");
	assert_string_equal(conf->remove_cmd, "/bin/false");
	assert_true(host_conf(fixture->host, "ib_core")->is_blacklisted);
}

static const struct symbol *kernel_symbol(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->kernel_symbols.n; i++) {
		if (strcmp(host->kernel_symbols.items[i].name, name) == 0)
			return &host->kernel_symbols.items[i];
	}
	return NULL;
}

static void write_symvers(const struct kmod_machine *fixture)
{
	static const char text[] = "0x00000003\tpci_only_new\tvmlinux\tEXPORT_SYMBOL\t\n"
				   "0x00000002\tkmalloc_trace\tvmlinux\tEXPORT_SYMBOL\t\n"
				   "0x00000009\tunused\tvmlinux\tEXPORT_SYMBOL\t\n"
				   "0x00000008\tmodule_layout\tdrivers/x\tEXPORT_SYMBOL\t"
				   "\nbroken\n\n";
	char path[4200];
	gzFile file;

	maker_text(fixture->root, "boot/x", "");
	(void)snprintf(path, sizeof(path), "%s/boot/symvers-%s.gz", fixture->root,
		       RELEASE);
	file = gzopen(path, "w");
	assert_true(gzputs(file, text) > 0);
	gzclose(file);
}

/* Loaded modules vouch for kmalloc_trace; only the image knows pci_only_new. */
static void test_replacement(void **state)
{
	const struct kmod_machine *fixture = *state;
	const struct host *host = fixture->host;
	char path[4200];

	kmod_machine_module(fixture->root, "opt/ice.ko", "ice_new", 6, "pf_ring,ib-core");
	write_symvers(fixture);
	(void)snprintf(path, sizeof(path), "%s/opt/ice.ko", fixture->root);
	kmod_machine_collect(fixture,
			     &(struct facts_query){.target = "ice", .replacement = path});
	assert_non_null(host_file(host, path));
	assert_int_equal(host_file(host, path)->origin, ORIGIN_OTHER);
	(void)snprintf(path, sizeof(path), "%s/%s", fixture->root,
		       TREE "extra/pf_ring.ko");
	assert_non_null(host_file(host, path));
	assert_int_equal(host_file(host, path)->origin, ORIGIN_EXTRA);
	assert_int_equal(host->kernel_symbols.n, 1);
	assert_int_equal(kernel_symbol(host, "pci_only_new")->crc, 3);
	assert_int_equal(host->not_read.n, 0);
}

static void test_replacement_without_symvers(void **state)
{
	const struct kmod_machine *fixture = *state;
	char path[4200];

	kmod_machine_module(fixture->root, "opt/ice.ko", "ice_new", 6, "");
	(void)snprintf(path, sizeof(path), "%s/opt/ice.ko", fixture->root);
	kmod_machine_collect(fixture,
			     &(struct facts_query){.target = "ice", .replacement = path});
	assert_int_equal(fixture->host->kernel_symbols.n, 0);
	assert_int_equal(fixture->host->not_read.n, 1);
}

static void test_chardev(void **state)
{
	const struct kmod_machine *fixture = *state;
	struct maker *maker = maker_new();
	struct modules *modules = NULL;
	struct nic_err err;

	maker_info(maker, "name=cuse");
	maker_info(maker, "alias=char-major-10-203");
	maker_module(fixture->root, TREE "kernel/cuse.ko", maker);
	assert_true(kmod_machine_depmod(fixture->root));
	assert_int_equal(modules_open(fixture->root, &modules, &err), 0);
	assert_null(modules_of_chardev(modules, 10, 203)); /* not loaded */
	kmod_machine_loaded(fixture->root, "cuse", 1);
	assert_string_equal(modules_of_chardev(modules, 10, 203), "cuse");
	assert_null(modules_of_chardev(modules, 10, 204));
	modules_close(modules);
}

#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, kmod_machine_setup, kmod_machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kernel),
		TEST(test_signatures_enforced),
		TEST(test_conf),
		TEST(test_replacement),
		TEST(test_replacement_without_symvers),
		TEST(test_chardev),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
