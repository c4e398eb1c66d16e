/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attributes of kernel messages as fields, and back. */
#include "netattrs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a next hop's flags only "onlink" is set by people; the rest is the kernel's state.
 */
#define HOP_FLAGS RTNH_F_ONLINK

const char *netattrs_hex(struct arena *arena, const void *bytes, size_t n)
{
	const uint8_t *in = bytes;
	char *text = arena_alloc(arena, n * 2 + 1);

	for (size_t i = 0; text && i < n; i++)
		(void)snprintf(text + i * 2, 3, "%02x", in[i]);
	return text;
}

int netattrs_unhex(const char *text, uint8_t *ret_bytes, size_t max)
{
	size_t n = strlen(text) / 2;

	if (strlen(text) % 2 || n > max || strspn(text, "0123456789abcdef") != n * 2)
		return -1;
	for (size_t i = 0; i < n; i++) {
		char pair[3] = {text[i * 2], text[i * 2 + 1], '\0'};

		ret_bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return (int)n;
}

static const char *mac_text(struct arena *arena, const struct nlattr *data)
{
	const uint8_t *bytes = nla_data(data);
	char *text = arena_alloc(arena, (size_t)nla_len(data) * 3 + 1);

	for (int i = 0; text && i < nla_len(data); i++)
		(void)snprintf(text + i * 3, 4, i + 1 < nla_len(data) ? "%02x:" : "%02x",
			       bytes[i]);
	return text;
}

static const char *device_id(const struct netnames *names, struct arena *arena,
			     const struct netname *name, uint32_t ifindex)
{
	(void)names;
	return name ? arena_strdup(arena, name->id)
		    : arena_printf(arena, "index:%" PRIu32, ifindex);
}

static const char *via_text(struct arena *arena, const struct nlattr *data)
{
	char text[INET6_ADDRSTRLEN];
	const struct rtvia *via = nla_data(data);
	int bytes = nla_len(data) - (int)sizeof(*via);

	if (bytes != 4 && bytes != 16)
		return NULL;
	return inet_ntop(bytes == 4 ? AF_INET : AF_INET6, via->rtvia_addr, text,
			 sizeof(text))
		       ? arena_strdup(arena, text)
		       : NULL;
}

const char *netattrs_text(const struct netnames *names, const struct netattr *attr,
			  const struct nlattr *data, struct arena *arena)
{
	static const int least[] = {[NETATTR_U8] = 1,
				    [NETATTR_U16] = 2,
				    [NETATTR_U32] = 4,
				    [NETATTR_DEVICE] = 4,
				    [NETATTR_SKIP] = 0};
	uint32_t index;

	if (nla_len(data) < least[attr->form])
		return NULL;
	switch (attr->form) {
	case NETATTR_U8:
		return arena_printf(arena, "%u", nla_get_u8(data));
	case NETATTR_U16:
		return arena_printf(arena, "%u", nla_get_u16(data));
	case NETATTR_U32:
		return arena_printf(arena, "%" PRIu32, nla_get_u32(data));
	case NETATTR_ADDRESS:
		return netlink_address(arena, data);
	case NETATTR_VIA:
		return via_text(arena, data);
	case NETATTR_MAC:
		return mac_text(arena, data);
	case NETATTR_TEXT:
		return arena_strndup(arena, nla_data(data),
				     strnlen(nla_data(data), (size_t)nla_len(data)));
	case NETATTR_FLAG:
		return arena_strdup(arena, "1");
	case NETATTR_DEVICE:
		index = nla_get_u32(data);
		return device_id(names, arena, netnames_by_index(names, index), index);
	case NETATTR_DEVICE_NAME: {
		const char *name =
			arena_strndup(arena, nla_data(data),
				      strnlen(nla_data(data), (size_t)nla_len(data)));
		const struct netname *known = netnames_by_name(names, name);

		return known ? arena_strdup(arena, known->id)
			     : arena_printf(arena, "dev:%s", name ? name : "");
	}
	case NETATTR_HEX:
		return netattrs_hex(arena, nla_data(data), (size_t)nla_len(data));
	case NETATTR_NEST:
	case NETATTR_HOPS:
	case NETATTR_SKIP:
		return NULL;
	}
	return NULL;
}

static const struct netattr *find_attr(const struct netattr_table *table, int type)
{
	for (size_t i = 0; i < table->n; i++) {
		if (table->items[i].type == type)
			return &table->items[i];
	}
	return NULL;
}

static int add_field(struct netattrs *attrs, const char *prefix, const char *name,
		     const char *value)
{
	return netstate_add_field(attrs->state, attrs->fields,
				  arena_printf(attrs->state->arena, "%s%s", prefix, name),
				  value);
}

static void note_device(struct netattrs *attrs, const char *id)
{
	if (!attrs->device)
		attrs->device = id;
}

static int read_hop(struct netattrs *attrs, const struct netattr_table *table,
		    const char *prefix, const struct rtnexthop *hop)
{
	const struct netname *name =
		netnames_by_index(attrs->names, (uint32_t)hop->rtnh_ifindex);
	struct arena *arena = attrs->state->arena;
	const char *id =
		device_id(attrs->names, arena, name, (uint32_t)hop->rtnh_ifindex);
	int r;

	note_device(attrs, id);
	r = add_field(attrs, prefix, "dev", id);
	if (r == 0)
		r = add_field(attrs, prefix, "weight",
			      arena_printf(arena, "%u", hop->rtnh_hops));
	if (r == 0)
		r = add_field(attrs, prefix, "flags",
			      arena_printf(arena, "%u", hop->rtnh_flags & HOP_FLAGS));
	return r < 0 ? r
		     : netattrs_read(attrs, table, prefix,
				     (const struct nlattr *)(const void *)(hop + 1),
				     hop->rtnh_len - (int)sizeof(*hop));
}

static int read_hops(struct netattrs *attrs, const struct netattr *attr,
		     const struct nlattr *data)
{
	const unsigned char *at = nla_data(data);
	int rest = nla_len(data), r = 0;

	for (int i = 0; rest >= (int)sizeof(struct rtnexthop) && r == 0; i++) {
		const struct rtnexthop *hop = (const void *)at;
		int step;
		char prefix[32];

		if (hop->rtnh_len < sizeof(*hop) || hop->rtnh_len > rest)
			break;
		(void)snprintf(prefix, sizeof(prefix), "hop%d.", i);
		r = read_hop(attrs, attr->nest, prefix, hop);
		step = (int)NLA_ALIGN(hop->rtnh_len);
		at += step;
		rest -= step;
	}
	return r;
}

static int read_known(struct netattrs *attrs, const struct netattr *attr,
		      const char *prefix, const struct nlattr *data)
{
	const char *value;
	char nest[64];

	if (attr->form == NETATTR_SKIP)
		return 0;
	if (attr->form == NETATTR_HOPS)
		return read_hops(attrs, attr, data);
	if (attr->form == NETATTR_NEST) {
		(void)snprintf(nest, sizeof(nest), "%s%s.", prefix, attr->name);
		return netattrs_read(attrs, attr->nest, nest, nla_data(data),
				     nla_len(data));
	}
	value = netattrs_text(attrs->names, attr, data, attrs->state->arena);
	if (!value)
		return arena_failed(attrs->state->arena)
			       ? -ENOMEM
			       : strv_push(attrs->state->arena, attrs->unknown,
					   attr->name);
	if (attr->form == NETATTR_DEVICE || attr->form == NETATTR_DEVICE_NAME)
		note_device(attrs, value);
	return add_field(attrs, prefix, attr->name, value);
}

int netattrs_read(struct netattrs *attrs, const struct netattr_table *table,
		  const char *prefix, const struct nlattr *first, int bytes)
{
	const struct nlattr *data;
	int rest, r = 0;

	nla_for_each_attr(data, first, bytes, rest)
	{
		const struct netattr *attr = find_attr(table, nla_type(data));

		if (attr)
			r = read_known(attrs, attr, prefix, data);
		else
			r = strv_push(attrs->state->arena, attrs->unknown,
				      arena_printf(attrs->state->arena, "%sattribute %d",
						   prefix, nla_type(data)));
		if (r < 0)
			return r;
	}
	return 0;
}

static uint32_t get_head(const struct netattr_head *head, const void *header)
{
	const uint8_t *at = (const uint8_t *)header + head->offset;
	uint32_t value = 0;

	memcpy(&value, at, head->bytes); /* little endian only matters for one byte */
	if (head->bytes == 1)
		value = *at;
	return head->mask ? value & head->mask : value;
}

int netattrs_read_head(struct netattrs *attrs, const struct netattr_head *heads, size_t n,
		       const void *header)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t value = get_head(&heads[i], header);

		if (value &&
		    add_field(attrs, "", heads[i].name,
			      arena_printf(attrs->state->arena, "%" PRIu32, value)) < 0)
			return -ENOMEM;
	}
	return 0;
}
