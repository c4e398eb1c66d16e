/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts about modules, from a made-up machine in a folder. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <elf.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "modules.h"
#include "test_kmod_maker.h"

#define RELEASE "6.1.0-test"
#define VERMAGIC RELEASE " SMP preempt mod_unload modversions "
#define TREE "lib/modules/" RELEASE "/"

struct fixture {
	char *root;
	struct host *host;
};

/* Exports the symbol "NAME_call" (CRC 0x100 + @id), needs two of the kernel's. */
static void make_module(const char *root, const char *path, const char *name, uint8_t id,
			const char *depends)
{
	struct maker *maker = maker_new();
	char text[200];

	(void)snprintf(text, sizeof(text), "name=%s", name);
	maker_info(maker, text);
	(void)snprintf(text, sizeof(text), "depends=%s", depends);
	maker_info(maker, text);
	maker_info(maker, "vermagic=" VERMAGIC);
	(void)snprintf(text, sizeof(text), "srcversion=%08X", id);
	maker_info(maker, text);
	(void)snprintf(text, sizeof(text), "__crc_%s_call", name);
	maker_symbol(maker, text, STB_GLOBAL, SHN_ABS, 0x100U + id);
	maker_version(maker, "module_layout", 0x1);
	maker_version(maker, "kmalloc_trace", 0x2);
	maker_symbol(maker, "kmalloc_trace", STB_GLOBAL, SHN_UNDEF, 0);
	if (strcmp(name, "ice_new") == 0) {
		maker_version(maker, "pci_only_new", 0x3);
		maker_symbol(maker, "pci_only_new", STB_GLOBAL, SHN_UNDEF, 0);
	}
	maker_build_id(maker, id);
	maker_module(root, path, maker);
}

static void show_loaded(const char *root, const char *name, uint8_t id)
{
	uint8_t note[36] = {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};
	char path[200];

	memset(note + 16, id, 20);
	(void)snprintf(path, sizeof(path), "sys/module/%s/notes/.note.gnu.build-id",
		       name);
	maker_write(root, path, note, sizeof(note));
	(void)snprintf(path, sizeof(path), "sys/module/%s/initstate", name);
	maker_text(root, path, "live\n");
}

static bool run_depmod(const char *root)
{
	return maker_run((const char *[]){"depmod", "-b", root, RELEASE, NULL}) == 0;
}

static void make_machine(const char *root)
{
	maker_text(root, "proc/sys/kernel/osrelease", RELEASE "\n");
	maker_text(root, "proc/sys/kernel/arch", MAKER_MACHINE "\n");
	maker_text(root, "proc/sys/kernel/tainted", "12288\n");
	maker_text(root, "proc/sys/kernel/modules_disabled", "0\n");
	maker_text(root, "proc/modules",
		   "irdma 1 0 - Live 0x0000000000000000\n"
		   "ice 1 3 irdma, Live 0x0000000000000000 (OE)\n"
		   "i40e 1 1 irdma, Live 0x0000000000000000\n"
		   "ib_core 1 1 irdma,[permanent], Live 0x0000000000000000\n"
		   "gone 1 0 - Unloading 0x0000000000000000\n"
		   "coming 1 0 - Loading 0x0000000000000000\n"
		   "stuck 1 - - Live 0x0000000000000000\n");
	maker_text(root, TREE "modules.order", "");
	maker_text(root, TREE "modules.builtin.modinfo", "");
	maker_text(root, TREE "modules.builtin", "kernel/net/8021q/e1000-e.ko\n");
	make_module(root, TREE "kernel/ice.ko", "ice", 1, "");
	make_module(root, TREE "kernel/i40e.ko", "i40e", 2, "");
	make_module(root, TREE "kernel/irdma.ko", "irdma", 3, "ice,i40e,ib_core");
	make_module(root, TREE "updates/ib_core.ko", "ib_core", 4, "");
	make_module(root, TREE "extra/pf_ring.ko", "pf_ring", 5, "");
	show_loaded(root, "ice", 1);
	show_loaded(root, "i40e", 9); /* not the installed one */
	show_loaded(root, "irdma", 3);
	maker_text(root, "sys/module/ice/taint", "OE\n");
	maker_text(root, "sys/module/ice/version", "1.9.11\n");
	maker_text(root, "sys/module/ice/parameters/debug", "-1\n");
	maker_text(root, "sys/module/ice/parameters/empty", "\n");
	maker_text(root, "sys/module/ice/drivers/pci:ice/bind", "");
	maker_text(root, "sys/module/ice/drivers/auxiliary:ice.roce/bind", "");
	maker_text(root, "sys/kernel/config/ice/port0/enable", "");
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->root = maker_folder();
	fixture->host = host_new();
	make_machine(fixture->root);
	if (!run_depmod(fixture->root)) {
		(void)fprintf(stderr, "skipped: depmod is not installed\n");
		exit(77);
	}
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	maker_remove_folder(fixture->root);
	host_free(fixture->host);
	free(fixture);
	return 0;
}

static void collect(const struct fixture *fixture, const struct facts_query *query)
{
	struct modules *modules = NULL;
	struct nic_err err = {0};

	assert_int_equal(modules_open(fixture->root, &modules, &err), 0);
	assert_int_equal(modules_collect(modules, query, fixture->host, &err), 0);
	modules_close(modules);
}

static const struct module *module_of(const struct fixture *fixture, const char *name)
{
	const struct module *module = host_module(fixture->host, name);

	assert_non_null(module);
	return module;
}

static void assert_ends(const char *text, const char *end)
{
	assert_non_null(text);
	assert_true(strlen(text) >= strlen(end));
	assert_string_equal(text + strlen(text) - strlen(end), end);
}

static void test_graph(void **state)
{
	const struct fixture *fixture = *state;
	const struct module *module;

	collect(fixture, &(struct facts_query){0});
	assert_true(fixture->host->kernel.has_modules);
	assert_int_equal(fixture->host->modules.n, 7);
	assert_string_equal(fixture->host->modules.items[0].name, "irdma");
	module = module_of(fixture, "ice");
	assert_true(module->has_refcnt);
	assert_int_equal(module->refcnt, 3);
	assert_int_equal(module->holders.n, 1);
	assert_string_equal(module->holders.items[0], "irdma");
	assert_false(module->is_permanent);
	assert_false(module->has_details);
	module = module_of(fixture, "ib-core");
	assert_true(module->is_permanent);
	assert_int_equal(module->holders.n, 1);
	assert_int_equal(module_of(fixture, "gone")->state, MODULE_UNLOADING);
	assert_int_equal(module_of(fixture, "coming")->state, MODULE_LOADING);
	assert_false(module_of(fixture, "stuck")->has_refcnt);
	assert_true(module_of(fixture, "stuck")->is_permanent);
}

static void test_details(void **state)
{
	const struct fixture *fixture = *state;
	const struct module *ice;

	collect(fixture, &(struct facts_query){.target = "ice"});
	ice = module_of(fixture, "ice");
	assert_true(ice->has_details);
	assert_true(ice->instance != 0);
	assert_string_equal(ice->taint, "OE");
	assert_string_equal(ice->version, "1.9.11");
	assert_null(ice->srcversion);
	assert_int_equal(ice->params.n, 2);
	assert_string_equal(ice->params.items[0].name, "debug");
	assert_string_equal(ice->params.items[0].value, "-1");
	assert_string_equal(ice->params.items[1].value, "");
	assert_int_equal(ice->drivers.n, 2);
	assert_string_equal(ice->drivers.items[0], "auxiliary:ice.roce");
	assert_string_equal(ice->drivers.items[1], "pci:ice");
	assert_int_equal(ice->configfs.n, 1);
	assert_string_equal(ice->configfs.items[0], "port0");
}

/* The target, its holders, and what these depend on; nothing else. */
static void test_selection(void **state)
{
	const struct fixture *fixture = *state;

	collect(fixture, &(struct facts_query){.target = "ice"});
	assert_true(module_of(fixture, "irdma")->has_details);
	assert_true(module_of(fixture, "i40e")->has_details);
	assert_true(module_of(fixture, "ib_core")->has_details);
	assert_false(module_of(fixture, "gone")->has_details);
	assert_int_equal(fixture->host->files.n, 4);
}

static void test_selection_of_everything(void **state)
{
	const struct fixture *fixture = *state;

	collect(fixture, &(struct facts_query){.everything = true});
	/* Without a folder below /sys/module: it has gone meanwhile. */
	assert_true(module_of(fixture, "gone")->has_details);
	assert_int_equal(module_of(fixture, "gone")->instance, 0);
	assert_null(module_of(fixture, "gone")->path);
	assert_int_equal(fixture->host->not_read.n, 0);
}

static void test_selection_of_port_drivers(void **state)
{
	const struct fixture *fixture = *state;
	struct port ports[] = {{.module = "i40e"}, {.module = NULL}};

	fixture->host->ports.items = ports;
	fixture->host->ports.n = 2;
	collect(fixture, &(struct facts_query){0});
	assert_true(module_of(fixture, "i40e")->has_details);
	assert_false(module_of(fixture, "ice")->has_details);
	fixture->host->ports.n = 0;
}

static void test_sources(void **state)
{
	const struct fixture *fixture = *state;
	const struct module *module;

	collect(fixture, &(struct facts_query){.target = "ice"});
	module = module_of(fixture, "ice");
	assert_ends(module->path, "/kernel/ice.ko");
	assert_true(module->path_is_proven);
	assert_int_equal(host_file_of(fixture->host, module)->origin, ORIGIN_IN_TREE);
	module = module_of(fixture, "i40e"); /* another build is loaded */
	assert_ends(module->path, "/kernel/i40e.ko");
	assert_false(module->path_is_proven);
	module = module_of(fixture, "ib_core"); /* the kernel shows no build id */
	assert_ends(module->path, "/updates/ib_core.ko");
	assert_false(module->path_is_proven);
	assert_int_equal(host_file_of(fixture->host, module)->origin, ORIGIN_UPDATES);
	assert_string_equal(fixture->host->kernel.vermagic, VERMAGIC);
}

static void test_source_by_srcversion(void **state)
{
	const struct fixture *fixture = *state;

	maker_text(fixture->root, "sys/module/ib_core/srcversion", "00000004\n");
	collect(fixture, &(struct facts_query){.target = "ib_core"});
	assert_true(module_of(fixture, "ib_core")->path_is_proven);
}

static void write_record(const struct fixture *fixture, mode_t mode)
{
	char text[4200];

	make_module(fixture->root, "opt/i40e.ko", "i40e", 9, "");
	(void)snprintf(text, sizeof(text), "%s/opt/i40e.ko\n", fixture->root);
	maker_text(fixture->root, "run/nicctl/loaded/i40e", text);
	(void)snprintf(text, sizeof(text), "%s/run/nicctl/loaded/i40e", fixture->root);
	assert_int_equal(chmod(text, mode), 0);
}

/* The record counts only if it is root's alone, which root can test. */
static void test_source_by_record(void **state)
{
	const struct fixture *fixture = *state;
	const struct module *module;

	write_record(fixture, 0644);
	collect(fixture, &(struct facts_query){.target = "i40e"});
	module = module_of(fixture, "i40e");
	assert_ends(module->installed_path, "/kernel/i40e.ko");
	assert_non_null(host_installed_file(fixture->host, "i40e"));
	assert_int_equal(module->path_is_proven, geteuid() == 0);
	assert_ends(module->path, geteuid() == 0 ? "/opt/i40e.ko" : "/kernel/i40e.ko");
}

static void test_record_of_others(void **state)
{
	const struct fixture *fixture = *state;

	write_record(fixture, 0666);
	collect(fixture, &(struct facts_query){.target = "i40e"});
	assert_false(module_of(fixture, "i40e")->path_is_proven);
	assert_ends(module_of(fixture, "i40e")->path, "/kernel/i40e.ko");
}

/* A record of the time before another file was loaded is no proof. */
static void test_record_outdated(void **state)
{
	const struct fixture *fixture = *state;

	write_record(fixture, 0644);
	show_loaded(fixture->root, "i40e", 2);
	collect(fixture, &(struct facts_query){.target = "i40e"});
	assert_true(module_of(fixture, "i40e")->path_is_proven);
	assert_ends(module_of(fixture, "i40e")->path, "/kernel/i40e.ko");
}

/* As written by nicctl itself, over an older note. */
static void test_remember(void **state)
{
	const struct fixture *fixture = *state;
	struct modules *modules = NULL;
	struct nic_err err = {0};
	char path[4200];

	make_module(fixture->root, "opt/i40e.ko", "i40e", 9, "");
	(void)snprintf(path, sizeof(path), "%s/opt/i40e.ko", fixture->root);
	assert_int_equal(modules_open(fixture->root, &modules, &err), 0);
	assert_int_equal(modules_remember(modules, "i40e", "/old", &err), 0);
	assert_int_equal(modules_remember(modules, "i40e", path, &err), 0);
	assert_int_equal(modules_remember(modules, "i40e", "relative", &err), -EINVAL);
	assert_int_equal(modules_remember(modules, "i40e", "/a\nb", &err), -EINVAL);
	assert_int_equal(modules_remember(modules, "../i40e", path, &err), -EINVAL);
	modules_close(modules);
	collect(fixture, &(struct facts_query){.target = "i40e"});
	if (geteuid() == 0)
		assert_string_equal(module_of(fixture, "i40e")->path, path);
}

static void test_live_only(void **state)
{
	const struct fixture *fixture = *state;
	const struct module *ice;

	maker_text(fixture->root, "etc/modprobe.d/test.conf", "options ice debug=7\n");
	collect(fixture, &(struct facts_query){.target = "ice", .live_only = true});
	ice = module_of(fixture, "ice");
	assert_true(ice->has_details);
	assert_non_null(ice->build_id);
	assert_true(module_of(fixture, "irdma")->has_details);
	assert_null(ice->path);
	assert_int_equal(fixture->host->files.n, 0);
	assert_int_equal(fixture->host->confs.n, 0);
}

static void test_damaged_file(void **state)
{
	const struct fixture *fixture = *state;
	const struct modfile *file;

	maker_text(fixture->root, TREE "kernel/ice.ko", "rubbish");
	collect(fixture, &(struct facts_query){.target = "ice"});
	file = host_file_of(fixture->host, module_of(fixture, "ice"));
	assert_string_equal(file->problem, "is not an ELF file");
	assert_string_equal(file->name, "ice");
	assert_false(module_of(fixture, "ice")->path_is_proven);
}

static void test_builtin(void **state)
{
	const struct fixture *fixture = *state;
	const struct module *module;

	collect(fixture, &(struct facts_query){.target = "e1000_e"});
	module = module_of(fixture, "e1000_e");
	assert_int_equal(module->state, MODULE_BUILTIN);
	assert_false(module->has_refcnt);
	assert_null(module->path);
}

static void test_builtin_unlisted(void **state)
{
	const struct fixture *fixture = *state;

	maker_text(fixture->root, "sys/module/tg3/parameters/x", "1");
	collect(fixture, &(struct facts_query){.target = "tg3"});
	assert_int_equal(module_of(fixture, "tg3")->state, MODULE_BUILTIN);
}

static void test_unknown_target(void **state)
{
	const struct fixture *fixture = *state;

	collect(fixture, &(struct facts_query){.target = "../../etc"});
	assert_int_equal(fixture->host->modules.n, 7);
	assert_int_equal(fixture->host->files.n, 0);
}

static void test_no_module_support(void **state)
{
	const struct fixture *fixture = *state;
	char path[4200];

	(void)snprintf(path, sizeof(path), "%s/proc/modules", fixture->root);
	assert_int_equal(unlink(path), 0);
	collect(fixture, &(struct facts_query){.target = "ice"});
	assert_false(fixture->host->kernel.has_modules);
	assert_int_equal(fixture->host->modules.n, 0);
}

static void test_empty_machine(void **state)
{
	struct fixture empty = *(struct fixture *)*state;

	empty.root = maker_folder();
	collect(&empty,
		&(struct facts_query){.everything = true, .replacement = "/none.ko"});
	assert_false(empty.host->kernel.has_modules);
	assert_int_equal(empty.host->files.n, 1);
	assert_string_equal(empty.host->files.items[0].problem, "does not exist");
	maker_remove_folder(empty.root);
}

static void test_kernel(void **state)
{
	const struct fixture *fixture = *state;
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
	collect(fixture, &(struct facts_query){0});
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
	const struct fixture *fixture = *state;

	maker_text(fixture->root, "sys/kernel/security/lockdown",
		   "[none] integrity confidentiality\n");
	maker_text(fixture->root, "sys/module/module/parameters/sig_enforce", "Y\n");
	collect(fixture, &(struct facts_query){0});
	assert_string_equal(fixture->host->kernel.lockdown, "none");
	assert_true(fixture->host->kernel.enforces_signatures);
}

static void test_conf(void **state)
{
	const struct fixture *fixture = *state;
	const struct modconf *conf;

	maker_text(fixture->root, "etc/modprobe.d/test.conf",
		   "options ice debug=7\noptions ice more=1\n"
		   "install irdma /bin/true\nremove irdma /bin/false\n"
		   "blacklist ib-core\nsoftdep ice pre: ib_core post: irdma i40e\n"
		   "options unrelated x=1\n");
	collect(fixture, &(struct facts_query){.target = "ice"});
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

static void write_symvers(const struct fixture *fixture)
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
	const struct fixture *fixture = *state;
	const struct host *host = fixture->host;
	char path[4200];

	make_module(fixture->root, "opt/ice.ko", "ice_new", 6, "pf_ring,ib-core");
	write_symvers(fixture);
	(void)snprintf(path, sizeof(path), "%s/opt/ice.ko", fixture->root);
	collect(fixture, &(struct facts_query){.target = "ice", .replacement = path});
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
	const struct fixture *fixture = *state;
	char path[4200];

	make_module(fixture->root, "opt/ice.ko", "ice_new", 6, "");
	(void)snprintf(path, sizeof(path), "%s/opt/ice.ko", fixture->root);
	collect(fixture, &(struct facts_query){.target = "ice", .replacement = path});
	assert_int_equal(fixture->host->kernel_symbols.n, 0);
	assert_int_equal(fixture->host->not_read.n, 1);
}

static void test_chardev(void **state)
{
	const struct fixture *fixture = *state;
	struct maker *maker = maker_new();
	struct modules *modules = NULL;
	struct nic_err err;

	maker_info(maker, "name=cuse");
	maker_info(maker, "alias=char-major-10-203");
	maker_module(fixture->root, TREE "kernel/cuse.ko", maker);
	assert_true(run_depmod(fixture->root));
	assert_int_equal(modules_open(fixture->root, &modules, &err), 0);
	assert_null(modules_of_chardev(modules, 10, 203)); /* not loaded */
	show_loaded(fixture->root, "cuse", 1);
	assert_string_equal(modules_of_chardev(modules, 10, 203), "cuse");
	assert_null(modules_of_chardev(modules, 10, 204));
	modules_close(modules);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_graph),
		TEST(test_details),
		TEST(test_selection),
		TEST(test_selection_of_everything),
		TEST(test_selection_of_port_drivers),
		TEST(test_sources),
		TEST(test_source_by_srcversion),
		TEST(test_source_by_record),
		TEST(test_record_of_others),
		TEST(test_record_outdated),
		TEST(test_remember),
		TEST(test_live_only),
		TEST(test_damaged_file),
		TEST(test_builtin),
		TEST(test_builtin_unlisted),
		TEST(test_unknown_target),
		TEST(test_no_module_support),
		TEST(test_empty_machine),
		TEST(test_kernel),
		TEST(test_signatures_enforced),
		TEST(test_conf),
		TEST(test_replacement),
		TEST(test_replacement_without_symvers),
		TEST(test_chardev),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
