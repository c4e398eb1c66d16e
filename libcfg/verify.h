/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is the machine as it has to be? Compares facts with facts; pure. */
#ifndef NICCTL_VERIFY_H
#define NICCTL_VERIFY_H

#include "plan.h"

/* Sentences; both lists are taken from the arena that was given. */
struct verify_result {
	struct strv differences; /* not as it has to be */
	struct strv warnings;	 /* worth knowing, nobody's fault */
};

/* Compares @now with what @plan promises, @before being the facts it was made from: the
 * set of loaded modules, the identity of the target, the parameters of what came back,
 * that nothing else was removed in between, ports bound with as many network devices as
 * before, RDMA devices by port. Returns 0 or -ENOMEM. */
int verify_success(const struct host *before, const struct plan *plan,
		   const struct host *now, struct arena *arena,
		   struct verify_result *ret_result, struct nic_err *err);

/* The same after a rollback: everything must be as it was @before. */
int verify_rollback(const struct host *before, const struct plan *plan,
		    const struct host *now, struct arena *arena,
		    struct verify_result *ret_result, struct nic_err *err);

#endif
