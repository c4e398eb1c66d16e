/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kmod_machine.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <elf.h>

#include "test_kmod_maker.h"

void kmod_machine_module(const char *root, const char *path, const char *name, uint8_t id,
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

void kmod_machine_loaded(const char *root, const char *name, uint8_t id)
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

bool kmod_machine_depmod(const char *root)
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
	kmod_machine_module(root, TREE "kernel/ice.ko", "ice", 1, "");
	kmod_machine_module(root, TREE "kernel/i40e.ko", "i40e", 2, "");
	kmod_machine_module(root, TREE "kernel/irdma.ko", "irdma", 3, "ice,i40e,ib_core");
	kmod_machine_module(root, TREE "updates/ib_core.ko", "ib_core", 4, "");
	kmod_machine_module(root, TREE "extra/pf_ring.ko", "pf_ring", 5, "");
	kmod_machine_loaded(root, "ice", 1);
	kmod_machine_loaded(root, "i40e", 9); /* not the installed one */
	kmod_machine_loaded(root, "irdma", 3);
	maker_text(root, "sys/module/ice/taint", "OE\n");
	maker_text(root, "sys/module/ice/version", "1.9.11\n");
	maker_text(root, "sys/module/ice/parameters/debug", "-1\n");
	maker_text(root, "sys/module/ice/parameters/empty", "\n");
	maker_text(root, "sys/module/ice/drivers/pci:ice/bind", "");
	maker_text(root, "sys/module/ice/drivers/auxiliary:ice.roce/bind", "");
	maker_text(root, "sys/kernel/config/ice/port0/enable", "");
}

int kmod_machine_setup(void **state)
{
	struct kmod_machine *fixture = calloc(1, sizeof(*fixture));

	fixture->root = maker_folder();
	fixture->host = host_new();
	make_machine(fixture->root);
	if (!kmod_machine_depmod(fixture->root)) {
		(void)fprintf(stderr, "skipped: depmod is not installed\n");
		exit(77);
	}
	*state = fixture;
	return 0;
}

int kmod_machine_teardown(void **state)
{
	struct kmod_machine *fixture = *state;

	maker_remove_folder(fixture->root);
	host_free(fixture->host);
	free(fixture);
	return 0;
}

void kmod_machine_collect(const struct kmod_machine *fixture,
			  const struct facts_query *query)
{
	struct modules *modules = NULL;
	struct nic_err err = {0};

	assert_int_equal(modules_open(fixture->root, &modules, &err), 0);
	assert_int_equal(modules_collect(modules, query, fixture->host, &err), 0);
	modules_close(modules);
}
