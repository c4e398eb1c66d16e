/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flow rules of a device, by ioctl: there is no netlink request for them.
 * Source: kernel include/uapi/linux/ethtool.h (struct ethtool_rxnfc). */
#include <errno.h>
#include <linux/ethtool.h>
#include <stdlib.h>
#include <string.h>

#include "ethtool.h"

const size_t ETHTOOL_RULE_BYTES = sizeof(struct ethtool_rx_flow_spec);

static int compare(const void *a, const void *b)
{
	const struct ethtool_rule *left = a, *right = b;

	return (left->location > right->location) - (left->location < right->location);
}

static int read_rule(const struct ethtool *ethtool, uint32_t ifindex, uint32_t location,
		     struct arena *arena, struct ethtool_rules *rules)
{
	struct ethtool_rxnfc request = {.cmd = ETHTOOL_GRXCLSRULE};
	struct ethtool_rule *rule;
	int r;

	request.fs.location = location;
	r = ethtool_ioctl(ethtool, ifindex, &request);
	if (r == -ENOENT) /* gone meanwhile */
		return 0;
	if (r < 0)
		return r;
	rule = ARENA_PUSH(arena, rules);
	if (!rule)
		return -ENOMEM;
	rule->location = location;
	rule->spec = arena_alloc(arena, ETHTOOL_RULE_BYTES);
	if (!rule->spec)
		return -ENOMEM;
	memcpy(rule->spec, &request.fs, ETHTOOL_RULE_BYTES);
	return 0;
}

/* Asks for the locations; @count may have grown since it was asked for. */
static int read_locations(const struct ethtool *ethtool, uint32_t ifindex,
			  struct ethtool_rxnfc *request, uint32_t count)
{
	request->cmd = ETHTOOL_GRXCLSRLALL;
	request->rule_cnt = count;
	return ethtool_ioctl(ethtool, ifindex, request);
}

int ethtool_rules_read(struct ethtool *ethtool, uint32_t ifindex, struct arena *arena,
		       struct ethtool_rules *ret_rules)
{
	struct ethtool_rxnfc count = {.cmd = ETHTOOL_GRXCLSRLCNT}, *request;
	struct ethtool_rules rules = {0};
	int r = ethtool_ioctl(ethtool, ifindex, &count);

	*ret_rules = rules;
	if (r == -EOPNOTSUPP)
		return 0;
	if (r < 0 || !count.rule_cnt)
		return r;
	request = calloc(1, sizeof(*request) + (size_t)count.rule_cnt * 4);
	if (!request)
		return -ENOMEM;
	r = read_locations(ethtool, ifindex, request, count.rule_cnt);
	for (uint32_t i = 0; r == 0 && i < request->rule_cnt && i < count.rule_cnt; i++)
		r = read_rule(ethtool, ifindex, request->rule_locs[i], arena, &rules);
	free(request);
	if (r < 0)
		return r;
	if (rules.n)
		qsort(rules.items, rules.n, sizeof(*rules.items), compare);
	*ret_rules = rules;
	return 0;
}

int ethtool_rules_insert(struct ethtool *ethtool, uint32_t ifindex,
			 const struct ethtool_rule *rule)
{
	struct ethtool_rxnfc request = {.cmd = ETHTOOL_SRXCLSRLINS};

	memcpy(&request.fs, rule->spec, ETHTOOL_RULE_BYTES);
	request.fs.location = rule->location;
	return ethtool_ioctl(ethtool, ifindex, &request);
}

int ethtool_rules_delete(struct ethtool *ethtool, uint32_t ifindex, uint32_t location)
{
	struct ethtool_rxnfc request = {.cmd = ETHTOOL_SRXCLSRLDEL};

	request.fs.location = location;
	return ethtool_ioctl(ethtool, ifindex, &request);
}
