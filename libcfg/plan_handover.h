/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a handover is about: which module, which drivers, which way. For planner and
 * guard. */
#ifndef NICCTL_PLAN_HANDOVER_H
#define NICCTL_PLAN_HANDOVER_H

#include "plan.h"

/* The parameter in which a ZC build is told its ports. */
#define PLAN_HANDOVER_PORTS "ports"

struct plan_handover {
	const char *beside;	     /* module beside the target */
	const struct modfile *file;  /* it would be loaded from; NULL: none known */
	const struct module *loaded; /* NULL: it is not */
	const char *from, *to;	     /* PCI drivers, in the direction of the move */
};

/* Taken from @arena; borrows from @host and @request. Returns 0 or -ENOMEM. */
int plan_handover_resolve(const struct host *host, const struct request *request,
			  struct arena *arena, struct plan_handover *ret_handover);

/* The module beside the target, as far as the request alone tells: for the facts. NULL
 * when memory is out. */
const char *plan_handover_beside(const struct request *request, struct arena *arena);

/* Is @file a ZC build that is made for handover? */
bool plan_handover_is_zc(const struct modfile *file);

#endif
