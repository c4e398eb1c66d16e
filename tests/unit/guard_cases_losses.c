/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: what would be gone for good, virtual functions among it, and what
 * becomes of that when the loss is accepted. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

#define PF "0000:5e:00.0"
#define VF "0000:5e:01.0"

static void accept_port(struct scene *scene, const char *name)
{
	fake_push(scene->host, &scene->request.accept_loss, name);
}

static void loses(struct scene *scene, bool is_refused)
{
	struct net_loss *loss = ARENA_PUSH(scene->host->arena, &scene->host->net_losses);

	assert_non_null(loss);
	loss->port = PF;
	loss->netdev = "ens1f0";
	loss->what = is_refused ? "an XDP program is attached" : "of a kind unknown";
	loss->is_refused = is_refused;
}

static void loses_something(struct scene *scene)
{
	loses(scene, false);
}

static void loses_xdp(struct scene *scene)
{
	loses(scene, true);
}

static void accepts_xdp(struct scene *scene)
{
	loses(scene, true);
	accept_port(scene, "ens1f0");
}

static void accepts_another(struct scene *scene)
{
	loses(scene, true);
	accept_port(scene, "ens1f1");
}

static void clock_user(struct scene *scene)
{
	fake_user(scene->host, "/dev/ptp0", "0000:5e:00.1", 321, "ptp4l");
}

static void accepts_clock_user(struct scene *scene)
{
	clock_user(scene);
	accept_port(scene, "ens1f1");
}

static void far_vlan(struct scene *scene)
{
	struct netdev *far;

	fake_netdev(scene->host, "ens1f1.5", 29, NULL)->link = 4;
	far = fake_netdev(scene->host, "mv0", 30, NULL);
	far->netns = "blue";
	far->link = 29;
	far->link_netns = HOST_NETNS_CALLER;
}

static void accepts_far_vlan(struct scene *scene)
{
	far_vlan(scene);
	accept_port(scene, "0000:5e:00.1");
}

static void far_of_another_port(struct scene *scene)
{
	far_vlan(scene);
	scene->host->netdevs.items[scene->host->netdevs.n - 2].link = 2; /* eno1 */
}

static void has_vfs(struct scene *scene)
{
	scene->host->ports.items[1].vfs = 4;
}

static void vfs_elsewhere(struct scene *scene)
{
	scene->host->ports.items[0].vfs = 4;
}

static void no_ports(struct scene *scene)
{
	scene->host->ports.n = 0;
}

static void vfs_not_restored(struct scene *scene)
{
	has_vfs(scene);
	scene->request.no_restore = true;
}

/* One function has a driver, and maybe a network device. */
static struct port *driven_vf(struct scene *scene, const char *driver)
{
	struct port *vf;

	has_vfs(scene);
	fake_module(scene->host, driver);
	vf = fake_port(scene->host, VF, driver);
	vf->physfn = PF;
	return vf;
}

static void idle_vf(struct scene *scene)
{
	(void)driven_vf(scene, "iavf");
	fake_netdev(scene->host, "ens1f0v0", 40, VF)->is_up = false;
}

static void vf_in_use(struct scene *scene)
{
	(void)driven_vf(scene, "iavf");
	fake_netdev(scene->host, "ens1f0v0", 40, VF)->is_up = true;
}

static void vf_below_vlan(struct scene *scene)
{
	idle_vf(scene);
	fake_netdev(scene->host, "ens1f0v0.7", 41, NULL)->link = 40;
}

static void vf_in_container(struct scene *scene)
{
	idle_vf(scene);
	scene->host->netdevs.items[scene->host->netdevs.n - 1].netns = "blue";
}

static void accepts_vf_in_container(struct scene *scene)
{
	vf_in_container(scene);
	accept_port(scene, PF);
}

static void vf_kept_for_guests(struct scene *scene)
{
	driven_vf(scene, "igb_uio")->driver = "igb_uio";
}

static void vf_reserved(struct scene *scene)
{
	driven_vf(scene, "vfio")->driver = "vfio-pci";
}

static void accepts_vf_kept_for_guests(struct scene *scene)
{
	vf_kept_for_guests(scene);
	accept_port(scene, PF);
}

/* The removal would never end: nothing to accept. */
static void vf_of_guest(struct scene *scene)
{
	vf_reserved(scene);
	accept_port(scene, PF);
	fake_user(scene->host, "/dev/vfio/12", VF, 77, "qemu");
}

/* A device on a function is lost with the function's port. */
static void vf_loses_xdp(struct scene *scene)
{
	struct net_loss *loss;

	vf_in_use(scene);
	loss = ARENA_PUSH(scene->host->arena, &scene->host->net_losses);
	assert_non_null(loss);
	*loss = (struct net_loss){VF, "ens1f0v0", "an XDP program is attached", true};
}

static const struct guard_case cases[] = {
	CASE(loses_something, "network-state", WARN, "of a kind unknown", ".post"),
	CASE(loses_xdp, "network-state", REFUSE, "ens1f0: an XDP program",
	     "--accept-loss-of " PF),
	CASE(accepts_xdp, "network-state", WARN, "this loss was accepted", ".post"),
	CASE(vf_loses_xdp, "network-state", REFUSE, "ens1f0v0: an XDP program",
	     "--accept-loss-of " PF),
	CASE(accepts_another, "network-state", REFUSE, "ens1f0: an XDP program", NULL),

	CASE(clock_user, "clock-users", REFUSE,
	     "pid 321 (ptp4l) has the clock /dev/ptp0 open",
	     "--accept-loss-of 0000:5e:00.1"),
	CASE(accepts_clock_user, "clock-users", WARN, "this loss was accepted", NULL),

	CASE(far_vlan, "stacked-devices", REFUSE,
	     "'mv0' in the network namespace 'blue' stands on ens1f1 and",
	     "--accept-loss-of 0000:5e:00.1"),
	CASE(accepts_far_vlan, "stacked-devices", WARN, "this loss was accepted", NULL),
	SILENT(far_of_another_port, "stacked-devices"),

	CASE(guard_nothing, "virtual-functions", PASS, "no virtual function", NULL),
	CASE(no_ports, "virtual-functions", PASS, "no port goes down", NULL),
	CASE(vfs_elsewhere, "virtual-functions", PASS, "no virtual function", NULL),
	CASE(has_vfs, "virtual-functions", PASS,
	     "the 4 virtual functions of " PF " are made again", NULL),
	CASE(vfs_not_restored, "virtual-functions", REFUSE, PF " has 4 virtual functions",
	     PF "/sriov_numvfs"),
	CASE(idle_vf, "virtual-functions", PASS, "are made again", NULL),
	CASE(vf_in_use, "virtual-functions", PASS, "are made again", NULL),
	CASE(vf_below_vlan, "virtual-functions", PASS, "are made again", NULL),
	CASE(vf_in_container, "virtual-functions", REFUSE, "namespace 'blue'",
	     "--accept-loss-of " PF),
	CASE(accepts_vf_in_container, "virtual-functions", WARN, "namespace 'blue'; this",
	     NULL),
	CASE(vf_reserved, "virtual-functions", PASS, "are made again", NULL),
	CASE(vf_kept_for_guests, "virtual-functions", REFUSE,
	     "is kept for guests by igb_uio", "--accept-loss-of " PF),
	CASE(accepts_vf_kept_for_guests, "virtual-functions", WARN,
	     "this loss was accepted", NULL),
	CASE(vf_of_guest, "virtual-functions", REFUSE, "pid 77 (qemu) has " VF,
	     "end the guest"),
};

const struct guard_cases guard_cases_losses = {cases, NIC_ARRAY_SIZE(cases)};
