/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queueing disciplines of a device. Source: kernel include/uapi/linux/rtnetlink.h (struct
 * tcmsg) and pkt_sched.h. */
#include "netqdisc.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netattrs.h"

#define OPTIONS_MAX 1024
#define KIND_MAX 32

struct reader {
	struct netstate *state;
	const struct netnames *names;
};

/* Without classes, and with options that are set in the form in which they are told (but
 * for times, see keep_times()). @times: numbers of attributes that are times of CoDel. */
struct simple {
	const char *kind;
	uint16_t times[3];
};

static const struct simple simples[] = {
	{"fq", {0}},	{"fq_codel", {1, 3, 7}}, {"codel", {1, 3, 5}},
	{"pfifo", {0}}, {"bfifo", {0}},		 {"noqueue", {0}},
};

static const struct simple *find_simple(const char *kind)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(simples); i++) {
		if (strcmp(simples[i].kind, kind) == 0)
			return &simples[i];
	}
	return NULL;
}

static int add_loss(struct reader *reader, struct net_device *device, const char *format,
		    const char *kind)
{
	const char *text = NULL;

	text = arena_printf(reader->state->arena, "%s '%s' is not put back", format,
			    kind);
	return strv_has(&device->losses, text ? text : "")
		       ? 0
		       : strv_push(reader->state->arena, &device->losses, text);
}

static int take_root(struct reader *reader, struct net_device *device, const char *kind,
		     uint32_t handle, const struct nlattr *options)
{
	struct arena *arena = reader->state->arena;
	const char *hex =
		options ? netattrs_hex(arena, nla_data(options), (size_t)nla_len(options))
			: "";

	if (!find_simple(kind))
		return add_loss(reader, device, "the queueing discipline", kind);
	return netstate_set(
		reader->state, device, "qdisc", "root",
		arena_printf(arena, "%s %" PRIx32 " %s", kind, handle, hex ? hex : ""));
}

/* What has no handle the kernel has made by itself. */
static int take_qdisc(struct nlmsghdr *msg, void *ctx)
{
	struct reader *reader = ctx;
	struct nlattr *attrs[TCA_MAX + 1];
	const struct netname *name;
	struct net_device *device;
	const struct tcmsg *tc;
	const char *kind;

	if (!msg || msg->nlmsg_type != RTM_NEWQDISC ||
	    nlmsg_parse(msg, sizeof(*tc), attrs, TCA_MAX, NULL) < 0 || !attrs[TCA_KIND])
		return 0;
	tc = nlmsg_data(msg);
	name = netnames_by_index(reader->names, (uint32_t)tc->tcm_ifindex);
	device = name ? netstate_device(reader->state, name->id) : NULL;
	if (!device || device->role == NET_MASTER || !tc->tcm_handle)
		return 0;
	kind = arena_strndup(
		reader->state->arena, nla_data(attrs[TCA_KIND]),
		strnlen(nla_data(attrs[TCA_KIND]), (size_t)nla_len(attrs[TCA_KIND])));
	if (!kind)
		return -ENOMEM;
	if (tc->tcm_parent == TC_H_ROOT)
		return take_root(reader, device, kind, tc->tcm_handle,
				 attrs[TCA_OPTIONS]);
	return add_loss(reader, device,
			tc->tcm_parent == TC_H_INGRESS
				? "what tc has attached to"
				: "below the root, the queueing discipline",
			kind);
}

int netqdisc_read(struct netstate *state, struct nl_sock *sock,
		  const struct netnames *names, struct nic_err *err)
{
	struct reader reader = {state, names};
	struct tcmsg tc = {.tcm_family = AF_UNSPEC};
	NIC_CLEANUP(netlink_freep)
	struct nl_msg *msg = netlink_request(RTM_GETQDISC, NLM_F_DUMP, &tc, sizeof(tc));
	int r = msg ? netlink_ask(sock, msg, take_qdisc, &reader) : -ENOMEM;

	if (r == -EOPNOTSUPP) /* a kernel without queueing disciplines */
		return 0;
	return r < 0 ? nic_err_set(err, r, "queueing disciplines: %s", nic_strerror(r))
		     : 0;
}

static int no_answer(struct nlmsghdr *msg, void *ctx)
{
	(void)msg;
	(void)ctx;
	return 0;
}

/* CoDel counts in units of 1024 ns and tells them in microseconds, rounded down: one more
 * gives the same number of units again. */
static void keep_times(const char *kind, uint8_t *options, int bytes)
{
	const struct simple *simple = find_simple(kind);
	struct nlattr *attr;
	uint32_t time_us;
	int rest;

	nla_for_each_attr(attr, (struct nlattr *)(void *)options, bytes, rest)
	{
		for (size_t i = 0; simple && i < NIC_ARRAY_SIZE(simple->times); i++) {
			if (!simple->times[i] || nla_type(attr) != simple->times[i] ||
			    nla_len(attr) != (int)sizeof(time_us))
				continue;
			time_us = nla_get_u32(attr) + 1;
			memcpy(nla_data(attr), &time_us, sizeof(time_us));
		}
	}
}

int netqdisc_set(struct nl_sock *sock, const struct netname *name, const char *value)
{
	char kind[KIND_MAX], hex[OPTIONS_MAX * 2 + 1] = "";
	struct tcmsg tc = {.tcm_family = AF_UNSPEC,
			   .tcm_ifindex = (int)name->ifindex,
			   .tcm_parent = TC_H_ROOT};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	_Alignas(struct nlattr) uint8_t options[OPTIONS_MAX];
	int bytes;

	if (sscanf(value, "%31s %" SCNx32 " %2048s", kind, &tc.tcm_handle, hex) < 2)
		return -EINVAL;
	bytes = netattrs_unhex(hex, options, sizeof(options));
	if (bytes < 0)
		return -EINVAL;
	keep_times(kind, options, bytes);
	msg = netlink_request(RTM_NEWQDISC, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, &tc,
			      sizeof(tc));
	if (!msg || nla_put_string(msg, TCA_KIND, kind) < 0 ||
	    (bytes && nla_put(msg, TCA_OPTIONS, bytes, options) < 0))
		return -ENOMEM;
	return netlink_ask(sock, msg, no_answer, NULL);
}
