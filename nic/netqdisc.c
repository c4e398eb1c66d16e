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

/* Names of settings; after the second follows the parent, in hexadecimal. */
#define ROOT "root"
#define BELOW "below "

struct reader {
	struct netstate *state;
	const struct netnames *names;
};

/* Without classes of one's own making, and with options that are set in the form in which
 * they are told (but for times, see keep_times()). @times: numbers of attributes that are
 * times of CoDel. */
struct simple {
	const char *kind;
	uint16_t times[3];
};

static const struct simple simples[] = {
	{"fq", {0}},	{"fq_codel", {1, 3, 7}}, {"codel", {1, 3, 5}}, {"pfifo", {0}},
	{"bfifo", {0}}, {"noqueue", {0}},	 {"mq", {0}},	       {"prio", {0}},
};

static const struct simple *find_simple(const char *kind)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(simples); i++) {
		if (strcmp(simples[i].kind, kind) == 0)
			return &simples[i];
	}
	return NULL;
}

static int add_refusal(struct reader *reader, struct net_device *device,
		       const char *format, const char *kind)
{
	const char *text = arena_printf(reader->state->arena,
					"%s '%s' would be lost, and nicctl cannot put it "
					"back",
					format, kind);

	return strv_has(&device->refusals, text ? text : "")
		       ? 0
		       : strv_push(reader->state->arena, &device->refusals, text);
}

static int add_qdisc(struct reader *reader, struct net_device *device, const char *name,
		     const char *kind, uint32_t handle, const struct nlattr *options)
{
	struct arena *arena = reader->state->arena;
	const char *hex =
		options ? netattrs_hex(arena, nla_data(options), (size_t)nla_len(options))
			: "";

	return netstate_set(
		reader->state, device, "qdisc", name,
		arena_printf(arena, "%s %" PRIx32 " %s", kind, handle, hex ? hex : ""));
}

/* The kernel tells the root first. Below one that is not put back nothing is. */
static int take_below(struct reader *reader, struct net_device *device, const char *kind,
		      const struct tcmsg *tc, const struct nlattr *options)
{
	if (!netstate_setting(device, "qdisc", ROOT))
		return 0;
	if (!find_simple(kind))
		return add_refusal(reader, device,
				   "below the root, the queueing discipline", kind);
	return add_qdisc(
		reader, device,
		arena_printf(reader->state->arena, BELOW "%" PRIx32, tc->tcm_parent),
		kind, tc->tcm_handle, options);
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
	if (tc->tcm_parent == TC_H_INGRESS)
		return add_refusal(reader, device, "what tc has attached to", kind);
	if (tc->tcm_parent != TC_H_ROOT)
		return take_below(reader, device, kind, tc, attrs[TCA_OPTIONS]);
	return find_simple(kind)
		       ? add_qdisc(reader, device, ROOT, kind, tc->tcm_handle,
				   attrs[TCA_OPTIONS])
		       : add_refusal(reader, device, "the queueing discipline", kind);
}

static int take_filter(struct nlmsghdr *msg, void *ctx)
{
	bool *has_filter = ctx;

	if (msg && msg->nlmsg_type == RTM_NEWTFILTER)
		*has_filter = true;
	return 0;
}

/* Filters that sort packets into the classes of a root that is put back. */
static int read_filters(struct reader *reader, struct nl_sock *sock)
{
	for (size_t i = 0; i < reader->names->n; i++) {
		const struct netname *name = &reader->names->items[i];
		struct net_device *device = netstate_device(reader->state, name->id);
		struct tcmsg tc = {.tcm_family = AF_UNSPEC,
				   .tcm_ifindex = (int)name->ifindex};
		NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
		bool has_filter = false;

		if (!device || !netstate_setting(device, "qdisc", ROOT))
			continue;
		msg = netlink_request(RTM_GETTFILTER, NLM_F_DUMP, &tc, sizeof(tc));
		if (!msg)
			return -ENOMEM;
		/* disciplines without classes answer with an error */
		if (netlink_ask(sock, msg, take_filter, &has_filter) == 0 && has_filter &&
		    add_refusal(reader, device, "what tc has attached to", "root") < 0)
			return -ENOMEM;
	}
	return 0;
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
	if (r == 0)
		r = read_filters(&reader, sock);
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

static uint32_t parent_of(const char *setting)
{
	return strncmp(setting, BELOW, strlen(BELOW)) == 0
		       ? (uint32_t)strtoul(setting + strlen(BELOW), NULL, 16)
		       : TC_H_ROOT;
}

int netqdisc_set(struct nl_sock *sock, const struct netname *name, const char *setting,
		 const char *value)
{
	char kind[KIND_MAX], hex[OPTIONS_MAX * 2 + 1] = "";
	struct tcmsg tc = {.tcm_family = AF_UNSPEC,
			   .tcm_ifindex = (int)name->ifindex,
			   .tcm_parent = parent_of(setting)};
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;
	_Alignas(struct nlattr) uint8_t options[OPTIONS_MAX];
	int bytes;

	if (!value)
		return -EOPNOTSUPP;
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
