/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields as attributes of kernel messages. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netattrs.h"

/* Longest raw attribute that is kept (an encapsulation, VLAN priority maps). */
#define RAW_MAX 2048

void netattrs_write_head(const struct netattr_head *heads, size_t n,
			 const struct net_fields *fields, void *header)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = netstate_field(fields, heads[i].name);
		uint32_t value = text ? (uint32_t)strtoul(text, NULL, 10) : 0;
		uint8_t byte = (uint8_t)value;
		uint16_t two = (uint16_t)value;
		uint8_t *at = (uint8_t *)header + heads[i].offset;

		if (heads[i].bytes == 1)
			memcpy(at, &byte, 1);
		else if (heads[i].bytes == 2)
			memcpy(at, &two, 2);
		else
			memcpy(at, &value, 4);
	}
}

static int put_address(struct nl_msg *msg, int type, const char *value, bool with_family)
{
	uint8_t bytes[2 + 16];
	sa_family_t family = strchr(value, ':') ? AF_INET6 : AF_INET;
	int length = family == AF_INET6 ? 16 : 4;

	memcpy(bytes, &family, 2);
	if (inet_pton(family, value, bytes + 2) != 1)
		return -EINVAL;
	return with_family ? nla_put(msg, type, 2 + length, bytes)
			   : nla_put(msg, type, length, bytes + 2);
}

static int put_mac(struct nl_msg *msg, int type, const char *value)
{
	uint8_t bytes[32];
	size_t n = 0;
	char *end;

	while (n < sizeof(bytes)) {
		bytes[n++] = (uint8_t)strtoul(value, &end, 16);
		if (end == value || (*end && *end != ':'))
			return -EINVAL;
		if (!*end)
			return nla_put(msg, type, (int)n, bytes);
		value = end + 1;
	}
	return -EINVAL;
}

static int put_device(const struct netnames *names, const struct netattr *attr,
		      const char *id, struct nl_msg *msg)
{
	const struct netname *name = netnames_by_id(names, id);

	if (attr->form == NETATTR_DEVICE_NAME && !name && strncmp(id, "dev:", 4) == 0)
		return nla_put_string(msg, attr->type, id + 4);
	if (!name)
		return -ENODEV;
	return attr->form == NETATTR_DEVICE ? nla_put_u32(msg, attr->type, name->ifindex)
					    : nla_put_string(msg, attr->type, name->name);
}

int netattrs_put(const struct netnames *names, const struct netattr *attr,
		 const char *value, struct nl_msg *msg)
{
	uint8_t raw[RAW_MAX];
	int r = -EINVAL;

	switch (attr->form) {
	case NETATTR_U8:
		r = nla_put_u8(msg, attr->type, (uint8_t)strtoul(value, NULL, 10));
		break;
	case NETATTR_U16:
		r = nla_put_u16(msg, attr->type, (uint16_t)strtoul(value, NULL, 10));
		break;
	case NETATTR_U32:
		r = nla_put_u32(msg, attr->type, (uint32_t)strtoul(value, NULL, 10));
		break;
	case NETATTR_ADDRESS:
	case NETATTR_VIA:
		r = put_address(msg, attr->type, value, attr->form == NETATTR_VIA);
		break;
	case NETATTR_MAC:
		r = put_mac(msg, attr->type, value);
		break;
	case NETATTR_TEXT:
		r = nla_put_string(msg, attr->type, value);
		break;
	case NETATTR_FLAG:
		r = nla_put_flag(msg, attr->type);
		break;
	case NETATTR_DEVICE:
	case NETATTR_DEVICE_NAME:
		r = put_device(names, attr, value, msg);
		break;
	case NETATTR_HEX:
		r = netattrs_unhex(value, raw, sizeof(raw));
		r = r < 0 ? -EINVAL : nla_put(msg, attr->type, r, raw);
		break;
	case NETATTR_NEST:
	case NETATTR_HOPS:
	case NETATTR_SKIP:
		break;
	}
	/* libnl's own numbers are beyond those of the kernel only by chance */
	return r == -EINVAL || r == -ENODEV || r == 0 ? r : -ENOMEM;
}

static bool has_prefix(const struct net_fields *fields, const char *prefix)
{
	for (size_t i = 0; i < fields->n; i++) {
		if (strncmp(fields->items[i].name, prefix, strlen(prefix)) == 0)
			return true;
	}
	return false;
}

static const char *get_field(const struct net_fields *fields, const char *prefix,
			     const char *name)
{
	char full[96];

	(void)snprintf(full, sizeof(full), "%s%s", prefix, name);
	return netstate_field(fields, full);
}

static int write_hop(const struct netnames *names, const struct netattr_table *table,
		     const char *prefix, const struct net_fields *fields,
		     struct nl_msg *msg)
{
	const char *flags = get_field(fields, prefix, "flags");
	const char *weight = get_field(fields, prefix, "weight");
	const struct netname *name =
		netnames_by_id(names, get_field(fields, prefix, "dev"));
	struct rtnexthop *hop;
	size_t begin;
	int r;

	if (!name)
		return -ENODEV;
	hop = nlmsg_reserve(msg, sizeof(*hop), 0);
	if (!hop)
		return -ENOMEM;
	begin = (size_t)((uint8_t *)hop - (uint8_t *)nlmsg_hdr(msg));
	*hop = (struct rtnexthop){
		.rtnh_flags = (uint8_t)(flags ? strtoul(flags, NULL, 10) : 0),
		.rtnh_hops = (uint8_t)(weight ? strtoul(weight, NULL, 10) : 0),
		.rtnh_ifindex = (int)name->ifindex};
	r = netattrs_write(names, table, prefix, fields, msg);
	hop->rtnh_len = (unsigned short)(nlmsg_hdr(msg)->nlmsg_len - begin);
	return r;
}

static int write_hops(const struct netnames *names, const struct netattr *attr,
		      const struct net_fields *fields, struct nl_msg *msg)
{
	struct nlattr *nest;
	char prefix[32];
	int r = 0;

	if (!has_prefix(fields, "hop0."))
		return 0;
	nest = nla_nest_start(msg, attr->type);
	if (!nest)
		return -ENOMEM;
	for (int i = 0; r == 0; i++) {
		(void)snprintf(prefix, sizeof(prefix), "hop%d.", i);
		if (!has_prefix(fields, prefix))
			break;
		r = write_hop(names, attr->nest, prefix, fields, msg);
	}
	nla_nest_end(msg, nest);
	return r;
}

static int write_nest(const struct netnames *names, const struct netattr *attr,
		      const char *prefix, const struct net_fields *fields,
		      struct nl_msg *msg)
{
	struct nlattr *nest;
	char inner[64];
	int r;

	(void)snprintf(inner, sizeof(inner), "%s%s.", prefix, attr->name);
	if (!has_prefix(fields, inner))
		return 0;
	nest = nla_nest_start(msg, NLA_F_NESTED | attr->type);
	if (!nest)
		return -ENOMEM;
	r = netattrs_write(names, attr->nest, inner, fields, msg);
	nla_nest_end(msg, nest);
	return r;
}

int netattrs_write(const struct netnames *names, const struct netattr_table *table,
		   const char *prefix, const struct net_fields *fields,
		   struct nl_msg *msg)
{
	int r = 0;

	for (size_t i = 0; i < table->n && r == 0; i++) {
		const struct netattr *attr = &table->items[i];
		const char *value =
			attr->name ? get_field(fields, prefix, attr->name) : NULL;

		if (attr->form == NETATTR_HOPS)
			r = write_hops(names, attr, fields, msg);
		else if (attr->form == NETATTR_NEST)
			r = write_nest(names, attr, prefix, fields, msg);
		else if (value)
			r = netattrs_put(names, attr, value, msg);
	}
	return r;
}
