/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: who uses what goes. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static void permanent_holder(struct scene *scene)
{
	host_module(scene->host, "irdma")->is_permanent = true;
}

static void unloading_holder(struct scene *scene)
{
	host_module(scene->host, "irdma")->state = MODULE_UNLOADING;
}

static void referenced(struct scene *scene)
{
	guard_ice(scene)->refcnt = 3;
}

static void referenced_by_process(struct scene *scene)
{
	host_module(scene->host, "irdma")->refcnt = 1;
	fake_user(scene->host, "/dev/special0", NULL, 4711, "capture")->module = "irdma";
}

/* SCENARIOS 7: folders in configfs hold irdma, and no module does. */
static void held_by_configfs(struct scene *scene)
{
	host_module(scene->host, "irdma")->refcnt++;
	fake_push(scene->host, &host_module(scene->host, "irdma")->configfs, "irdma0");
}

static void hostile_refcnt(struct scene *scene)
{
	guard_ice(scene)->refcnt = INT64_MIN;
}

static void built_in_refcnt(struct scene *scene)
{
	guard_ice(scene)->has_refcnt = false;
	guard_ice(scene)->refcnt = 99;
}

/* ---- rdma-users, storage, clock-users ---- */

static void verbs_user(struct scene *scene)
{
	fake_user(scene->host, "/dev/infiniband/uverbs0", "0000:5e:00.0", 99, "mpirun");
}

static void verbs_user_elsewhere(struct scene *scene)
{
	fake_user(scene->host, "/dev/infiniband/uverbs1", "0000:c1:00.0", 99, "mpirun");
}

static void holding_storage(struct scene *scene)
{
	fake_module(scene->host, "rpcrdma");
	fake_hold(scene->host, "rpcrdma", "irdma");
}

static void busy_storage(struct scene *scene)
{
	fake_module(scene->host, "nvme_rdma")->refcnt = 1;
}

static void idle_storage(struct scene *scene)
{
	fake_module(scene->host, "nvme-rdma");
}

static void mounted_over_rdma(struct scene *scene)
{
	struct rdma_mount *mount =
		ARENA_PUSH(scene->host->arena, &scene->host->rdma_mounts);

	*mount = (struct rdma_mount){"/scratch", "server:/x", "nfs4"};
}

static void mounted_without_rdma_devices(struct scene *scene)
{
	mounted_over_rdma(scene);
	scene->host->rdma.n = 0;
}

/* ---- zero-copy ---- */

static struct xsk_socket *xsk(struct scene *scene, uint32_t ifindex, uint32_t queue,
			      enum xsk_mode mode)
{
	struct xsk_socket *socket =
		ARENA_PUSH(scene->host->arena, &scene->host->xsk_sockets);

	*socket = (struct xsk_socket){ifindex, queue, mode, true, 812, "suricata"};
	return socket;
}

static void xsk_zero_copy(struct scene *scene)
{
	xsk(scene, 3, 0, XSK_ZEROCOPY);
	xsk(scene, 3, 1, XSK_ZEROCOPY);
	xsk(scene, 2, 0, XSK_ZEROCOPY); /* eno1 stays */
}

static void xsk_of_nobody(struct scene *scene)
{
	xsk(scene, 4, 7, XSK_UNKNOWN)->has_pid = false;
}

static void xsk_copy(struct scene *scene)
{
	xsk(scene, 3, 0, XSK_COPY);
}

static void xsk_elsewhere(struct scene *scene)
{
	xsk(scene, 2, 0, XSK_ZEROCOPY);
	xsk(scene, 1, 0, XSK_COPY);  /* lo */
	xsk(scene, 99, 0, XSK_COPY); /* gone meanwhile */
}

/* ---- PF_RING ---- */

static void ring(struct scene *scene, uint32_t ifindex, bool is_zc)
{
	struct pfring_ring *slot =
		ARENA_PUSH(scene->host->arena, &scene->host->pfring_rings);

	*slot = (struct pfring_ring){ifindex, is_zc, 77, "zcount"};
}

static void rings_in_zero_copy(struct scene *scene)
{
	ring(scene, 4, true);
	ring(scene, 4, true);
	ring(scene, 2, true); /* eno1 stays */
}

static void ring_standard(struct scene *scene)
{
	ring(scene, 3, false);
	scene->host->pfring_rings.items[0].comm = NULL;
}

static void rings_elsewhere(struct scene *scene)
{
	ring(scene, 2, true);
	ring(scene, 1, false);
	ring(scene, 99, true);
}

static const struct guard_case cases[] = {
	CASE(permanent_holder, "permanent", REFUSE, "'irdma' has no exit function",
	     "reboot"),
	CASE(unloading_holder, "permanent", REFUSE, "'irdma' is unloading", NULL),

	CASE(guard_nothing, "in-use", PASS, "irdma, ice", NULL),
	CASE(built_in_refcnt, "in-use", PASS, NULL, NULL),
	CASE(hostile_refcnt, "in-use", PASS, NULL, NULL),
	CASE(referenced, "in-use", REFUSE, "'ice' has 2 references more", NULL),
	CASE(held_by_configfs, "in-use", REFUSE, "/sys/kernel/config/irdma has irdma0",
	     "rmdir"),
	CASE(referenced_by_process, "in-use", REFUSE,
	     "pid 4711 (capture) has /dev/special0 open", "end these processes"),

	CASE(guard_nothing, "rdma-users", PASS, "no process has irdma0 open", NULL),
	CASE(verbs_user, "rdma-users", REFUSE, "pid 99 (mpirun)", NULL),
	CASE(verbs_user_elsewhere, "rdma-users", PASS, NULL, NULL),

	CASE(guard_nothing, "storage", PASS, "no storage", NULL),
	CASE(idle_storage, "storage", PASS, NULL, NULL),
	CASE(mounted_without_rdma_devices, "storage", PASS, NULL, NULL),
	CASE(holding_storage, "storage", REFUSE, "'rpcrdma' carries storage", NULL),
	CASE(busy_storage, "storage", REFUSE, "'nvme_rdma'", "sessions"),
	CASE(mounted_over_rdma, "storage", REFUSE, "'/scratch' (nfs4)", "unmount"),

	CASE(xsk_elsewhere, "zero-copy", PASS, "no port that goes down", NULL),
	CASE(xsk_copy, "zero-copy", WARN,
	     "pid 812 (suricata) has AF_XDP sockets on 1 queue of ens1f0 (copy mode)",
	     "restart"),
	CASE(xsk_zero_copy, "zero-copy", REFUSE,
	     "pid 812 (suricata) has AF_XDP sockets on 2 queues of ens1f0: ",
	     "end it first"),
	CASE(xsk_of_nobody, "zero-copy", REFUSE,
	     "a process that the kernel does not name has AF_XDP sockets on 1 queue of "
	     "ens1f1",
	     NULL),

	CASE(rings_elsewhere, "pf-ring", PASS, "no port that goes down", NULL),
	CASE(ring_standard, "pf-ring", REFUSE,
	     "pid 77 (?) has 1 ring of PF_RING on ens1f0", "end it first"),
	CASE(rings_in_zero_copy, "pf-ring", REFUSE,
	     "pid 77 (zcount) has 2 rings of PF_RING on ens1f1: the card writes into its "
	     "memory (zero-copy)",
	     "end it first"),
	SILENT(guard_nothing, "pf-ring"),

	SILENT(guard_nothing, "permanent"),
	SILENT(guard_nothing, "clock-users"),
	SILENT(verbs_user, "clock-users"),
	SILENT(guard_nothing, "zero-copy"),
};

const struct guard_cases guard_cases_use = {cases, NIC_ARRAY_SIZE(cases)};
