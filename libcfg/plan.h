/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan: which module goes and comes when, why, and what that costs. Pure: the same
 * host and the same request always give the same plan. */
#ifndef NICCTL_PLAN_H
#define NICCTL_PLAN_H

#include "host.h"
#include "params.h"

enum strategy {
	STRATEGY_AUTO,	 /* not decided yet: see strategy.h; a plan is never made of it */
	STRATEGY_RELOAD, /* the driver goes and comes, with all of its ports */
	STRATEGY_HANDOVER, /* chosen ports move to another driver beside it, or back */
	STRATEGY_SETTINGS, /* the driver stays: settings of its ports change; also the
			      plan of a reload that has nothing else to do */
};

/* A setting of a port, as in struct net_device of netstate.h. Holds all that it takes to
 * go either way, even when the facts are lost: it is written to the journal. */
struct step_setting {
	const char *port;   /* address */
	const char *device; /* id of its network device in the network state */
	const char *netdev; /* that device's name */
	const char *group, *name;
	const char *value, *before; /* @before NULL: there is none yet */
	const char *key;	    /* of the configuration: for people */
	const char *origin;	    /* where it is said; NULL: nowhere */
	bool may_skip;		    /* when the hardware refuses it, the rest goes on */
	const char *problem; /* why it cannot be, a sentence; NULL: nothing known */
	const char *remedy;  /* NULL: nothing to say */
};

struct step_settings {
	struct step_setting *items;
	size_t n;
};

struct compat_table;

/* What the user asked for. Strings are borrowed. */
struct request {
	const char *driver;	 /* module name */
	const char *replacement; /* file; NULL: the installed module of that name */
	struct strv params;	 /* "NAME=VALUE" for the driver */
	bool ignore_install; /* install lines of modprobe.d are known and not wanted */
	bool no_restore;     /* the ports' network state is left as it comes back */
	bool if_changed;     /* nothing to do when the replacement is what is loaded */
	bool if_other;	     /* the same, when that was loaded from this very file */
	enum strategy strategy;
	/* Of a handover: */
	struct strv ports; /* names, altnames, permanent MACs, PCI addresses; none: all
			      that are not protected */
	const char *to;	   /* driver to move them to; NULL: the ZC build of @driver */
	bool to_stock;	   /* the other way: from @to back to @driver */
	/* With it: modules that were loaded only for the change that this one takes back,
	 * in their order then. They are removed when nothing needs them any more. */
	struct strv loaded_for;
	/* What the configuration says must never go down: names or alternative names of
	 * network devices, MAC addresses, PCI addresses; and where it says so, item by
	 * item ("FILE:LINE"). */
	struct strv protect, protect_origins;
	/* Local TCP ports, in decimal: the peer of an established connection to one of
	 * them is administering this machine. */
	struct strv admin_tcp_ports;
	/* Protected ports that may go down all the same: names as in @protect. */
	struct strv accept_loss;
	/* Ports that may come up in the safe mode of their driver: names likewise. */
	struct strv accept_safe_mode;
	/* What is known of drivers and firmware: the table of @driver; NULL: nothing. It
	 * is not written to the journal. */
	const struct compat_table *compat;
	/* Where the replacement was found: */
	const char *module; /* its name; NULL: that of @driver */
	const char *asked;  /* the driver as the user named it, by which hooks go; NULL:
			       @driver. Another one when @module is what is loaded */
	const char *source; /* why this file, in a few words; NULL: nothing to say */
	const char *source_remedy; /* what helps when it does not fit; NULL: the usual */
	struct strv load_first, load_first_origins;   /* modules needed before it */
	struct strv expect_lost, expect_lost_origins; /* holders that need not return */
	/* What is to change of the ports, in this order: all that STRATEGY_SETTINGS does;
	 * with another strategy what follows once the driver is in place. Those of ports
	 * that a handover leaves alone are left alone. Not written to the journal but as
	 * steps. */
	struct step_settings settings;
};

/* The driver as the user named it. */
const char *request_asked(const struct request *request);

/* Each has its inverse: removing and inserting are each other's, with the same module,
 * file and parameters; the others are their own with the ends swapped. */
enum step_op {
	STEP_REMOVE,
	STEP_INSERT,
	STEP_BIND,    /* moves a PCI function from one driver to another */
	STEP_PARAM,   /* sets a parameter of a loaded module */
	STEP_SETTING, /* sets a setting of a port */
};

enum step_role {
	ROLE_DEPENDENCY, /* the replacement needs it */
	ROLE_HOLDER,	 /* holds the target, directly or through others */
	ROLE_TARGET,
	ROLE_BESIDE, /* loaded beside the target, to take ports over */
	ROLE_PORT,
};

/* A move of one PCI function. Holds all that it takes to go either way, even when the
 * facts are lost: it is written to the journal. */
struct step_bind {
	const char *address;
	const char *from, *to; /* names of PCI drivers */
	const char *override;  /* what driver_override becomes; NULL: empty */
	const char *override_before;
	uint32_t vendor, device;   /* the function must have these, in either direction */
	const char *physfn;	   /* the PF of which it must be a VF; NULL: it is none */
	const char *permanent_mac; /* of its network device; NULL: there is none */
	const char *netdev;	   /* its name before; NULL: there is none */
};

/* A parameter that is written while its module is loaded. */
struct step_param {
	const char *name, *value, *before;
};

struct step {
	enum step_op op;
	enum step_role role;
	const char *module;
	const char *path; /* file to insert now, or when this removal is undone; NULL: not
			     known */
	const char *build_id; /* that file must have it when it is opened; NULL: any */
	struct params params; /* for the insertion: now, or when this removal is undone */
	const struct step_bind *bind;	/* of STEP_BIND only, then module is that of the
					   driver beside the target; else NULL */
	const struct step_param *param; /* of STEP_PARAM only; else NULL */
	const struct step_setting *setting; /* of STEP_SETTING only; else NULL */
	const char *reason;		    /* half a sentence */
};

struct plan {
	struct arena *arena; /* owned */
	enum strategy strategy;
	const char *driver;	 /* as the kernel spells it */
	const char *replacement; /* file; NULL: none is installed */
	const char *beside;	 /* of a handover: module beside the target; else NULL */
	const char *module;	 /* what takes its place: the driver's own name, mostly */
	struct strv lost;  /* removed holders that are not loaded again, as expected */
	bool is_unchanged; /* if_changed was asked for and holds: there are no steps */
	struct {
		struct step *items;
		size_t n;
	} steps;
	struct strv removed; /* names, in order of removal */
	struct strv before;  /* names of all loaded modules, sorted */
	struct strv after;   /* the same, as it must be after the last step */
	struct strv ports;   /* addresses of ports that go down and come back */
	struct strv rdma;    /* names of RDMA devices that vanish; after a reload they
				come back, after a handover when the port does */
	/* The comparison: what `modprobe -r` of the same modules would take away on top.
	 */
	struct strv modprobe_extra;
	struct strv modprobe_ports;
};

/* Makes the plan. What is wrong with the request is for the guard to say: a driver that
 * is not loaded, say, gives a plan without steps. @host must outlive the plan, which
 * borrows from it. Returns 0, -ENOMEM, or -ELOOP / -ESRCH for facts that contradict
 * themselves. The caller frees the plan. */
int plan_make(const struct host *host, const struct request *request,
	      struct plan **ret_plan, struct nic_err *err);
void plan_free(struct plan *plan);
void plan_freep(struct plan **plan);

/* Do both plans do the same, step by step, to the same ports? */
bool plan_equal(const struct plan *a, const struct plan *b);

/* The file a module that is not loaded would be inserted from; NULL when no facts are
 * there. */
const struct modfile *plan_dependency_file(const struct host *host, const char *module);

/* The place of the first step that sets a setting of a port; the number of steps when
 * there is none. In every plan all of these come last. */
size_t plan_first_setting(const struct plan *plan);

/* Is a port driven by, or an RDMA device provided on top of, one of the removed modules?
 */
bool plan_touches_port(const struct plan *plan, const char *address);

/* The way back of a move. */
struct step_bind plan_bind_inverse(const struct step_bind *bind);

const char *strategy_name(int strategy);
const char *step_op_name(int op);
const char *step_role_name(int role);

#endif
