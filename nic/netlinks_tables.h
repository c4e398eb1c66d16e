/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of a device that go by RTM_NEWLINK. */
#ifndef NICCTL_NIC_NETLINKS_TABLES_H
#define NICCTL_NIC_NETLINKS_TABLES_H

#include "netattrs.h"

/* @kind: of the master whose member options these are; NULL: the device's own. */
struct netlinks_group {
	const char *name, *kind;
	struct netattr_table table;
};

struct netlinks_flag {
	const char *name;
	uint32_t flag;
};

/* Both end with a name that is NULL. */
extern const struct netlinks_group netlinks_groups[];
extern const struct netlinks_flag netlinks_flags[];

/* NULL: there is none. */
const struct netattr *netlinks_attr(const struct netlinks_group *group, const char *name);

#endif
