/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The transmit side of the stack: statistics of the root queueing discipline. */
#include <linux/gen_stats.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>

#include "netlink.h"
#include "rxparts.h"

struct asker {
	struct rxsample *sample;
	uint32_t ifindex;
};

/* Source: kernel include/uapi/linux/gen_stats.h; the statistics of "mq" are the sum of
 * its queues' (net/sched/sch_mq.c). */
static void take_stats(struct rxsample *sample, struct nlattr *stats)
{
	struct nlattr *attrs[TCA_STATS_MAX + 1];
	struct gnet_stats_queue queue;

	if (nla_parse_nested(attrs, TCA_STATS_MAX, stats, NULL) < 0 ||
	    !attrs[TCA_STATS_QUEUE] ||
	    nla_len(attrs[TCA_STATS_QUEUE]) < (int)sizeof(queue))
		return;
	memcpy(&queue, nla_data(attrs[TCA_STATS_QUEUE]), sizeof(queue));
	sample->qdisc_dropped = queue.drops;
	sample->qdisc_requeued = queue.requeues;
	sample->qdisc_backlog_packets = queue.qlen;
	sample->qdisc_backlog_bytes = queue.backlog;
}

static int take_qdisc(struct nlmsghdr *msg, void *ctx)
{
	const struct asker *asker = ctx;
	struct rxsample *sample = asker->sample;
	struct nlattr *attrs[TCA_MAX + 1];
	const struct tcmsg *tc;

	if (!msg || msg->nlmsg_type != RTM_NEWQDISC ||
	    nlmsg_parse(msg, sizeof(*tc), attrs, TCA_MAX, NULL) < 0)
		return 0;
	tc = nlmsg_data(msg);
	if ((uint32_t)tc->tcm_ifindex != asker->ifindex || tc->tcm_parent != TC_H_ROOT ||
	    !attrs[TCA_KIND] || !attrs[TCA_STATS2])
		return 0;
	sample->qdisc = arena_strndup(
		sample->arena, nla_data(attrs[TCA_KIND]),
		strnlen(nla_data(attrs[TCA_KIND]), (size_t)nla_len(attrs[TCA_KIND])));
	take_stats(sample, attrs[TCA_STATS2]);
	return 0;
}

void rxqdisc_read(struct rxsample *sample)
{
	struct asker asker = {sample, if_nametoindex(sample->ifname)};
	struct tcmsg tc = {.tcm_family = AF_UNSPEC, .tcm_ifindex = (int)asker.ifindex};
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	NIC_CLEANUP(netlink_freep) struct nl_msg *msg = NULL;

	if (!asker.ifindex || netlink_open(NETLINK_ROUTE, &sock, NULL) < 0)
		return;
	msg = netlink_request(RTM_GETQDISC, NLM_F_DUMP, &tc, sizeof(tc));
	if (msg) /* a kernel without queueing disciplines has none to tell of */
		(void)netlink_ask(sock, msg, take_qdisc, &asker);
}
