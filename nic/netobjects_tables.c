/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the messages of each kind of object look. Source: kernel include/uapi/linux/
 * rtnetlink.h, if_addr.h, neighbour.h, nexthop.h, fib_rules.h; numbers that older headers
 * do not name stand as numbers. */
#include "netobjects_tables.h"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#define MSG_NEWNEXTHOP 104
#define MSG_DELNEXTHOP 105
#define MSG_GETNEXTHOP 106

#define TABLE(items)                                                                     \
	{                                                                                \
		items, NIC_ARRAY_SIZE(items)                                             \
	}
#define HEADS(items) items, NIC_ARRAY_SIZE(items)

static const struct netattr_head address_heads[] = {
	{"family", 0, 1, 0},
	{"prefix", 1, 1, 0},
	{"scope", 3, 1, 0},
};
static const struct netattr address_attrs[] = {
	{IFA_ADDRESS, NETATTR_ADDRESS, "address", NULL},
	{IFA_LOCAL, NETATTR_ADDRESS, "local", NULL},
	{IFA_LABEL, NETATTR_TEXT, "label", NULL},
	{IFA_BROADCAST, NETATTR_ADDRESS, "broadcast", NULL},
	{IFA_CACHEINFO, NETATTR_SKIP, NULL, NULL}, /* read apart: lifetimes */
	{IFA_FLAGS, NETATTR_U32, "flags", NULL},
	{9, NETATTR_U32, "metric", NULL},
	{11, NETATTR_U8, "protocol", NULL},
};

static const struct netattr_head neighbour_heads[] = {
	{"family", 0, 1, 0},
	{"state", 8, 2, 0},
	/* self, master, proxy, router, sticky */
	{"flags", 10, 1, NTF_SELF | NTF_MASTER | NTF_PROXY | NTF_ROUTER | 0x40},
};
static const struct netattr neighbour_attrs[] = {
	{NDA_DST, NETATTR_ADDRESS, "dst", NULL},   {NDA_LLADDR, NETATTR_MAC, "mac", NULL},
	{NDA_CACHEINFO, NETATTR_SKIP, NULL, NULL}, {NDA_PROBES, NETATTR_SKIP, NULL, NULL},
	{NDA_VLAN, NETATTR_U16, "vlan", NULL},	   {NDA_MASTER, NETATTR_SKIP, NULL, NULL},
	{12, NETATTR_U8, "protocol", NULL},	   {15, NETATTR_U32, "flags-ext", NULL},
};

static const struct netattr_head nexthop_heads[] = {
	{"family", 0, 1, 0},
	{"protocol", 2, 1, 0},
	{"flags", 4, 4, RTNH_F_ONLINK},
};
static const struct netattr nexthop_attrs[] = {
	{1, NETATTR_U32, "id", NULL},
	{2, NETATTR_HEX, "group", NULL},
	{3, NETATTR_U16, "group-type", NULL},
	{4, NETATTR_FLAG, "blackhole", NULL},
	{5, NETATTR_DEVICE, "dev", NULL},
	{6, NETATTR_ADDRESS, "via", NULL},
	{7, NETATTR_U16, "encap-type", NULL},
	{8, NETATTR_HEX, "encap", NULL},
	{11, NETATTR_FLAG, "fdb", NULL},
	{14, NETATTR_SKIP, NULL, NULL}, /* what the answer holds */
};

static const struct netattr hop_attrs[] = {
	{RTA_GATEWAY, NETATTR_ADDRESS, "via", NULL},
	{RTA_VIA, NETATTR_VIA, "via-other", NULL},
	{RTA_FLOW, NETATTR_U32, "realms", NULL},
	{RTA_ENCAP_TYPE, NETATTR_U16, "encap-type", NULL},
	{RTA_ENCAP, NETATTR_HEX, "encap", NULL},
};
static const struct netattr_table hop_table = TABLE(hop_attrs);

static const struct netattr metric_attrs[] = {
	{RTAX_LOCK, NETATTR_U32, "lock", NULL},
	{RTAX_MTU, NETATTR_U32, "mtu", NULL},
	{RTAX_WINDOW, NETATTR_U32, "window", NULL},
	{RTAX_RTT, NETATTR_U32, "rtt", NULL},
	{RTAX_RTTVAR, NETATTR_U32, "rttvar", NULL},
	{RTAX_SSTHRESH, NETATTR_U32, "ssthresh", NULL},
	{RTAX_CWND, NETATTR_U32, "cwnd", NULL},
	{RTAX_ADVMSS, NETATTR_U32, "advmss", NULL},
	{RTAX_REORDERING, NETATTR_U32, "reordering", NULL},
	{RTAX_HOPLIMIT, NETATTR_U32, "hoplimit", NULL},
	{RTAX_INITCWND, NETATTR_U32, "initcwnd", NULL},
	{RTAX_FEATURES, NETATTR_U32, "features", NULL},
	{RTAX_RTO_MIN, NETATTR_U32, "rto-min", NULL},
	{RTAX_INITRWND, NETATTR_U32, "initrwnd", NULL},
	{RTAX_QUICKACK, NETATTR_U32, "quickack", NULL},
	{RTAX_CC_ALGO, NETATTR_TEXT, "congctl", NULL},
	{RTAX_FASTOPEN_NO_COOKIE, NETATTR_U32, "fastopen-no-cookie", NULL},
};
static const struct netattr_table metric_table = TABLE(metric_attrs);

static const struct netattr_head route_heads[] = {
	{"family", 0, 1, 0},	 {"prefix", 1, 1, 0},
	{"src-prefix", 2, 1, 0}, {"tos", 3, 1, 0},
	{"protocol", 5, 1, 0},	 {"scope", 6, 1, 0},
	{"type", 7, 1, 0},	 {"flags", 8, 4, RTNH_F_ONLINK},
};
static const struct netattr route_attrs[] = {
	{RTA_DST, NETATTR_ADDRESS, "dst", NULL},
	{RTA_SRC, NETATTR_ADDRESS, "src", NULL},
	{RTA_OIF, NETATTR_DEVICE, "dev", NULL},
	{RTA_GATEWAY, NETATTR_ADDRESS, "via", NULL},
	{RTA_PRIORITY, NETATTR_U32, "metric", NULL},
	{RTA_PREFSRC, NETATTR_ADDRESS, "prefsrc", NULL},
	{RTA_METRICS, NETATTR_NEST, "metrics", &metric_table},
	{RTA_MULTIPATH, NETATTR_HOPS, NULL, &hop_table},
	{RTA_FLOW, NETATTR_U32, "realms", NULL},
	{RTA_CACHEINFO, NETATTR_SKIP, NULL, NULL},
	{RTA_TABLE, NETATTR_U32, "table", NULL},
	{RTA_MARK, NETATTR_U32, "mark", NULL},
	{RTA_VIA, NETATTR_VIA, "via-other", NULL},
	{RTA_PREF, NETATTR_U8, "pref", NULL},
	{RTA_ENCAP_TYPE, NETATTR_U16, "encap-type", NULL},
	{RTA_ENCAP, NETATTR_HEX, "encap", NULL},
	{RTA_EXPIRES, NETATTR_SKIP, NULL, NULL},
	{RTA_PAD, NETATTR_SKIP, NULL, NULL},
	{RTA_TTL_PROPAGATE, NETATTR_U8, "ttl-propagate", NULL},
	{30, NETATTR_U32, "nexthop", NULL},
};

static const struct netattr_head rule_heads[] = {
	{"family", 0, 1, 0}, {"dst-prefix", 1, 1, 0}, {"src-prefix", 2, 1, 0},
	{"tos", 3, 1, 0},    {"action", 7, 1, 0},     {"flags", 8, 4, FIB_RULE_INVERT},
};
static const struct netattr rule_attrs[] = {
	{FRA_DST, NETATTR_ADDRESS, "dst", NULL},
	{FRA_SRC, NETATTR_ADDRESS, "src", NULL},
	{FRA_IIFNAME, NETATTR_DEVICE_NAME, "iif", NULL},
	{FRA_OIFNAME, NETATTR_DEVICE_NAME, "oif", NULL},
	{FRA_GOTO, NETATTR_U32, "goto", NULL},
	{FRA_PRIORITY, NETATTR_U32, "priority", NULL},
	{FRA_FWMARK, NETATTR_U32, "fwmark", NULL},
	{FRA_FLOW, NETATTR_U32, "realms", NULL},
	{FRA_TUN_ID, NETATTR_HEX, "tun-id", NULL},
	{FRA_SUPPRESS_IFGROUP, NETATTR_U32, "suppress-group", NULL},
	{FRA_SUPPRESS_PREFIXLEN, NETATTR_U32, "suppress-prefix", NULL},
	{FRA_TABLE, NETATTR_U32, "table", NULL},
	{FRA_FWMASK, NETATTR_U32, "fwmask", NULL},
	{FRA_PAD, NETATTR_SKIP, NULL, NULL},
	{FRA_L3MDEV, NETATTR_U8, "l3mdev", NULL},
	{FRA_UID_RANGE, NETATTR_HEX, "uid-range", NULL},
	{FRA_PROTOCOL, NETATTR_U8, "protocol", NULL},
	{FRA_IP_PROTO, NETATTR_U8, "ip-protocol", NULL},
	{FRA_SPORT_RANGE, NETATTR_HEX, "sport", NULL},
	{FRA_DPORT_RANGE, NETATTR_HEX, "dport", NULL},
	{25, NETATTR_U8, "dscp", NULL},
};

const struct netobjects_table netobjects_tables[] = {
	{NET_ADDRESS, RTM_GETADDR, RTM_NEWADDR, RTM_DELADDR, AF_UNSPEC, 0,
	 sizeof(struct ifaddrmsg), HEADS(address_heads), TABLE(address_attrs), true},
	{NET_NEIGHBOUR, RTM_GETNEIGH, RTM_NEWNEIGH, RTM_DELNEIGH, AF_UNSPEC, 0,
	 sizeof(struct ndmsg), HEADS(neighbour_heads), TABLE(neighbour_attrs), true},
	{NET_NEIGHBOUR, RTM_GETNEIGH, RTM_NEWNEIGH, RTM_DELNEIGH, AF_UNSPEC, NTF_PROXY,
	 sizeof(struct ndmsg), HEADS(neighbour_heads), TABLE(neighbour_attrs), true},
	{NET_NEIGHBOUR, RTM_GETNEIGH, RTM_NEWNEIGH, RTM_DELNEIGH, AF_BRIDGE, 0,
	 sizeof(struct ndmsg), HEADS(neighbour_heads), TABLE(neighbour_attrs), true},
	{NET_NEXTHOP, MSG_GETNEXTHOP, MSG_NEWNEXTHOP, MSG_DELNEXTHOP, AF_UNSPEC, 0, 8,
	 HEADS(nexthop_heads), TABLE(nexthop_attrs), false},
	{NET_ROUTE, RTM_GETROUTE, RTM_NEWROUTE, RTM_DELROUTE, AF_INET, 0,
	 sizeof(struct rtmsg), HEADS(route_heads), TABLE(route_attrs), false},
	{NET_ROUTE, RTM_GETROUTE, RTM_NEWROUTE, RTM_DELROUTE, AF_INET6, 0,
	 sizeof(struct rtmsg), HEADS(route_heads), TABLE(route_attrs), false},
	{NET_RULE, RTM_GETRULE, RTM_NEWRULE, RTM_DELRULE, AF_INET, 0,
	 sizeof(struct fib_rule_hdr), HEADS(rule_heads), TABLE(rule_attrs), false},
	{NET_RULE, RTM_GETRULE, RTM_NEWRULE, RTM_DELRULE, AF_INET6, 0,
	 sizeof(struct fib_rule_hdr), HEADS(rule_heads), TABLE(rule_attrs), false},
};
const size_t netobjects_tables_n = NIC_ARRAY_SIZE(netobjects_tables);
