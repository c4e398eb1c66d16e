/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots: what is written is what is read, and what is not one is refused. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "fake_host.h"
#include "host_json.h"

/* Every field of every struct has a value that differs from zero. */
static void fill_module(struct host *host)
{
	struct module *module = fake_module(host, "ice");

	module->state = MODULE_UNLOADING;
	module->refcnt = -1;
	module->is_permanent = true;
	fake_push(host, &module->holders, "irdma");
	module->taint = "OE";
	module->version = "1.2";
	module->srcversion = "ABCDEF";
	fake_param(host, "ice", "debug", "int", "1");
	module->installed_path = "/lib/modules/other.ko";
	fake_push(host, &module->depends, "gnss");
	fake_push(host, &module->drivers, "pci:ice");
}

static void fill_file(struct host *host)
{
	struct modfile *file = fake_file_of(host, "ice");

	file->problem = "is cut short";
	file->version = "1.2";
	file->srcversion = "ABCDEF";
	file->nicctl_zc = "flavour=reload overlay=1 kernel=6.1.192";
	file->origin = ORIGIN_DKMS;
	fake_push(host, &file->depends, "gnss");
	fake_push(host, &file->firmware, "intel/ice.pkg");
	fake_need(host, file, "kmalloc", 0xffffffff);
	file->needs.items[0].is_weak = true;
	fake_offer(host, file, "ice_add", 1);
	file->offers.items[0].has_crc = false;
}

static void fill_conf(struct host *host)
{
	struct modconf *conf = fake_conf(host, "ice");

	conf->options = "debug=1 name=\"a b\"";
	conf->install_cmd = "/bin/true";
	conf->remove_cmd = "/bin/false";
	conf->is_blacklisted = true;
	fake_push(host, &conf->softdep_pre, "gnss");
	fake_push(host, &conf->softdep_post, "irdma");
}

static void fill_devices(struct host *host)
{
	struct port *port = fake_port(host, "0000:5e:00.0", "ice");
	struct netdev *netdev = fake_netdev(host, "ens1f0", 3, "0000:5e:00.0");

	port->physfn = "0000:5e:00.1";
	port->vfs = 4;
	port->has_numa_node = true;
	port->numa_node = -1;
	fake_push(host, &port->below, "virtio_pci");
	port->root_port = "0000:5d:00.0";
	port->driver_version = "1.16.3";
	port->firmware_version = "4.30 0x8001af27 1.3429.0";
	port->expansion_rom = "1.3429.0";
	port->serial = "b49691ffffa1b2c3";
	*ARENA_PUSH(host->arena, &port->devlink) =
		(struct devlink_version){"fw.app", "running", "1.3.30.0"};
	*ARENA_PUSH(host->arena, &host->firmware_files) =
		(struct firmware_file){"intel/ice/ddp/ice.pkg", "/lib/firmware/ice.pkg",
				       "1.3.30.0", "is no package"};
	fake_push(host, &host->kernel_log, "ice 0000:5e:00.0: HMC Error");
	port->driver_override = "ice_zc";
	port->override_owner = "driverctl";
	port->iommu_group = "7";
	fake_push(host, &port->iommu_peers, "0000:5e:00.1");
	fake_push(host, &port->id_modules, "ice");
	port->modalias = "pci:v00008086d00001592sv0sd0bc02sc00i00";
	netdev->netns = "blue";
	netdev->link_netns = HOST_NETNS_CALLER;
	netdev->tunnel_local = "192.0.2.1";
	netdev->tunnel_mark = 51820;
	fake_push(host, &netdev->remotes, "192.0.2.2");
	netdev->kind = "vlan";
	netdev->mac = netdev->permanent_mac = "02:00:00:00:00:01";
	netdev->master = 8;
	netdev->link = 9;
	fake_push(host, &netdev->altnames, "capture");
	fake_push(host, &netdev->addresses, "192.0.2.9/24");
	fake_route(host, 3);
	host->default_routes.items[0].netns = "blue";
	fake_session(host, "198.51.100.1", 3);
	host->sessions.items[0].netns = "blue";
	host->sessions.items[0].is_other = true;
	host->sessions.items[0].has_local_port = true;
	host->sessions.items[0].local_port = 22;
	fake_way(host, "192.0.2.2", 3)->netns = "blue";
	host->ways.items[0].mark = 1;
	host->ways.items[0].gateway = "192.0.2.254";
	fake_use(host, "nfs4", "192.0.2.2")->is_root = true;
	host->network_uses.items[0].is_advisory = true;
	fake_rdma(host, "irdma0", "0000:5e:00.0");
	fake_user(host, "/dev/ptp0", "0000:5e:00.0", 12, "ptp4l")->module = "ptp";
}

static void fill_rest(struct host *host)
{
	struct rdma_mount *mount = ARENA_PUSH(host->arena, &host->rdma_mounts);
	struct symbol *symbol = ARENA_PUSH(host->arena, &host->kernel_symbols);
	struct xsk_socket *xsk = ARENA_PUSH(host->arena, &host->xsk_sockets);
	struct driver_match *match = ARENA_PUSH(host->arena, &host->driver_matches);

	*match = (struct driver_match){.file = "/etc/a",
				       .line = 4,
				       .says = "Driver=!ice",
				       .is_inverted = true};
	fake_push(host, &match->drivers, "ice");
	*xsk = (struct xsk_socket){3, 1, XSK_ZEROCOPY, true, 812, "suricata"};
	*mount = (struct rdma_mount){"/mnt", "server:/x", "nfs4"};
	*symbol = (struct symbol){"kmalloc", 0xdeadbeef, true, false};
	fake_push(host, &host->not_read, "the sessions could not be read");
	fake_push(host, &host->kernel.trusted_keys, "Debian Secure Boot CA: 1234");
	host->kernel.modules_disabled = true;
	host->kernel.enforces_signatures = true;
	host->kernel.tainted = 12288;
	host->kernel.boot_id = "0f3c0f1e-0000-4000-8000-000000000001";
}

static struct host *full_host(void)
{
	struct host *host = fake_host();

	fill_module(host);
	fill_file(host);
	fill_conf(host);
	fill_devices(host);
	fill_rest(host);
	return host;
}

static struct host *must_read(const char *text)
{
	struct host *host = NULL;
	struct nic_err err = {0};
	int r = host_from_json(text, strlen(text), &host, &err);

	if (r < 0)
		fail_msg("%s", err.message);
	return host;
}

/* Every value is somewhere in the text, and a second writing says the same. */
static void check_round_trip(const struct host *host)
{
	char *first = host_to_json(host), *second;
	struct host *copy = must_read(first);

	second = host_to_json(copy);
	assert_string_equal(first, second);
	free(first);
	free(second);
	host_free(copy);
}

static void test_full_host_comes_back(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = full_host();

	(void)state;
	check_round_trip(host);
}

static void test_no_field_of_a_full_host_is_lost(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = full_host();
	char *text = host_to_json(host);

	(void)state;
	assert_contains(text, "\"nicctl_snapshot\": 1");
	/* The only absent values: CRC of the offered symbol, and nothing else. */
	for (const char *at = text; (at = strstr(at, "null")); at += 4) {
		if (strncmp(at - 6, "\"crc\":", 6) != 0 &&
		    strncmp(at - 7, "\"crc\": ", 7) != 0)
			fail_msg("absent: %.60s", at - 40);
	}
	free(text);
}

static void test_values_of_a_full_host(void **state)
{
	NIC_CLEANUP(host_freep) struct host *in = full_host();
	char *text = host_to_json(in);
	NIC_CLEANUP(host_freep) struct host *host = must_read(text);
	const struct module *ice = host_module(host, "ice");
	const struct modfile *file = host_file_of(host, ice);

	(void)state;
	free(text);
	assert_int_equal(ice->state, MODULE_UNLOADING);
	assert_true(ice->has_refcnt && ice->has_details && ice->is_permanent);
	assert_int_equal(ice->refcnt, -1);
	assert_string_equal(ice->params.items[0].value, "1");
	assert_int_equal(file->origin, ORIGIN_DKMS);
	assert_true(file->needs.items[0].crc == 0xffffffff);
	assert_true(file->needs.items[0].is_weak && file->needs.items[0].has_crc);
	assert_false(file->offers.items[0].has_crc);
	assert_int_equal(host->ports.items[0].numa_node, -1);
	assert_int_equal(host->ports.items[0].vendor, 0x8086);
	assert_int_equal(host->netdevs.items[0].link, 9);
	assert_string_equal(host->kernel.trusted_keys.items[0],
			    in->kernel.trusted_keys.items[0]);
	assert_true(host->sessions.items[0].has_ifindex);
}

static void test_empty_host_comes_back(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();

	(void)state;
	host->kernel.release = "6.1";
	check_round_trip(host);
}

static void test_module_without_details_comes_back(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct module *module = ARENA_PUSH(host->arena, &host->modules);
	char *text;

	(void)state;
	module->name = "bare";
	module->state = MODULE_BUILTIN;
	check_round_trip(host);
	text = host_to_json(host);
	host_freep(&host);
	host = must_read(text);
	free(text);
	assert_false(host->modules.items[0].has_refcnt);
	assert_false(host->modules.items[0].has_details);
}

static void test_incident_comes_back(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.12");

	(void)state;
	check_round_trip(host);
}

static const struct {
	const char *text, *sentence;
} faults[] = {
	{"{}", "'nicctl_snapshot' is missing"},
	{"{\"nicctl_snapshot\":0}", "'nicctl_snapshot' is missing"},
	{"{\"nicctl_snapshot\":\"1\"}", "'nicctl_snapshot' is not a whole number"},
	{"{\"nicctl_snapshot\":2}", "a snapshot of schema 2"},
	{"{\"nicctl_snapshot\":1}", "a snapshot without 'host.kernel'"},
	{"{\"nicctl_snapshot\":1,\"host\":null}", "a snapshot without 'host.kernel'"},
	{"{\"nicctl_snapshot\":1,\"host\":{}}", "a snapshot without 'host.kernel'"},
	{"{\"nicctl_snapshot\":1,\"host\":{\"kernel\":{}}}",
	 "'host.kernel.release' is missing"},
	{"{\"nicctl_snapshot\":1,\"host\":{\"kernel\":{\"release\":\"6\"},"
	 "\"modules\":[{}]}}",
	 "'host.modules[0].name' is missing"},
	{"{\"nicctl_snapshot\":1,\"host\":{\"kernel\":{\"release\":\"6\"},"
	 "\"modules\":[{\"name\":\"a\",\"state\":\"dead\"}]}}",
	 "'host.modules[0].state' is not one of the known words"},
	{"{\"nicctl_snapshot\":1,\"host\":{\"kernel\":{\"release\":\"6\"},"
	 "\"files\":[{\"path\":\"/a\",\"name\":\"a\",\"needs\":[{\"name\":\"s\",\"crc\":-1}]}]}}",
	 "'host.files[0].needs[0].crc' is out of range"},
	{"{\"nicctl_snapshot\":1,\"host\":{\"kernel\":{\"release\":\"6\"},"
	 "\"files\":[{\"path\":\"/a\"}]}}",
	 "'host.files[0].name' is missing"},
	{"# not JSON", "not JSON at byte"},
};

static void test_what_is_no_snapshot_is_refused(void **state)
{
	struct host *host = NULL;
	struct nic_err err;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(faults); i++) {
		memset(&err, 0, sizeof(err));
		if (host_from_json(faults[i].text, strlen(faults[i].text), &host, &err) !=
		    -EINVAL)
			fail_msg("accepted: %s", faults[i].text);
		assert_contains(err.message, faults[i].sentence);
		assert_null(host);
	}
}

static void test_another_schema_has_a_remedy(void **state)
{
	static const char text[] = "{\"nicctl_snapshot\":7,\"host\":[\"new things\"]}";
	struct host *host = NULL;
	struct nic_err err = {0};

	(void)state;
	assert_int_equal(host_from_json(text, sizeof(text) - 1, &host, &err), -EINVAL);
	assert_contains(err.hint, "nicctl snapshot");
}

static void test_files(void **state)
{
	char path[] = "/tmp/nicctl-test-XXXXXX";
	struct host *host = NULL;
	struct nic_err err = {0};
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "[]", 2), 2);
	close(fd);
	assert_int_equal(host_from_file(path, &host, &err), -EINVAL);
	assert_contains(err.message, path);
	unlink(path);
	assert_int_equal(host_from_file(path, &host, &err), -ENOENT);
	assert_contains(err.message, path);
	assert_int_equal(host_from_file("/", &host, &err), -EISDIR);
	assert_int_equal(host_from_file("/dev/zero", &host, &err), -EINVAL);
	assert_null(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_host_comes_back),
		cmocka_unit_test(test_no_field_of_a_full_host_is_lost),
		cmocka_unit_test(test_values_of_a_full_host),
		cmocka_unit_test(test_empty_host_comes_back),
		cmocka_unit_test(test_module_without_details_comes_back),
		cmocka_unit_test(test_incident_comes_back),
		cmocka_unit_test(test_what_is_no_snapshot_is_refused),
		cmocka_unit_test(test_another_schema_has_a_remedy),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
