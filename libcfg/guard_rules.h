/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the guard: the rules, and how they report. A rule is never called for a plan it
 * cannot judge: all but those of guard_target.c see a target that is loaded. */
#ifndef NICCTL_GUARD_RULES_H
#define NICCTL_GUARD_RULES_H

#include "guard.h"

struct guard {
	const struct host *host;
	const struct request *request;
	const struct plan *plan;
	const struct module *target;	   /* NULL: not among the modules */
	const struct modfile *replacement; /* NULL: no file, or nothing known of it */
	const char *rule;		   /* the rule that runs now */
	struct arena *arena;
	struct verdicts *verdicts;
};

typedef void guard_rule(struct guard *guard);

/* A verdict of the rule that runs. When memory is out, the arena remembers it. */
void guard_pass(struct guard *guard, const char *fmt, ...) NIC_PRINTF(2, 3);
void guard_warn(struct guard *guard, const char *remedy, const char *fmt, ...)
	NIC_PRINTF(3, 4);
void guard_refuse(struct guard *guard, const char *remedy, const char *fmt, ...)
	NIC_PRINTF(3, 4);

/* Refuses because of something on @port that would be gone for good; warns when the
 * request accepts the loss of that port. */
void guard_lose(struct guard *guard, const char *port, const char *remedy,
		const char *fmt, ...) NIC_PRINTF(4, 5);

/* What helps when the replacement does not fit: what its source has to say, else @usual.
 */
const char *guard_remedy(const struct guard *guard, const char *usual);

/* "a, b, c" of @names, or "none". */
const char *guard_join(struct guard *guard, const struct strv *names);

/* guard_target.c: the driver to be replaced, and what holds it. */
guard_rule guard_rule_kernel, guard_rule_target, guard_rule_health, guard_rule_in_use,
	guard_rule_permanent;

/* guard_file.c: the file to be loaded, and the files to come back to. */
guard_rule guard_rule_replacement, guard_rule_vermagic, guard_rule_signature,
	guard_rule_parameters, guard_rule_way_back, guard_rule_modprobe_config;

/* guard_symbols.c: do needs and offers fit together? */
guard_rule guard_rule_dependencies, guard_rule_symbols, guard_rule_holders_return;

/* guard_protect.c: the ways to the machine and what it keeps on the network. */
guard_rule guard_rule_protected_ports;

/* guard_handover.c: moving single ports. */
guard_rule guard_rule_ports, guard_rule_override, guard_rule_new_driver, guard_rule_iommu,
	guard_rule_exports, guard_rule_rdma_gone, guard_rule_named_ports;

/* guard_use.c: who uses the ports and RDMA devices that go down. */
guard_rule guard_rule_rdma_users, guard_rule_storage, guard_rule_clock_users,
	guard_rule_namespaces, guard_rule_stacked;

/* guard_losses.c: what cannot be put back. */
guard_rule guard_rule_network_state;

/* guard_drivermatch.c: configuration that goes by the driver's name. */
guard_rule guard_rule_driver_match;

/* guard_vfs.c: virtual functions. */
guard_rule guard_rule_vfs, guard_rule_settings_vfs;

/* guard_settings.c: settings of ports. */
guard_rule guard_rule_settings, guard_rule_settings_protected, guard_rule_settings_in_use;

/* The first setting of the plan that may interrupt the port, as a person knows it; NULL:
 * none does. */
const char *guard_settings_interrupting(const struct plan *plan, const char *port);

/* guard_firmware.c: does the driver go with the firmware of its cards? */
guard_rule guard_rule_firmware, guard_rule_ddp_profiles, guard_rule_rdma_errors;

/* The file of the driver that the ports get; NULL: nothing is known of it. */
const struct modfile *guard_firmware_driver(const struct guard *guard);

/* guard_ddp.c: will ice have its package? */
guard_rule guard_rule_ddp_package;

/* guard_xsk.c: who has AF_XDP sockets on the ports that go down. */
guard_rule guard_rule_zero_copy;

/* guard_pfring.c: who has rings of PF_RING on them. */
guard_rule guard_rule_pfring, guard_rule_settings_pfring;

#endif
