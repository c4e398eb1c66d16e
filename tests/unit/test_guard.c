/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each rule of the guard: what it refuses, warns of and lets pass, and how it says so. */
#include "test.h"

#include "fake_host.h"
#include "guard.h"

/* A host with one thing changed, the request, and what one rule must say of it. */
struct scene {
	struct host *host;
	struct request request;
};

struct guard_case {
	const char *name;
	void (*change)(struct scene *scene);
	const char *rule;
	enum verdict_level level;
	const char *says, *remedy; /* parts of the texts; NULL: nothing to look for */
};

static struct module *ice(struct scene *scene)
{
	return host_module(scene->host, "ice");
}

static struct modfile *ice_file(struct scene *scene)
{
	return fake_file_of(scene->host, "ice");
}

static void nothing(struct scene *scene)
{
	(void)scene;
}

/* ---- kernel-modules, target, kernel-health ---- */

static void no_modules(struct scene *scene)
{
	scene->host->kernel.has_modules = false;
	scene->host->modules.n = 0;
}

static void modules_disabled(struct scene *scene)
{
	scene->host->kernel.modules_disabled = true;
}

static void not_loaded(struct scene *scene)
{
	scene->request.driver = "e1000e";
}

static void built_in(struct scene *scene)
{
	ice(scene)->state = MODULE_BUILTIN;
}

static void still_loading(struct scene *scene)
{
	ice(scene)->state = MODULE_LOADING;
}

static void oops(struct scene *scene)
{
	scene->host->kernel.tainted = 1 << 7;
}

static void warned(struct scene *scene)
{
	scene->host->kernel.tainted = 1 << 9;
}

static void tainted_by_module(struct scene *scene)
{
	scene->host->kernel.tainted = 1 << 12; /* 'O', an out-of-tree module */
}

static void unchanged(struct scene *scene)
{
	scene->request.if_changed = true;
}

/* ---- protected-ports ---- */

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

/* ---- replacement, vermagic, signature, parameters ---- */

static void no_replacement(struct scene *scene)
{
	ice(scene)->installed_path = NULL;
}

static void file_not_known(struct scene *scene)
{
	scene->request.replacement = "/opt/absent.ko";
}

static void file_cut_short(struct scene *scene)
{
	fake_rebuild(scene->host, "ice", "/opt/ice.ko")->problem = "is cut short";
	scene->request.replacement = "/opt/ice.ko";
}

static void file_of_another_module(struct scene *scene)
{
	fake_rebuild(scene->host, "i40e", "/opt/i40e.ko");
	scene->request.replacement = "/opt/i40e.ko";
}

static struct modfile *rebuild(struct scene *scene)
{
	scene->request.replacement = "/opt/ice.ko";
	return fake_rebuild(scene->host, "ice", "/opt/ice.ko");
}

static void good_rebuild(struct scene *scene)
{
	rebuild(scene)->version = "1.2.3";
}

static void no_vermagic(struct scene *scene)
{
	rebuild(scene)->vermagic = NULL;
}

static void other_kernel(struct scene *scene)
{
	rebuild(scene)->vermagic = "6.12.117+deb12-amd64 SMP preempt mod_unload "
				   "modversions ";
}

static void longer_release(struct scene *scene)
{
	rebuild(scene)->vermagic = FAKE_RELEASE "-rt SMP preempt mod_unload modversions ";
}

static void other_flags(struct scene *scene)
{
	rebuild(scene)->vermagic = FAKE_RELEASE " SMP mod_unload modversions ";
}

static void weak_update(struct scene *scene)
{
	struct modfile *file = rebuild(scene);

	file->vermagic = "6.1.0-50-amd64 SMP preempt mod_unload modversions ";
	file->origin = ORIGIN_EXTRA;
}

static void weak_update_that_cannot_be_checked(struct scene *scene)
{
	struct modfile *file = rebuild(scene);

	file->vermagic = "6.1.0-50-amd64 SMP preempt mod_unload modversions ";
	file->origin = ORIGIN_EXTRA;
	fake_need(scene->host, file, "unknown_thing", 1);
}

static void unsigned_file(struct scene *scene)
{
	struct modfile *file = rebuild(scene);

	file->is_signed = false;
	file->signer = NULL;
}

static void enforced(struct scene *scene)
{
	scene->host->kernel.enforces_signatures = true;
	fake_push(scene->host, &scene->host->kernel.trusted_keys,
		  "Debian Secure Boot CA: 6ccece7e4c6c0d1f");
}

static void unsigned_and_enforced(struct scene *scene)
{
	enforced(scene);
	unsigned_file(scene);
}

static void unsigned_and_locked_down(struct scene *scene)
{
	unsigned_and_enforced(scene);
	scene->host->kernel.lockdown = "integrity";
}

static void foreign_key(struct scene *scene)
{
	enforced(scene);
	rebuild(scene)->signer = "Somebody";
}

static void keys_not_readable(struct scene *scene)
{
	scene->host->kernel.enforces_signatures = true;
}

static void unsigned_holder(struct scene *scene)
{
	enforced(scene);
	fake_file_of(scene->host, "irdma")->is_signed = false;
}

static void unknown_parameter(struct scene *scene)
{
	fake_param(scene->host, "ice", "debug", "int", NULL);
	fake_push(scene->host, &scene->request.params, "turbo=1");
}

static void known_parameter(struct scene *scene)
{
	fake_param(scene->host, "ice", "debug", "int", NULL);
	fake_push(scene->host, &scene->request.params, "debug=1");
}

static void lost_parameter(struct scene *scene)
{
	struct param *param;

	fake_param(scene->host, "ice", "debug", "int", "5");
	param = ARENA_PUSH(scene->host->arena, &ice(scene)->params);
	*param = (struct param){"gone", "1"};
}

static void lost_parameter_of_holder(struct scene *scene)
{
	struct module *irdma = host_module(scene->host, "irdma");
	struct param *param = ARENA_PUSH(scene->host->arena, &irdma->params);

	*param = (struct param){"gone", "1"};
}

/* ---- dependencies, symbols, holders-return ---- */

static void needs_absent_module(struct scene *scene)
{
	fake_push(scene->host, &ice_file(scene)->depends, "pf_ring");
}

static void needs_module_to_load(struct scene *scene)
{
	fake_file(scene->host, "gnss", "/lib/gnss.ko");
	fake_push(scene->host, &ice_file(scene)->depends, "gnss");
}

static void needs_broken_module(struct scene *scene)
{
	fake_file(scene->host, "gnss", "/lib/gnss.ko")->problem = "is cut short";
	fake_push(scene->host, &ice_file(scene)->depends, "gnss");
}

static void needs_its_holder(struct scene *scene)
{
	fake_push(scene->host, &ice_file(scene)->depends, "irdma");
}

static void needs_loaded_module(struct scene *scene)
{
	fake_push(scene->host, &ice_file(scene)->depends, "ib-core");
}

static void add_kernel_symbol(struct scene *scene, const char *name, uint32_t crc)
{
	struct symbol *symbol =
		ARENA_PUSH(scene->host->arena, &scene->host->kernel_symbols);

	*symbol = (struct symbol){name, crc, true, false};
}

static void wrong_crc(struct scene *scene)
{
	add_kernel_symbol(scene, "kmalloc", 0xaabbccdd);
	fake_need(scene->host, rebuild(scene), "kmalloc", 0x11223344);
}

static void wrong_crc_in_dependency(struct scene *scene)
{
	add_kernel_symbol(scene, "kmalloc", 0xaabbccdd);
	needs_module_to_load(scene);
	fake_need(scene->host, host_file(scene->host, "/lib/gnss.ko"), "kmalloc", 1);
}

static void symbol_of_dependency(struct scene *scene)
{
	needs_module_to_load(scene);
	fake_offer(scene->host, host_file(scene->host, "/lib/gnss.ko"), "gnss_put", 3);
	fake_need(scene->host, ice_file(scene), "gnss_put", 3);
}

static void wrong_crc_of_dependency(struct scene *scene)
{
	struct modfile *file = rebuild(scene);

	fake_push(scene->host, &file->depends, "gnss");
	fake_need(scene->host, file, "gnss_put", 3);
	file = fake_file(scene->host, "gnss", "/lib/gnss.ko");
	fake_offer(scene->host, file, "gnss_put", 4);
}

static void unchecked_symbol(struct scene *scene)
{
	struct modfile *file = rebuild(scene);

	fake_need(scene->host, file, "unknown_thing", 1);
}

static void unchecked_symbol_in_tree(struct scene *scene)
{
	struct modfile *file = rebuild(scene);

	file->origin = ORIGIN_IN_TREE;
	fake_need(scene->host, file, "unknown_thing", 1);
}

static void unchecked_weak_symbol(struct scene *scene)
{
	unchecked_symbol(scene);
	host_file(scene->host, "/opt/ice.ko")->needs.items[0].is_weak = true;
}

static void symbol_not_offered(struct scene *scene)
{
	rebuild(scene)->offers = (struct symbol_list){0};
}

static void symbol_offered_differently(struct scene *scene)
{
	struct modfile *file = rebuild(scene);

	file->offers = (struct symbol_list){0};
	fake_offer(scene->host, file, "ice_register", 0x22222222);
}

static void weak_symbol_not_offered(struct scene *scene)
{
	struct modfile *irdma = fake_file_of(scene->host, "irdma");

	for (size_t i = 0; i < irdma->needs.n; i++)
		irdma->needs.items[i].is_weak = true;
	symbol_not_offered(scene);
}

/* ---- what a driver's profile says ---- */

static void load_first(struct scene *scene, const char *name)
{
	fake_push(scene->host, &scene->request.load_first, name);
	fake_push(scene->host, &scene->request.load_first_origins, "F:3");
}

static void expect_lost(struct scene *scene, const char *name)
{
	fake_push(scene->host, &scene->request.expect_lost, name);
	fake_push(scene->host, &scene->request.expect_lost_origins, "F:4");
}

static void first_is_absent(struct scene *scene)
{
	load_first(scene, "pf_ring");
}

static void first_must_go(struct scene *scene)
{
	load_first(scene, "irdma");
}

static void first_is_broken(struct scene *scene)
{
	load_first(scene, "pf_ring");
	fake_file(scene->host, "pf_ring", "/lib/pf_ring.ko")->problem = "is cut short";
}

static struct modfile *pf_ring(struct scene *scene, uint32_t crc)
{
	struct modfile *file = rebuild(scene);

	load_first(scene, "pf_ring");
	fake_need(scene->host, file, "pf_ring_zc_dev_handler", 3);
	file = fake_file(scene->host, "pf_ring", "/lib/pf_ring.ko");
	fake_offer(scene->host, file, "pf_ring_zc_dev_handler", crc);
	return file;
}

static void first_fits(struct scene *scene)
{
	(void)pf_ring(scene, 3);
}

static void first_does_not_match(struct scene *scene)
{
	(void)pf_ring(scene, 4);
}

static void first_is_loaded_and_does_not_match(struct scene *scene)
{
	fake_module(scene->host, "pf_ring");
	fake_offer(scene->host, fake_file_of(scene->host, "pf_ring"),
		   "pf_ring_zc_dev_handler", 4);
	load_first(scene, "pf_ring");
	fake_need(scene->host, rebuild(scene), "pf_ring_zc_dev_handler", 3);
}

static void holder_is_lost(struct scene *scene)
{
	symbol_not_offered(scene);
	expect_lost(scene, "irdma");
}

static void holder_of_the_lost_is_not(struct scene *scene)
{
	holder_is_lost(scene);
	fake_module(scene->host, "rpcrdma");
	fake_hold(scene->host, "rpcrdma", "irdma");
}

static void other_name(struct scene *scene)
{
	fake_rebuild(scene->host, "ice", "/opt/ice_zc.ko")->name = "ice_zc";
	scene->request.replacement = "/opt/ice_zc.ko";
	scene->request.module = "ice_zc";
}

static void other_name_is_loaded(struct scene *scene)
{
	fake_module(scene->host, "ice_zc");
	other_name(scene);
}

static void source_has_a_remedy(struct scene *scene)
{
	other_kernel(scene);
	scene->request.source_remedy = "build it again";
}

static void no_holder(struct scene *scene)
{
	scene->request.driver = "irdma";
}

/* ---- way-back, modprobe-config ---- */

static void no_way_back(struct scene *scene)
{
	good_rebuild(scene);
	ice(scene)->path = NULL;
}

static void no_way_back_of_holder(struct scene *scene)
{
	host_module(scene->host, "irdma")->path = NULL;
}

static void broken_way_back(struct scene *scene)
{
	fake_file_of(scene->host, "irdma")->problem = "is empty";
}

static void newer_way_back(struct scene *scene)
{
	host_module(scene->host, "irdma")->build_id = "older";
}

static void newer_way_back_by_srcversion(struct scene *scene)
{
	host_module(scene->host, "irdma")->build_id = NULL;
	host_module(scene->host, "irdma")->srcversion = "AAAA";
	fake_file_of(scene->host, "irdma")->srcversion = "BBBB";
}

static void install_line(struct scene *scene)
{
	fake_conf(scene->host, "irdma")->install_cmd = "/sbin/special";
}

static void ignored_install_line(struct scene *scene)
{
	install_line(scene);
	scene->request.ignore_install = true;
}

static void remove_line(struct scene *scene)
{
	fake_conf(scene->host, "ice")->remove_cmd = "/sbin/special";
}

static void softdep(struct scene *scene)
{
	fake_push(scene->host, &fake_conf(scene->host, "ice")->softdep_post, "irdma");
}

static void only_options(struct scene *scene)
{
	fake_conf(scene->host, "ice")->options = "";
}

/* ---- permanent, in-use ---- */

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
	ice(scene)->refcnt = 3;
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
	ice(scene)->refcnt = INT64_MIN;
}

static void built_in_refcnt(struct scene *scene)
{
	ice(scene)->has_refcnt = false;
	ice(scene)->refcnt = 99;
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

static void clock_user(struct scene *scene)
{
	fake_user(scene->host, "/dev/ptp0", "0000:5e:00.1", 321, "ptp4l");
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

/* ---- namespaces, stacked-devices, virtual-functions ---- */

static void in_namespace(struct scene *scene)
{
	scene->host->netdevs.items[2].netns = "blue"; /* ens1f0 */
}

static void other_driver_in_namespace(struct scene *scene)
{
	scene->host->netdevs.items[1].netns = "blue"; /* eno1 */
}

static void bond_member(struct scene *scene)
{
	fake_netdev(scene->host, "bond0", 30, NULL);
	scene->host->netdevs.items[2].master = 30;
	scene->request.no_restore = true;
}

static void vlan_above(struct scene *scene)
{
	fake_netdev(scene->host, "ens1f0.5", 30, NULL)->link = 3;
	scene->request.no_restore = true;
}

static void has_addresses(struct scene *scene)
{
	fake_push(scene->host, &scene->host->netdevs.items[2].addresses, "192.0.2.5/24");
	scene->request.no_restore = true;
}

static void has_addresses_restored(struct scene *scene)
{
	has_addresses(scene);
	scene->request.no_restore = false;
}

static void loses(struct scene *scene, bool is_refused)
{
	struct net_loss *loss = ARENA_PUSH(scene->host->arena, &scene->host->net_losses);

	assert_non_null(loss);
	loss->port = scene->host->netdevs.items[2].port;
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

#define PASS VERDICT_PASS
#define WARN VERDICT_WARN
#define REFUSE VERDICT_REFUSE
#define CASE(change_, rule_, level_, says_, remedy_)                                     \
	{                                                                                \
		.name = #change_, .change = change_, .rule = rule_, .level = level_,     \
		.says = says_, .remedy = remedy_,                                        \
	}

static const struct guard_case cases[] = {
	CASE(nothing, "kernel-modules", PASS, FAKE_RELEASE, NULL),
	CASE(no_modules, "kernel-modules", REFUSE, "no loadable modules", "container"),
	CASE(modules_disabled, "kernel-modules", REFUSE, "modules_disabled", "reboot"),

	CASE(nothing, "target", PASS, "ice is loaded, held by irdma", NULL),
	CASE(not_loaded, "target", REFUSE, "'e1000e' is not loaded", "modprobe e1000e"),
	CASE(built_in, "target", REFUSE, "'ice' is built into", NULL),
	CASE(still_loading, "target", REFUSE, "'ice' is loading right now", NULL),
	CASE(unchanged, "target", PASS, "is the replacement already", NULL),

	CASE(nothing, "kernel-health", PASS, "no oops", NULL),
	CASE(oops, "kernel-health", REFUSE, "oops", "reboot"),
	CASE(warned, "kernel-health", WARN, "warning", "kernel log"),
	CASE(tainted_by_module, "kernel-health", PASS, NULL, NULL),

	CASE(nothing, "protected-ports", PASS, "none of the protected ports", NULL),
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
	CASE(far_device_on_ice, "stacked-devices", WARN,
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

	CASE(nothing, "replacement", PASS, "the replacement is in-tree", NULL),
	CASE(good_rebuild, "replacement", PASS, "other, version 1.2.3: /opt/ice.ko",
	     NULL),
	CASE(no_replacement, "replacement", REFUSE, "no module 'ice' is installed",
	     "--module"),
	CASE(file_not_known, "replacement", REFUSE, "'/opt/absent.ko'", "--module"),
	CASE(file_cut_short, "replacement", REFUSE, "'/opt/ice.ko' is cut short", NULL),
	CASE(file_of_another_module, "replacement", REFUSE,
	     "is the module 'i40e', not 'ice'", NULL),

	CASE(nothing, "vermagic", PASS, FAKE_RELEASE, NULL),
	CASE(no_vermagic, "vermagic", REFUSE, "'/opt/ice.ko' does not say", FAKE_RELEASE),
	CASE(other_kernel, "vermagic", REFUSE, "6.12.117", FAKE_RELEASE),
	CASE(longer_release, "vermagic", REFUSE, FAKE_RELEASE "-rt", NULL),
	CASE(other_flags, "vermagic", REFUSE, "SMP mod_unload", NULL),
	CASE(weak_update, "vermagic", WARN, "6.1.0-50-amd64", NULL),
	CASE(weak_update_that_cannot_be_checked, "vermagic", REFUSE, "6.1.0-50-amd64",
	     NULL),

	CASE(nothing, "signature", PASS, "unsigned modules too", NULL),
	CASE(unsigned_file, "signature", WARN, "'/opt/ice.ko' is not signed", NULL),
	CASE(unsigned_and_enforced, "signature", REFUSE, "'/opt/ice.ko' is not signed",
	     "nicctl build --sign"),
	CASE(unsigned_and_enforced, "signature", REFUSE, "(module.sig_enforce)",
	     "mokutil --import"),
	CASE(unsigned_and_locked_down, "signature", REFUSE, "(locked down: integrity)",
	     "mokutil --import"),
	CASE(enforced, "signature", PASS, "ice is signed by 'Debian", NULL),
	CASE(foreign_key, "signature", REFUSE, "'Somebody'", "mokutil"),
	CASE(keys_not_readable, "signature", WARN, "cannot be told", "/proc/keys"),
	CASE(unsigned_holder, "signature", REFUSE, "irdma.ko' is not signed", NULL),

	CASE(nothing, "parameters", PASS, NULL, NULL),
	CASE(known_parameter, "parameters", PASS, NULL, NULL),
	CASE(unknown_parameter, "parameters", REFUSE, "no parameter 'turbo'", "debug"),
	CASE(lost_parameter, "parameters", WARN, "ice loses a parameter: gone=1", NULL),
	CASE(lost_parameter_of_holder, "parameters", WARN,
	     "irdma loses a parameter: gone=1", NULL),

	CASE(nothing, "dependencies", PASS, "needs no other module", NULL),
	CASE(needs_loaded_module, "dependencies", PASS, "ib-core", NULL),
	CASE(needs_module_to_load, "dependencies", PASS, "1 module", NULL),
	CASE(needs_absent_module, "dependencies", REFUSE, "'pf_ring'",
	     "install the module 'pf_ring'"),
	CASE(needs_broken_module, "dependencies", REFUSE, "'/lib/gnss.ko' is cut short",
	     NULL),
	CASE(needs_its_holder, "dependencies", REFUSE, "needs 'irdma'", NULL),

	CASE(first_is_absent, "dependencies", REFUSE,
	     "load-first of F:3 needs module 'pf_ring', which is neither",
	     "install the module 'pf_ring'"),
	CASE(first_must_go, "dependencies", REFUSE,
	     "load-first of F:3 needs 'irdma', which must be removed first", NULL),
	CASE(first_is_broken, "dependencies", REFUSE, "'/lib/pf_ring.ko' is cut short",
	     NULL),
	CASE(first_fits, "dependencies", PASS, "1 module", NULL),
	CASE(first_fits, "symbols", PASS, NULL, NULL),
	CASE(first_does_not_match, "symbols", REFUSE, "pf_ring_zc_dev_handler", NULL),
	CASE(first_is_loaded_and_does_not_match, "symbols", REFUSE,
	     "pf_ring_zc_dev_handler", NULL),
	CASE(holder_is_lost, "holders-return", WARN,
	     "irdma is removed and not loaded again, as expect-lost of F:4 says", "F:4"),
	CASE(holder_of_the_lost_is_not, "holders-return", REFUSE,
	     "rpcrdma could not come back: it needs irdma", "expect-lost"),
	CASE(other_name, "replacement", PASS, "/opt/ice_zc.ko", NULL),
	CASE(other_name_is_loaded, "replacement", REFUSE, "'ice_zc', which is to take",
	     "rmmod ice_zc"),
	CASE(source_has_a_remedy, "vermagic", REFUSE, "is built for kernel 6.12",
	     "build it again"),

	CASE(nothing, "symbols", PASS, "symbols that ice needs fit", NULL),
	CASE(wrong_crc, "symbols", REFUSE,
	     "kmalloc: it needs 11223344, here it is aabbccdd", "Module.symvers"),
	CASE(wrong_crc_in_dependency, "symbols", REFUSE, "'/lib/gnss.ko'", NULL),
	CASE(symbol_of_dependency, "symbols", PASS, NULL, NULL),
	CASE(wrong_crc_of_dependency, "symbols", REFUSE, "gnss_put", NULL),
	CASE(unchecked_symbol, "symbols", WARN, "unknown_thing", "Module.symvers"),
	CASE(unchecked_symbol_in_tree, "symbols", PASS, "same kernel package", NULL),
	CASE(unchecked_weak_symbol, "symbols", PASS, NULL, NULL),

	CASE(nothing, "holders-return", PASS, "irdma can come back", NULL),
	CASE(good_rebuild, "holders-return", PASS, "the 1 symbol that", NULL),
	CASE(no_holder, "holders-return", PASS, "no module holds irdma", NULL),
	CASE(symbol_not_offered, "holders-return", REFUSE,
	     "irdma could not come back: the replacement does not offer ice_register",
	     "rmmod irdma"),
	CASE(symbol_offered_differently, "holders-return", REFUSE,
	     "other versions of ice_register", NULL),
	CASE(weak_symbol_not_offered, "holders-return", PASS, NULL, NULL),

	CASE(nothing, "way-back", PASS, "irdma, ice", NULL),
	CASE(no_way_back, "way-back", REFUSE, "'ice'", "install"),
	CASE(no_way_back_of_holder, "way-back", REFUSE, "'irdma'", NULL),
	CASE(broken_way_back, "way-back", REFUSE, "irdma.ko' is empty", NULL),
	CASE(newer_way_back, "way-back", WARN, "'irdma' is not the one in", NULL),
	CASE(newer_way_back_by_srcversion, "way-back", WARN, "'irdma' is not the one in",
	     NULL),

	CASE(nothing, "modprobe-config", PASS, "no line of modprobe.d", NULL),
	CASE(only_options, "modprobe-config", PASS, NULL, NULL),
	CASE(softdep, "modprobe-config", PASS, "softdep of ice (pre: none; post: irdma)",
	     NULL),
	CASE(install_line, "modprobe-config", REFUSE, "install irdma /sbin/special",
	     "--ignore-install"),
	CASE(ignored_install_line, "modprobe-config", WARN, "install irdma", ".post"),
	CASE(remove_line, "modprobe-config", WARN, "remove ice /sbin/special", ".pre"),

	CASE(permanent_holder, "permanent", REFUSE, "'irdma' has no exit function",
	     "reboot"),
	CASE(unloading_holder, "permanent", REFUSE, "'irdma' is unloading", NULL),

	CASE(nothing, "in-use", PASS, "irdma, ice", NULL),
	CASE(built_in_refcnt, "in-use", PASS, NULL, NULL),
	CASE(hostile_refcnt, "in-use", PASS, NULL, NULL),
	CASE(referenced, "in-use", REFUSE, "'ice' has 2 references more", NULL),
	CASE(held_by_configfs, "in-use", REFUSE, "/sys/kernel/config/irdma has irdma0",
	     "rmdir"),
	CASE(referenced_by_process, "in-use", REFUSE,
	     "pid 4711 (capture) has /dev/special0 open", "end these processes"),

	CASE(nothing, "rdma-users", PASS, "no process has irdma0 open", NULL),
	CASE(verbs_user, "rdma-users", REFUSE, "pid 99 (mpirun)", NULL),
	CASE(verbs_user_elsewhere, "rdma-users", PASS, NULL, NULL),

	CASE(nothing, "storage", PASS, "no storage", NULL),
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

	CASE(clock_user, "clock-users", WARN, "pid 321 (ptp4l) has /dev/ptp0", "restart"),

	CASE(in_namespace, "namespaces", REFUSE, "ens1f0 (0000:5e:00.0)", NULL),

	CASE(bond_member, "stacked-devices", WARN, "ens1f0 is part of or below bond0",
	     ".post"),
	CASE(vlan_above, "stacked-devices", WARN, "ens1f0.5", ".post"),
	CASE(has_addresses, "stacked-devices", WARN, "192.0.2.5/24", NULL),
	CASE(has_addresses_restored, "stacked-devices", PASS, "gets its addresses back",
	     NULL),
	CASE(loses_something, "network-state", WARN, "of a kind unknown", ".post"),
	CASE(loses_xdp, "network-state", REFUSE, "ens1f0: an XDP program", "take it off"),

	CASE(nothing, "virtual-functions", PASS, "no virtual function", NULL),
	CASE(no_ports, "virtual-functions", PASS, "no port goes down", NULL),
	CASE(vfs_elsewhere, "virtual-functions", PASS, NULL, NULL),
	CASE(has_vfs, "virtual-functions", REFUSE, "0000:5e:00.0 has 4",
	     "0000:5e:00.0/sriov_numvfs"),
};

/* The rules that have nothing to say of a change. */
static const struct {
	const char *name;
	void (*change)(struct scene *scene);
	const char *rule;
} silent_cases[] = {
	{"no file", file_not_known, "vermagic"},
	{"no file", file_not_known, "symbols"},
	{"no file", file_not_known, "parameters"},
	{"bad file", file_cut_short, "dependencies"},
	{"bad file", file_cut_short, "holders-return"},
	{"nothing special", nothing, "permanent"},
	{"nothing special", nothing, "clock-users"},
	{"a user of RDMA is no user of a clock", verbs_user, "clock-users"},
	{"nothing special", nothing, "zero-copy"},
	{"nothing special", nothing, "namespaces"},
	{"a port that stays", other_driver_in_namespace, "namespaces"},
	{"nothing special", nothing, "stacked-devices"},
	{"not loaded", not_loaded, "in-use"},
	{"not loaded", not_loaded, "protected-ports"},
	{"nothing to do", unchanged, "protected-ports"},
	{"built in", built_in, "way-back"},
};

static struct verdicts check(struct scene *scene, struct host *host)
{
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct verdicts verdicts = {0};
	struct nic_err err = {0};

	if (plan_make(host, &scene->request, &plan, &err) < 0 ||
	    guard_check(host, &scene->request, plan, host->arena, &verdicts, &err) < 0)
		fail_msg("%s", err.message);
	return verdicts;
}

static bool matches(const struct guard_case *test, const struct verdict *verdict)
{
	if (strcmp(verdict->rule, test->rule) != 0 || verdict->level != test->level)
		return false;
	if (test->says && !strstr(verdict->message, test->says))
		return false;
	return !test->remedy || strstr(verdict->remedy, test->remedy);
}

static void print_verdicts(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->n; i++)
		print_message("  %s %s: %s [%s]\n",
			      verdict_level_name((int)verdicts->items[i].level),
			      verdicts->items[i].rule, verdicts->items[i].message,
			      verdicts->items[i].remedy ? verdicts->items[i].remedy
							: "-");
}

/* What is true of every verdict, whatever the case. */
static void check_form(const struct verdict *verdict)
{
	size_t length = strlen(verdict->message);

	assert_true(length > 0 && verdict->message[length - 1] != '.');
	if (verdict->level == VERDICT_PASS)
		assert_null(verdict->remedy);
	else
		assert_true(verdict->remedy && verdict->remedy[0]);
}

static void test_each_case(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
		struct scene scene = {host, {.driver = "ice"}};
		struct verdicts verdicts;
		bool found = false;

		cases[i].change(&scene);
		verdicts = check(&scene, host);
		for (size_t v = 0; v < verdicts.n; v++) {
			check_form(&verdicts.items[v]);
			found = found || matches(&cases[i], &verdicts.items[v]);
		}
		if (!found) {
			print_verdicts(&verdicts);
			fail_msg("case '%s': no such verdict of %s", cases[i].name,
				 cases[i].rule);
		}
	}
}

/* A change that one rule warns of must not be refused, by none. */
static void test_levels_of_the_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
		struct scene scene = {host, {.driver = "ice"}};
		const struct verdict *refusal;
		struct verdicts verdicts;

		cases[i].change(&scene);
		verdicts = check(&scene, host);
		refusal = guard_refusal(&verdicts);
		if (cases[i].level == VERDICT_REFUSE)
			assert_non_null(refusal);
		else if (refusal)
			fail_msg("case '%s' is refused by %s", cases[i].name,
				 refusal->rule);
	}
}

static void test_a_plain_case_has_neither_refusal_nor_warning(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.12");
	struct scene scene = {host, {.driver = "ice"}};
	struct verdicts verdicts = check(&scene, host);

	(void)state;
	assert_true(verdicts.n > 10);
	for (size_t i = 0; i < verdicts.n; i++)
		assert_int_equal(verdicts.items[i].level, VERDICT_PASS);
}

static void test_silent_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(silent_cases); i++) {
		NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
		struct scene scene = {host, {.driver = "ice"}};
		struct verdicts verdicts;

		silent_cases[i].change(&scene);
		verdicts = check(&scene, host);
		for (size_t v = 0; v < verdicts.n; v++) {
			if (strcmp(verdicts.items[v].rule, silent_cases[i].rule) == 0)
				fail_msg("%s: %s speaks", silent_cases[i].name,
					 silent_cases[i].rule);
		}
	}
}

/* Every rule has a case that passes or warns, and one that refuses or warns. */
static void test_every_rule_has_cases(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct scene scene = {host, {.driver = "ice"}};
	struct verdicts verdicts = check(&scene, host);

	(void)state;
	for (size_t v = 0; v < verdicts.n; v++) {
		bool objects = false;

		for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++)
			objects |= strcmp(cases[i].rule, verdicts.items[v].rule) == 0 &&
				   cases[i].level != VERDICT_PASS;
		if (!objects)
			fail_msg("no case for %s", verdicts.items[v].rule);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(verdict_level_name(VERDICT_PASS), "pass");
	assert_string_equal(verdict_level_name(VERDICT_WARN), "warn");
	assert_string_equal(verdict_level_name(VERDICT_REFUSE), "refuse");
	assert_null(verdict_level_name(VERDICT_REFUSE + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_case),
		cmocka_unit_test(test_levels_of_the_whole),
		cmocka_unit_test(test_a_plain_case_has_neither_refusal_nor_warning),
		cmocka_unit_test(test_silent_rules),
		cmocka_unit_test(test_every_rule_has_cases),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
