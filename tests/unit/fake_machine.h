/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel that exists only in this process, behind struct sys_ops: modules that hold
 * each other, ports that come and go with their drivers, and a clock that runs when
 * asked. */
#ifndef NICCTL_FAKE_MACHINE_H
#define NICCTL_FAKE_MACHINE_H

#include "fake_host.h"
#include "sys_ops.h"

#define FAKE_MODULES 32
#define FAKE_PARAMS 256
#define FAKE_NETDEVS 16 /* indices below this */

enum fake_op {
	FAKE_COLLECT,
	FAKE_IMAGE_OPEN,
	FAKE_INSERT,
	FAKE_REMOVE,
	FAKE_REMEMBER,
	FAKE_SET_UP,
	FAKE_NET_CAPTURE,
	FAKE_NET_REPAIR,
	FAKE_WATCH_BEGIN,
	FAKE_WATCH_WAIT,
	FAKE_BLOCK,
	FAKE_ALLOW,
	FAKE_SET_PARAM,
	FAKE_FUNCTION_STATE,
	FAKE_FUNCTION_OVERRIDE,
	FAKE_FUNCTION_UNBIND,
	FAKE_FUNCTION_BIND,
	FAKE_PROBE,
	FAKE_OPS,
};

struct fake_loaded {
	const char *name;
	const struct modfile *file;
	uint64_t instance;
	char params[FAKE_PARAMS]; /* as given at insertion */
	int pins;		  /* references that belong to no module */
};

struct fake_machine {
	struct sys_ops ops;
	struct host *world; /* owned: all files, and the ports as they are with drivers */
	struct fake_loaded loaded[FAKE_MODULES];
	size_t n;
	uint64_t next_instance;
	int64_t clock_us;
	unsigned int calls[FAKE_OPS];
	int images_open, watches_open, probes_open;

	/* Asked before each call, counted from 1; an errno makes the call fail. May
	 * change the machine. NULL: nothing fails. */
	int (*disturb)(struct fake_machine *machine, enum fake_op op, unsigned int call);
	int fail_code, fail_op; /* for disturb functions */
	unsigned int fail_call;
	bool collect_failed;	    /* the last collect did */
	bool has_udev;		    /* loads irdma as soon as ice or i40e has come */
	bool is_stale_udev;	    /* it has not seen that it is blocked */
	bool is_blocked;	    /* nobody else may load irdma */
	bool is_down[FAKE_NETDEVS]; /* by ifindex: since its driver was inserted */
	bool mtu_lost;		    /* of all ports: since any module was removed */
	const char *lost_port;	    /* does not come back from now on */
	const char *dead_port;	    /* is there, and has no carrier */
	const char *mute;	    /* this neighbour does not answer any more */
	const char *lost_way;	    /* there is no route to this address any more */
	const char *lost_param;	    /* "NAME": reads "77" after each insertion */
};

/* Takes @world over; what it says is loaded is loaded. */
void fake_machine_init(struct fake_machine *machine, struct host *world);
void fake_machine_clear(struct fake_machine *machine);

/* sys_ops->probe and probe_end: fake_probe.c. */
int fake_probe(void *ctx, const struct probe_point *points, size_t n, int timeout_ms,
	       bool *ret_passed, struct nic_err *err);
void fake_probe_end(void *ctx);

/* Counts a call of @op and asks machine->disturb: 0, or its errno with a sentence in
 * @err. */
int fake_disturb(struct fake_machine *machine, enum fake_op op, struct nic_err *err);

/* sys_ops->function_*: fake_functions.c. */
int fake_function_state(void *ctx, const struct pci_function *function,
			struct pci_function_state *ret_state, struct nic_err *err);
int fake_function_override(void *ctx, const struct pci_function *function,
			   const char *driver, struct nic_err *err);
int fake_function_unbind(void *ctx, const struct pci_function *function,
			 const char *driver, struct nic_err *err);
int fake_function_bind(void *ctx, const struct pci_function *function, const char *driver,
		       struct nic_err *err);

/* The value of @name in the "a=1 b=2" of @module, else "0", which is every parameter's
 * default. */
const char *fake_param_value(struct host *host, const struct fake_loaded *module,
			     const char *name);

/* Whether the port at @address is there: its driver is loaded, and it is not
 * machine->lost_port. */
bool fake_port_is_there(struct fake_machine *machine, const char *address);

/* The facts as they are now, outside of all counting. The caller frees them. */
struct host *fake_machine_facts(struct fake_machine *machine, bool live_only);

/* What the kernel does, outside of all counting. Return 0 or an errno. */
int fake_machine_insert(struct fake_machine *machine, const struct modfile *file,
			const char *params);
int fake_machine_remove(struct fake_machine *machine, const char *name);

struct fake_loaded *fake_machine_find(struct fake_machine *machine, const char *name);

/* The differences between the machine @now and @then: a text, "" for none, in static
 * memory. Modules in @reloaded (NULL: none) may be other instances. */
const char *fake_machine_compare(struct fake_machine *then, struct fake_machine *now,
				 const struct strv *reloaded);

#endif
