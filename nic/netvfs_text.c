/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The attributes of a virtual function as text, and back. Source: kernel
 * include/uapi/linux/if_link.h. */
#include "netvfs_text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>

#include "macro.h"

/* What the kernel says of a switch that the driver does not have. */
#define NOT_THERE UINT32_MAX

/* An attribute of two numbers, the second of which is one of these words. Each has the
 * layout of struct ifla_vf_trust. */
static const struct choice {
	uint16_t type;
	const char *name;
	const char *const words[3];
} choices[] = {
	{IFLA_VF_SPOOFCHK, "spoofchk", {"off", "on"}},
	{IFLA_VF_TRUST, "trust", {"off", "on"}},
	{IFLA_VF_RSS_QUERY_EN, "rss-query", {"off", "on"}},
	{IFLA_VF_LINK_STATE, "link-state", {"auto", "enable", "disable"}},
};

static const struct choice *find_choice(int type)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(choices); i++) {
		if (choices[i].type == type)
			return &choices[i];
	}
	return NULL;
}

const char *netvfs_text_name(int type)
{
	const struct choice *choice = find_choice(type);

	if (choice)
		return choice->name;
	switch (type) {
	case IFLA_VF_MAC:
		return "mac";
	case IFLA_VF_VLAN_LIST:
		return "vlan";
	case IFLA_VF_RATE:
		return "rate";
	default:
		return NULL;
	}
}

static const char *read_choice(const struct choice *choice, const struct nlattr *attr)
{
	struct ifla_vf_trust data;

	if (nla_len(attr) < (int)sizeof(data))
		return NULL;
	memcpy(&data, nla_data(attr), sizeof(data));
	if (data.setting == NOT_THERE || data.setting >= NIC_ARRAY_SIZE(choice->words))
		return NULL;
	return choice->words[data.setting];
}

static const char *read_mac(struct arena *arena, const struct nlattr *attr)
{
	struct ifla_vf_mac data;

	if (nla_len(attr) < (int)sizeof(data))
		return NULL;
	memcpy(&data, nla_data(attr), sizeof(data));
	return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x", data.mac[0],
			    data.mac[1], data.mac[2], data.mac[3], data.mac[4],
			    data.mac[5]);
}

/* The kernel tells one VLAN of each function. */
static const char *read_vlan(struct arena *arena, const struct nlattr *attr)
{
	const struct nlattr *item =
		nla_find(nla_data(attr), nla_len(attr), IFLA_VF_VLAN_INFO);
	struct ifla_vf_vlan_info data;

	if (!item || nla_len(item) < (int)sizeof(data))
		return NULL;
	memcpy(&data, nla_data(item), sizeof(data));
	return arena_printf(arena, "%" PRIu32 " qos %" PRIu32 " proto %04x", data.vlan,
			    data.qos, ntohs(data.vlan_proto));
}

static const char *read_rate(struct arena *arena, const struct nlattr *attr)
{
	struct ifla_vf_rate data;

	if (nla_len(attr) < (int)sizeof(data))
		return NULL;
	memcpy(&data, nla_data(attr), sizeof(data));
	return arena_printf(arena, "min %" PRIu32 " max %" PRIu32, data.min_tx_rate,
			    data.max_tx_rate);
}

const char *netvfs_text_read(struct arena *arena, const struct nlattr *attr)
{
	const struct choice *choice = find_choice(nla_type(attr));

	if (choice)
		return read_choice(choice, attr);
	switch (nla_type(attr)) {
	case IFLA_VF_MAC:
		return read_mac(arena, attr);
	case IFLA_VF_VLAN_LIST:
		return read_vlan(arena, attr);
	case IFLA_VF_RATE:
		return read_rate(arena, attr);
	default:
		return NULL;
	}
}

static int put(struct nl_msg *msg, int type, const void *data, size_t bytes)
{
	return nla_put(msg, type, (int)bytes, data) < 0 ? -ENOMEM : 0;
}

static int put_choice(struct nl_msg *msg, uint32_t vf, const struct choice *choice,
		      const char *value)
{
	struct ifla_vf_trust data = {.vf = vf};

	for (; data.setting < NIC_ARRAY_SIZE(choice->words); data.setting++) {
		const char *word = choice->words[data.setting];

		if (word && strcmp(word, value) == 0)
			return put(msg, choice->type, &data, sizeof(data));
	}
	return -EINVAL;
}

static int put_mac(struct nl_msg *msg, uint32_t vf, const char *value)
{
	struct ifla_vf_mac data = {.vf = vf};

	if (sscanf(value, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &data.mac[0],
		   &data.mac[1], &data.mac[2], &data.mac[3], &data.mac[4],
		   &data.mac[5]) != ETH_ALEN)
		return -EINVAL;
	return put(msg, IFLA_VF_MAC, &data, sizeof(data));
}

static int put_vlan(struct nl_msg *msg, uint32_t vf, const char *value)
{
	struct ifla_vf_vlan_info data = {.vf = vf};
	struct nlattr *list;
	uint16_t protocol;
	int r;

	if (sscanf(value, "%" SCNu32 " qos %" SCNu32 " proto %" SCNx16, &data.vlan,
		   &data.qos, &protocol) != 3)
		return -EINVAL;
	data.vlan_proto = htons(protocol);
	list = nla_nest_start(msg, NLA_F_NESTED | IFLA_VF_VLAN_LIST);
	r = list ? put(msg, IFLA_VF_VLAN_INFO, &data, sizeof(data)) : -ENOMEM;
	if (r == 0)
		nla_nest_end(msg, list);
	return r;
}

static int put_rate(struct nl_msg *msg, uint32_t vf, const char *value)
{
	struct ifla_vf_rate data = {.vf = vf};

	if (sscanf(value, "min %" SCNu32 " max %" SCNu32, &data.min_tx_rate,
		   &data.max_tx_rate) != 2)
		return -EINVAL;
	return put(msg, IFLA_VF_RATE, &data, sizeof(data));
}

int netvfs_text_put(struct nl_msg *msg, uint32_t vf, const char *name, const char *value)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(choices); i++) {
		if (strcmp(choices[i].name, name) == 0)
			return put_choice(msg, vf, &choices[i], value);
	}
	if (strcmp(name, "mac") == 0)
		return put_mac(msg, vf, value);
	if (strcmp(name, "vlan") == 0)
		return put_vlan(msg, vf, value);
	return strcmp(name, "rate") == 0 ? put_rate(msg, vf, value) : -EOPNOTSUPP;
}
