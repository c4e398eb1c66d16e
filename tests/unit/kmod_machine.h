/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A made-up machine in a folder: ice, i40e and irdma loaded, pf_ring installed. */
#ifndef NICCTL_KMOD_MACHINE_H
#define NICCTL_KMOD_MACHINE_H

#include <stdint.h>

#include "modules.h"

#define RELEASE "6.1.0-test"
#define VERMAGIC RELEASE " SMP preempt mod_unload modversions "
#define TREE "lib/modules/" RELEASE "/"

struct kmod_machine {
	char *root;
	struct host *host;
};

/* Setup and teardown of one test: *state is a struct kmod_machine. Without depmod the
 * program ends with 77. */
int kmod_machine_setup(void **state);
int kmod_machine_teardown(void **state);

/* Exports the symbol "NAME_call" (CRC 0x100 + @id), needs two of the kernel's. */
void kmod_machine_module(const char *root, const char *path, const char *name, uint8_t id,
			 const char *depends);

/* Shows @name in sysfs as loaded from a file with the build id of @id. */
void kmod_machine_loaded(const char *root, const char *name, uint8_t id);

bool kmod_machine_depmod(const char *root);

/* Collects @query's facts into machine->host; fails the test when that fails. */
void kmod_machine_collect(const struct kmod_machine *fixture,
			  const struct facts_query *query);

#endif
