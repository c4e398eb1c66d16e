/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attributes and headers of kernel messages as fields with names, and back: one table
 * says both how a message is read and how it is made, so that the two cannot drift apart.
 */
#ifndef NICCTL_NIC_NETATTRS_H
#define NICCTL_NIC_NETATTRS_H

#include "netlink.h"
#include "netnames.h"
#include "netstate.h"

enum netattr_form {
	NETATTR_U8,
	NETATTR_U16,
	NETATTR_U32,
	NETATTR_ADDRESS, /* of 4 or 16 bytes */
	NETATTR_VIA,	 /* the same behind its family (struct rtvia) */
	NETATTR_MAC,
	NETATTR_TEXT,
	NETATTR_FLAG,
	NETATTR_DEVICE,	     /* an index, as id */
	NETATTR_DEVICE_NAME, /* a name, as id */
	NETATTR_HEX,	     /* raw bytes */
	NETATTR_NEST,	     /* fields "name.field" */
	NETATTR_HOPS,	     /* a list of struct rtnexthop: fields "hop0.field" */
	NETATTR_SKIP,	     /* nothing that could be set */
};

struct netattr {
	uint16_t type;
	enum netattr_form form;
	const char *name;
	const struct netattr_table *nest;
};

struct netattr_table {
	const struct netattr *items;
	size_t n;
};

/* A number in a message's header. Left out when 0. */
struct netattr_head {
	const char *name;
	uint8_t offset, bytes;
	uint32_t mask; /* of what can be set; 0: all */
};

/* Where attributes go to, and who knows the devices. */
struct netattrs {
	struct netstate *state;
	const struct netnames *names;
	struct net_fields *fields;
	struct strv *unknown; /* attributes that no table names */
	const char *device;   /* id of the first device met; NULL: none yet */
};

/* Returns 0 or -ENOMEM. */
int netattrs_read(struct netattrs *attrs, const struct netattr_table *table,
		  const char *prefix, const struct nlattr *first, int bytes);
int netattrs_read_head(struct netattrs *attrs, const struct netattr_head *heads, size_t n,
		       const void *header);

/* The other way: puts each field that @table names. Returns 0, -ENOMEM, -ENODEV (a device
 * that there is not) or -EINVAL (a field that does not fit). */
int netattrs_write(const struct netnames *names, const struct netattr_table *table,
		   const char *prefix, const struct net_fields *fields,
		   struct nl_msg *msg);
void netattrs_write_head(const struct netattr_head *heads, size_t n,
			 const struct net_fields *fields, void *header);

/* Puts one value of @attr. Errors as above. */
int netattrs_put(const struct netnames *names, const struct netattr *attr,
		 const char *value, struct nl_msg *msg);

/* The value of one attribute as text, in @arena; NULL when it does not fit @attr, or
 * memory is out (the arena remembers). */
const char *netattrs_text(const struct netnames *names, const struct netattr *attr,
			  const struct nlattr *data, struct arena *arena);

/* Bytes as hex and back. @ret_bytes: in @arena. NULL / -1 when it cannot be. */
const char *netattrs_hex(struct arena *arena, const void *bytes, size_t n);
int netattrs_unhex(const char *text, uint8_t *ret_bytes, size_t max);

#endif
