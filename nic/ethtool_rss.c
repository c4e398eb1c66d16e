/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hash key and table of a device, by ioctl: netlink can only read them before Linux
 * 6.17. Source: kernel include/uapi/linux/ethtool.h (struct ethtool_rxfh). */
#include <errno.h>
#include <linux/ethtool.h>
#include <stdlib.h>
#include <string.h>

#include "ethtool.h"

/* A table that the request does not change. */
#define TABLE_KEPT ETH_RXFH_INDIR_NO_CHANGE

static int read_sizes(const struct ethtool *ethtool, uint32_t ifindex,
		      struct ethtool_rxfh *ret_head)
{
	struct ethtool_rxfh head = {.cmd = ETHTOOL_GRSSH};
	int r = ethtool_ioctl(ethtool, ifindex, &head);

	if (r == 0)
		*ret_head = head;
	return r;
}

static struct ethtool_rxfh *new_request(uint32_t entries, uint32_t key_bytes)
{
	struct ethtool_rxfh *request =
		calloc(1, sizeof(*request) + (size_t)entries * 4 + key_bytes);

	if (request) {
		request->indir_size = entries;
		request->key_size = key_bytes;
	}
	return request;
}

static int keep(const struct ethtool_rxfh *answer, struct arena *arena,
		struct ethtool_rss *ret_rss)
{
	struct ethtool_rss rss = {.hash_function = answer->hfunc};

	rss.table.n = answer->indir_size;
	rss.key.n = answer->key_size;
	rss.table.items = arena_alloc(arena, rss.table.n * 4 + 1);
	rss.key.items = arena_alloc(arena, rss.key.n + 1);
	if (!rss.table.items || !rss.key.items)
		return -ENOMEM;
	memcpy(rss.table.items, answer->rss_config, rss.table.n * 4);
	memcpy(rss.key.items, answer->rss_config + rss.table.n, rss.key.n);
	*ret_rss = rss;
	return 0;
}

int ethtool_rss_read(struct ethtool *ethtool, uint32_t ifindex, struct arena *arena,
		     struct ethtool_rss *ret_rss)
{
	struct ethtool_rxfh head, *request;
	int r = read_sizes(ethtool, ifindex, &head);

	*ret_rss = (struct ethtool_rss){0};
	if (r == -EOPNOTSUPP)
		return 0;
	if (r < 0)
		return r;
	request = new_request(head.indir_size, head.key_size);
	if (!request)
		return -ENOMEM;
	request->cmd = ETHTOOL_GRSSH;
	r = ethtool_ioctl(ethtool, ifindex, request);
	if (r == 0)
		r = keep(request, arena, ret_rss);
	free(request);
	return r;
}

int ethtool_rss_write(struct ethtool *ethtool, uint32_t ifindex,
		      const struct ethtool_rss *rss)
{
	struct ethtool_rxfh head, *request;
	int r = read_sizes(ethtool, ifindex, &head);

	if (r < 0)
		return r;
	if ((rss->table.n && rss->table.n != head.indir_size) ||
	    (rss->key.n && rss->key.n != head.key_size))
		return -EINVAL;
	request = new_request((uint32_t)rss->table.n, (uint32_t)rss->key.n);
	if (!request)
		return -ENOMEM;
	request->cmd = ETHTOOL_SRSSH;
	request->hfunc = rss->hash_function == head.hfunc ? 0 : rss->hash_function;
	if (rss->table.n)
		memcpy(request->rss_config, rss->table.items, rss->table.n * 4);
	else
		request->indir_size = TABLE_KEPT;
	if (rss->key.n)
		memcpy(request->rss_config + rss->table.n, rss->key.items, rss->key.n);
	r = ethtool_ioctl(ethtool, ifindex, request);
	free(request);
	return r;
}

/* A table of no entries is how the kernel is told, see ethtool_set_rxfh(). */
int ethtool_rss_reset(struct ethtool *ethtool, uint32_t ifindex)
{
	struct ethtool_rxfh request = {.cmd = ETHTOOL_SRSSH};

	return ethtool_ioctl(ethtool, ifindex, &request);
}
