/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan for a given host. */
#ifndef NICCTL_PLANNED_H
#define NICCTL_PLANNED_H

#include "plan.h"

/* The plan for @request; fails the test when there is none. The caller frees it. */
struct plan *planned(const struct host *host, const struct request *request);

/* The same for a request that only names the driver. */
struct plan *planned_for(const struct host *host, const char *driver);

/* "-irdma -ice +ice +irdma"; lives as long as the plan. */
const char *planned_steps(const struct plan *plan);

#endif
