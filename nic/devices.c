/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices and the network: who is asked for what, and in which order. */
#include "devices.h"

#include <errno.h>
#include <fcntl.h>

#include "firmware.h"
#include "mounts.h"
#include "netdevs.h"
#include "netns.h"
#include "pfring_users.h"
#include "ports.h"
#include "rdma.h"
#include "routes.h"
#include "session.h"
#include "storage.h"
#include "sysfs.h"
#include "tunnels.h"
#include "udevd.h"
#include "users.h"
#include "ways.h"
#include "wireguard.h"
#include "xsk_users.h"

/* What one pass over the mount table gives. */
struct mount_facts {
	struct host *host;
	struct netns_list namespaces;
};

static int take_mount(const struct mount_entry *entry, void *ctx)
{
	struct mount_facts *facts = ctx;
	struct arena *arena = facts->host->arena;
	struct rdma_mount *mount;

	if (!mounts_is_rdma(entry))
		return netns_add_mount(&facts->namespaces, arena, entry);
	mount = ARENA_PUSH(arena, &facts->host->rdma_mounts);
	if (!mount)
		return -ENOMEM;
	mount->where = arena_strdup(arena, entry->where);
	mount->source = arena_strdup(arena, entry->source);
	mount->type = arena_strdup(arena, entry->type);
	return arena_failed(arena) ? -ENOMEM : 0;
}

/* All that is done in each namespace. */
struct job {
	struct host *host;
	const struct netns_list *namespaces;
	const struct strv *admin_tcp_ports;
	struct ways_goals goals;
};

static int read_namespace(struct nl_sock *sock, const char *name, void *ctx,
			  struct nic_err *err)
{
	const struct job *job = ctx;
	struct host *host = job->host;
	size_t first = host->netdevs.n;
	int r;

	r = netdevs_read(host, sock, name, job->namespaces, err);
	if (r == 0)
		r = tunnels_read_forwarding(host, sock, first, err);
	if (r == 0)
		r = wireguard_read(host, first, err);
	if (r == 0)
		r = routes_read_defaults(host, sock, name, err);
	if (r == 0)
		r = session_read_others(host, sock, name, job->admin_tcp_ports, err);
	return r;
}

static int read_ways(struct nl_sock *sock, const char *name, void *ctx,
		     struct nic_err *err)
{
	const struct job *job = ctx;
	int r = ways_read(job->host, &job->goals, sock, name);

	return r < 0 ? nic_err_set(err, r, "out of memory") : 0;
}

static int find_namespaces(struct mount_facts *facts, struct nic_err *err)
{
	struct netns_list *list = &facts->namespaces;
	int r = mounts_each("", take_mount, facts, err);

	if (r == 0)
		r = netns_add_processes(list, facts->host->arena, err);
	return r == 0 ? netns_find_own(list, err) : r;
}

static int read_network(struct host *host, const struct strv *admin_tcp_ports,
			struct nic_err *err)
{
	struct mount_facts facts = {.host = host};
	struct netns_list *list = &facts.namespaces;
	struct job job = {host, list, admin_tcp_ports, {0}};
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;
	int r;

	r = find_namespaces(&facts, err);
	if (r == 0)
		r = netlink_open(NETLINK_ROUTE, &sock, err);
	if (r == 0)
		r = read_namespace(sock, NULL, &job, err);
	if (r == 0)
		r = netns_each(list, read_namespace, &job, err);
	if (r == 0)
		r = session_read(host, sock, err);
	if (r == 0)
		r = storage_read(host, "", err);
	if (r == 0)
		r = ways_gather(host, &job.goals);
	if (r == 0)
		r = read_ways(sock, NULL, &job, err);
	if (r == 0 && job.goals.n)
		r = netns_each(list, read_ways, &job, err);
	if (r == 0 && list->is_incomplete)
		r = strv_push(
			host->arena, &host->not_read,
			"network devices in other namespaces: not all could be seen, needs "
			"root (CAP_SYS_ADMIN and CAP_SYS_PTRACE)");
	return r;
}

int devices_collect(struct host *host, const struct strv *admin_tcp_ports,
		    struct nic_err *err)
{
	int r;

	host->kernel.has_udevd = udevd_runs();
	r = ports_scan(host, err);
	if (r == 0)
		r = read_network(host, admin_tcp_ports, err);
	if (r == 0)
		r = rdma_read(host, err);
	if (r == 0)
		ports_sort(host);
	return r;
}

int devices_collect_users(struct host *host, chardev_module_fn *module_of, void *ctx,
			  struct nic_err *err)
{
	return users_read(host, module_of, ctx, err);
}

int devices_collect_xsk(struct host *host, struct nic_err *err)
{
	int r = xsk_users_read(host, err);

	return r < 0 ? r : pfring_users_read("", host, err);
}

int devices_collect_firmware(struct host *host, const struct strv *modules,
			     struct nic_err *err)
{
	int r = firmware_read_ports(host, modules, err);

	if (r == 0)
		r = firmware_read_files(host, "", err);
	return r < 0 ? r : firmware_read_log(host, err);
}
