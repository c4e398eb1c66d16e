/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the messages of each kind of object look. */
#ifndef NICCTL_NIC_NETOBJECTS_TABLES_H
#define NICCTL_NIC_NETOBJECTS_TABLES_H

#include "netattrs.h"

/* Types are the kernel's message types; @dump_family: what the request asks for. */
struct netobjects_table {
	enum net_kind kind;
	uint16_t get, add, remove;
	uint8_t dump_family, dump_flags;
	uint8_t header_bytes;
	const struct netattr_head *heads;
	size_t n_heads;
	struct netattr_table attrs;
	bool has_device_in_header; /* an index, at offset 4 */
};

extern const struct netobjects_table netobjects_tables[];
extern const size_t netobjects_tables_n;

#endif
