/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hash fields, by ioctl: before Linux 6.17 netlink has no request for them.
 * Source: kernel include/uapi/linux/ethtool.h (struct ethtool_rxnfc, *_FLOW). */
#include "ethtool_fields.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <string.h>

/* Those of GTP came with 6.9, older headers lack them. */
static const struct flow {
	const char *name;
	uint32_t number;
} flows[] = {
	{"tcp4", TCP_V4_FLOW}, {"udp4", UDP_V4_FLOW},	{"sctp4", SCTP_V4_FLOW},
	{"ah4", AH_V4_FLOW},   {"esp4", ESP_V4_FLOW},	{"tcp6", TCP_V6_FLOW},
	{"udp6", UDP_V6_FLOW}, {"sctp6", SCTP_V6_FLOW}, {"ah6", AH_V6_FLOW},
	{"esp6", ESP_V6_FLOW}, {"ipv4", IPV4_FLOW},	{"ipv6", IPV6_FLOW},
	{"ether", ETHER_FLOW}, {"gtpu4", 0x13},		{"gtpu6", 0x14},
	{"gtpc4", 0x15},       {"gtpc6", 0x16},		{"gtpc4t", 0x17},
	{"gtpc6t", 0x18},      {"gtpu4e", 0x19},	{"gtpu6e", 0x1a},
	{"gtpu4u", 0x1b},      {"gtpu6u", 0x1c},	{"gtpu4d", 0x1d},
	{"gtpu6d", 0x1e},
};

const char *ethtool_fields_flow(size_t number)
{
	return number < NIC_ARRAY_SIZE(flows) ? flows[number].name : NULL;
}

static int ask(const struct ethtool *ethtool, uint32_t ifindex, uint32_t command,
	       const char *flow, uint64_t *fields)
{
	struct ethtool_rxnfc request = {.cmd = command, .data = *fields};
	int r;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(flows); i++) {
		if (strcmp(flows[i].name, flow) == 0)
			request.flow_type = flows[i].number;
	}
	if (!request.flow_type)
		return -EINVAL;
	r = ethtool_ioctl(ethtool, ifindex, &request);
	*fields = request.data;
	return r;
}

int ethtool_fields_read(const struct ethtool *ethtool, uint32_t ifindex, const char *flow,
			uint64_t *ret_fields)
{
	uint64_t fields = 0;
	int r = ask(ethtool, ifindex, ETHTOOL_GRXFH, flow, &fields);

	if (r == 0)
		*ret_fields = fields;
	return r;
}

int ethtool_fields_write(const struct ethtool *ethtool, uint32_t ifindex,
			 const char *flow, uint64_t fields)
{
	return ask(ethtool, ifindex, ETHTOOL_SRXFH, flow, &fields);
}
