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
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kmod_machine.h"
#include "test_kmod_maker.h"

static const struct module *module_of(const struct kmod_machine *fixture,
				      const char *name)
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
	const struct kmod_machine *fixture = *state;
	const struct module *module;

	kmod_machine_collect(fixture, &(struct facts_query){0});
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
	const struct kmod_machine *fixture = *state;
	const struct module *ice;

	kmod_machine_collect(fixture, &(struct facts_query){.target = "ice"});
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
	const struct kmod_machine *fixture = *state;

	kmod_machine_collect(fixture, &(struct facts_query){.target = "ice"});
	assert_true(module_of(fixture, "irdma")->has_details);
	assert_true(module_of(fixture, "i40e")->has_details);
	assert_true(module_of(fixture, "ib_core")->has_details);
	assert_false(module_of(fixture, "gone")->has_details);
	assert_int_equal(fixture->host->files.n, 4);
}

static void test_selection_of_everything(void **state)
{
	const struct kmod_machine *fixture = *state;

	kmod_machine_collect(fixture, &(struct facts_query){.everything = true});
	/* Without a folder below /sys/module: it has gone meanwhile. */
	assert_true(module_of(fixture, "gone")->has_details);
	assert_int_equal(module_of(fixture, "gone")->instance, 0);
	assert_null(module_of(fixture, "gone")->path);
	assert_int_equal(fixture->host->not_read.n, 0);
}

static void test_selection_of_port_drivers(void **state)
{
	const struct kmod_machine *fixture = *state;
	struct port ports[] = {{.module = "i40e"}, {.module = NULL}};

	fixture->host->ports.items = ports;
	fixture->host->ports.n = 2;
	kmod_machine_collect(fixture, &(struct facts_query){0});
	assert_true(module_of(fixture, "i40e")->has_details);
	assert_false(module_of(fixture, "ice")->has_details);
	fixture->host->ports.n = 0;
}

static void test_sources(void **state)
{
	const struct kmod_machine *fixture = *state;
	const struct module *module;

	kmod_machine_collect(fixture, &(struct facts_query){.target = "ice"});
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
	const struct kmod_machine *fixture = *state;

	maker_text(fixture->root, "sys/module/ib_core/srcversion", "00000004\n");
	kmod_machine_collect(fixture, &(struct facts_query){.target = "ib_core"});
	assert_true(module_of(fixture, "ib_core")->path_is_proven);
}

static void write_record(const struct kmod_machine *fixture, mode_t mode)
{
	char text[4200];

	kmod_machine_module(fixture->root, "opt/i40e.ko", "i40e", 9, "");
	(void)snprintf(text, sizeof(text), "%s/opt/i40e.ko\n", fixture->root);
	maker_text(fixture->root, "run/nicctl/loaded/i40e", text);
	(void)snprintf(text, sizeof(text), "%s/run/nicctl/loaded/i40e", fixture->root);
	assert_int_equal(chmod(text, mode), 0);
}

/* The record counts only if it is root's alone, which root can test. */
static void test_source_by_record(void **state)
{
	const struct kmod_machine *fixture = *state;
	const struct module *module;

	write_record(fixture, 0644);
	kmod_machine_collect(fixture, &(struct facts_query){.target = "i40e"});
	module = module_of(fixture, "i40e");
	assert_ends(module->installed_path, "/kernel/i40e.ko");
	assert_non_null(host_installed_file(fixture->host, "i40e"));
	assert_int_equal(module->path_is_proven, geteuid() == 0);
	assert_ends(module->path, geteuid() == 0 ? "/opt/i40e.ko" : "/kernel/i40e.ko");
}

static void test_record_of_others(void **state)
{
	const struct kmod_machine *fixture = *state;

	write_record(fixture, 0666);
	kmod_machine_collect(fixture, &(struct facts_query){.target = "i40e"});
	assert_false(module_of(fixture, "i40e")->path_is_proven);
	assert_ends(module_of(fixture, "i40e")->path, "/kernel/i40e.ko");
}

/* A record of the time before another file was loaded is no proof. */
static void test_record_outdated(void **state)
{
	const struct kmod_machine *fixture = *state;

	write_record(fixture, 0644);
	kmod_machine_loaded(fixture->root, "i40e", 2);
	kmod_machine_collect(fixture, &(struct facts_query){.target = "i40e"});
	assert_true(module_of(fixture, "i40e")->path_is_proven);
	assert_ends(module_of(fixture, "i40e")->path, "/kernel/i40e.ko");
}

/* As written by nicctl itself, over an older note. */
static void test_remember(void **state)
{
	const struct kmod_machine *fixture = *state;
	struct modules *modules = NULL;
	struct nic_err err = {0};
	char path[4200];

	kmod_machine_module(fixture->root, "opt/i40e.ko", "i40e", 9, "");
	(void)snprintf(path, sizeof(path), "%s/opt/i40e.ko", fixture->root);
	assert_int_equal(modules_open(fixture->root, &modules, &err), 0);
	assert_int_equal(modules_remember(modules, "i40e", "/old", &err), 0);
	assert_int_equal(modules_remember(modules, "i40e", path, &err), 0);
	assert_int_equal(modules_remember(modules, "i40e", "relative", &err), -EINVAL);
	assert_int_equal(modules_remember(modules, "i40e", "/a\nb", &err), -EINVAL);
	assert_int_equal(modules_remember(modules, "../i40e", path, &err), -EINVAL);
	modules_close(modules);
	kmod_machine_collect(fixture, &(struct facts_query){.target = "i40e"});
	if (geteuid() == 0)
		assert_string_equal(module_of(fixture, "i40e")->path, path);
}

static void test_live_only(void **state)
{
	const struct kmod_machine *fixture = *state;
	const struct module *ice;

	maker_text(fixture->root, "etc/modprobe.d/test.conf", "options ice debug=7\n");
	kmod_machine_collect(fixture,
			     &(struct facts_query){.target = "ice", .live_only = true});
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
	const struct kmod_machine *fixture = *state;
	const struct modfile *file;

	maker_text(fixture->root, TREE "kernel/ice.ko", "rubbish");
	kmod_machine_collect(fixture, &(struct facts_query){.target = "ice"});
	file = host_file_of(fixture->host, module_of(fixture, "ice"));
	assert_string_equal(file->problem, "is not an ELF file");
	assert_string_equal(file->name, "ice");
	assert_false(module_of(fixture, "ice")->path_is_proven);
}

static void test_builtin(void **state)
{
	const struct kmod_machine *fixture = *state;
	const struct module *module;

	kmod_machine_collect(fixture, &(struct facts_query){.target = "e1000_e"});
	module = module_of(fixture, "e1000_e");
	assert_int_equal(module->state, MODULE_BUILTIN);
	assert_false(module->has_refcnt);
	assert_null(module->path);
}

static void test_builtin_unlisted(void **state)
{
	const struct kmod_machine *fixture = *state;

	maker_text(fixture->root, "sys/module/tg3/parameters/x", "1");
	kmod_machine_collect(fixture, &(struct facts_query){.target = "tg3"});
	assert_int_equal(module_of(fixture, "tg3")->state, MODULE_BUILTIN);
}

static void test_unknown_target(void **state)
{
	const struct kmod_machine *fixture = *state;

	kmod_machine_collect(fixture, &(struct facts_query){.target = "../../etc"});
	assert_int_equal(fixture->host->modules.n, 7);
	assert_int_equal(fixture->host->files.n, 0);
}

static void test_no_module_support(void **state)
{
	const struct kmod_machine *fixture = *state;
	char path[4200];

	(void)snprintf(path, sizeof(path), "%s/proc/modules", fixture->root);
	assert_int_equal(unlink(path), 0);
	kmod_machine_collect(fixture, &(struct facts_query){.target = "ice"});
	assert_false(fixture->host->kernel.has_modules);
	assert_int_equal(fixture->host->modules.n, 0);
}

static void test_empty_machine(void **state)
{
	struct kmod_machine empty = *(struct kmod_machine *)*state;

	empty.root = maker_folder();
	kmod_machine_collect(&empty, &(struct facts_query){.everything = true,
							   .replacement = "/none.ko"});
	assert_false(empty.host->kernel.has_modules);
	assert_int_equal(empty.host->files.n, 1);
	assert_string_equal(empty.host->files.items[0].problem, "does not exist");
	maker_remove_folder(empty.root);
}

#define TEST(name)                                                                       \
	cmocka_unit_test_setup_teardown(name, kmod_machine_setup, kmod_machine_teardown)

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
