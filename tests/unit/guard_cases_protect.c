/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: the ports that must stay. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static void manages_i40e(struct scene *scene)
{
	scene->request.driver = "i40e";
}

static void session_over_ice(struct scene *scene)
{
	fake_session(scene->host, "198.51.100.7", 4);
}

static void route_over_tunnel(struct scene *scene)
{
	fake_netdev(scene->host, "wg0", 30, NULL);
	fake_route(scene->host, 30);
}

static void no_route(struct scene *scene)
{
	scene->host->default_routes.n = 0;
}

static void route_over_bond_with_ice(struct scene *scene)
{
	fake_netdev(scene->host, "bond0", 30, NULL);
	scene->host->netdevs.items[2].master = 30; /* ens1f0 */
	fake_route(scene->host, 30);
}

static void route_over_vf_of_ice(struct scene *scene)
{
	fake_port(scene->host, "0000:5e:01.0", "iavf")->physfn = "0000:5e:00.0";
	fake_netdev(scene->host, "vf0", 31, "0000:5e:01.0");
	fake_route(scene->host, 31);
}

static void tunnel_and_named_port(struct scene *scene)
{
	route_over_tunnel(scene);
	fake_push(scene->host, &scene->request.protect, "eno1");
}

static void far_device_on_ice(struct scene *scene)
{
	struct netdev *far = fake_netdev(scene->host, "mv0", 30, NULL);

	far->netns = "blue";
	far->link = 4; /* ens1f1 */
	far->link_netns = HOST_NETNS_CALLER;
}

static void misspelt_name(struct scene *scene)
{
	fake_push(scene->host, &scene->request.protect, "eno11");
	fake_push(scene->host, &scene->request.protect_origins,
		  "/etc/nicctl/nicctl.conf:7");
}

static void named_without_port(struct scene *scene)
{
	fake_netdev(scene->host, "dummy0", 30, NULL)->kind = "dummy";
	fake_push(scene->host, &scene->request.protect, "dummy0");
}

static void named_capture_port(struct scene *scene)
{
	fake_push(scene->host, &scene->request.protect, "5e:00.1");
}

static void accepted_loss(struct scene *scene)
{
	session_over_ice(scene);
	fake_push(scene->host, &scene->request.accept_loss, "ens1f1");
}

static void accepted_another_loss(struct scene *scene)
{
	session_over_ice(scene);
	fake_push(scene->host, &scene->request.accept_loss, "ens1f0");
}

static void misspelt_loss(struct scene *scene)
{
	fake_push(scene->host, &scene->request.accept_loss, "ens1f9");
}

static struct network_use *use_over_ice(struct scene *scene, const char *what)
{
	fake_way(scene->host, "192.0.2.9", 4);
	return fake_use(scene->host, what, "192.0.2.9");
}

static void storage_over_ice(struct scene *scene)
{
	use_over_ice(scene, "nfs4");
}

static void accepted_storage(struct scene *scene)
{
	storage_over_ice(scene);
	fake_push(scene->host, &scene->request.accept_loss, "0000:5e:00.1");
}

static void root_over_ice(struct scene *scene)
{
	use_over_ice(scene, "iscsi")->is_root = true;
	fake_push(scene->host, &scene->request.accept_loss, "0000:5e:00.1");
}

static void storage_without_address(struct scene *scene)
{
	fake_use(scene->host, "nbd", NULL);
}

static void kdump_over_ice(struct scene *scene)
{
	use_over_ice(scene, "kdump (ssh)")->is_advisory = true;
}

static void kdump_by_name(struct scene *scene)
{
	fake_use(scene->host, "kdump (nfs)", NULL)->is_advisory = true;
}

/* ens1f1 is down below a bond with eno1; the bond's module is what is reloaded. */
static void module_of_the_bond(struct scene *scene)
{
	fake_module(scene->host, "bonding");
	fake_netdev(scene->host, "bond0", 30, NULL)->kind = "bond";
	scene->host->netdevs.items[1].master = 30; /* eno1 */
	fake_route(scene->host, 30);
	scene->request.driver = "bonding";
}

static void bus_of_the_port(struct scene *scene)
{
	fake_module(scene->host, "virtio_pci");
	fake_push(scene->host, &scene->host->ports.items[0].below, "virtio_pci");
	scene->request.driver = "virtio_pci";
}

static void route_over_empty_bridge(struct scene *scene)
{
	fake_netdev(scene->host, "br0", 30, NULL)->kind = "bridge";
	fake_route(scene->host, 30);
}

static void guest_with_a_function(struct scene *scene)
{
	fake_port(scene->host, "0000:5e:01.0", "vfio-pci")->physfn = "0000:5e:00.0";
	fake_user(scene->host, "/dev/vfio/17", "0000:5e:01.0", 99, "qemu");
}

static const struct guard_case cases[] = {
	CASE(guard_nothing, "protected-ports", PASS, "none of the protected ports", NULL),
	CASE(no_route, "protected-ports", PASS, "no default route", NULL),
	CASE(manages_i40e, "protected-ports", REFUSE, "eno1 -> 0000:19:00.0 -> i40e",
	     "another driver"),
	CASE(session_over_ice, "protected-ports", REFUSE,
	     "this session (from 198.51.100.7) -> ens1f1", NULL),
	CASE(route_over_bond_with_ice, "protected-ports", REFUSE,
	     "bond0 -> ens1f0 -> 0000:5e:00.0", NULL),
	CASE(route_over_vf_of_ice, "protected-ports", REFUSE, "PF 0000:5e:00.0", NULL),
	CASE(route_over_tunnel, "protected-ports", REFUSE, "wg0", "[protect]"),
	CASE(tunnel_and_named_port, "protected-ports", WARN, "wg0", NULL),

	CASE(far_device_on_ice, "stacked-devices", REFUSE,
	     "'mv0' in the network namespace 'blue' stands on ens1f1", NULL),

	CASE(misspelt_name, "protected-ports", REFUSE,
	     "'eno11' (/etc/nicctl/nicctl.conf:7) is no network device", "nicctl list"),
	CASE(named_without_port, "protected-ports", REFUSE, "dummy0", "nicctl list"),
	CASE(named_capture_port, "protected-ports", REFUSE,
	     "configuration (protect 5e:00.1) -> 0000:5e:00.1 -> ice", NULL),
	CASE(accepted_loss, "protected-ports", WARN, "this loss was accepted", "console"),
	CASE(accepted_another_loss, "protected-ports", REFUSE, "ens1f1",
	     "--accept-loss-of 0000:5e:00.1"),
	CASE(misspelt_loss, "protected-ports", REFUSE, "'ens1f9' (--accept-loss-of)",
	     NULL),
	CASE(storage_over_ice, "protected-ports", REFUSE,
	     "nfs4 at '/srv' (192.0.2.9) -> ens1f1", "unmount"),
	CASE(accepted_storage, "protected-ports", WARN, "this loss was accepted", NULL),
	CASE(root_over_ice, "protected-ports", REFUSE, "iscsi at '/srv'", "must stay"),
	CASE(storage_without_address, "protected-ports", REFUSE,
	     "address of its server is not known", "[protect]"),
	CASE(kdump_over_ice, "protected-ports", WARN, "kdump (ssh)", "kdumpctl"),
	CASE(kdump_by_name, "protected-ports", WARN, "kdump (nfs)", NULL),
	CASE(module_of_the_bond, "protected-ports", REFUSE,
	     "'bond0' goes with the module 'bonding'", NULL),
	CASE(bus_of_the_port, "protected-ports", REFUSE, "eno1 -> 0000:19:00.0", NULL),
	CASE(route_over_empty_bridge, "protected-ports", WARN, "br0", NULL),
	CASE(guest_with_a_function, "protected-ports", REFUSE,
	     "guest (pid 99, qemu) -> VF 0000:5e:01.0 -> PF 0000:5e:00.0",
	     "end the guest"),
};

const struct guard_cases guard_cases_protect = {cases, NIC_ARRAY_SIZE(cases)};
