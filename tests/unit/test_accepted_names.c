/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A port has many names: protect, --accept-loss-of and --ports take each of them. */
#include "test.h"

#include "fake_host.h"
#include "portname.h"
#include "protect.h"
#include "protect_names.h"

#define PORT "0000:19:00.0"

/* As a person may write them. */
static const char *const names[] = {
	"eno1",	   "management",	"0000:19:00.0",
	"19:00.0", "AA:BB:CC:00:00:01", "aa:bb:cc:00:00:01",
};

static struct host *make_host(void)
{
	struct host *host = fake_incident("6.1");
	struct netdev *dev = &host->netdevs.items[1];

	dev->permanent_mac = dev->mac = "aa:bb:cc:00:00:01";
	fake_push(host, &dev->altnames, "management");
	return host;
}

static struct protections resolve(struct host *host, const struct request *request)
{
	struct protections found = {0};
	struct nic_err err = {0};

	assert_int_equal(protect_resolve(host, request, host->arena, &found, &err), 0);
	return found;
}

static void test_protect(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		NIC_CLEANUP(host_freep) struct host *host = make_host();
		struct request request = {.driver = "i40e"};
		struct protections found;

		host->default_routes.n = 0;
		fake_push(host, &request.protect, names[i]);
		found = resolve(host, &request);
		assert_int_equal(found.mistakes.n, 0);
		assert_non_null(protect_find(&found, PORT));
		assert_null(protect_find(&found, "0000:5e:00.0"));
	}
}

static void test_accept_loss_of(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		NIC_CLEANUP(host_freep) struct host *host = make_host();
		struct request request = {.driver = "i40e"};
		struct protections found;

		fake_push(host, &request.accept_loss, names[i]);
		found = resolve(host, &request);
		assert_int_equal(found.mistakes.n, 0);
		assert_int_equal(found.accepted.n, 1);
		assert_true(protect_is_accepted(&found, protect_find(&found, PORT)));
	}
}

/* By none of its names is a port given up that the machine runs from. */
static void test_the_root_file_system_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		NIC_CLEANUP(host_freep) struct host *host = make_host();
		struct request request = {.driver = "i40e"};
		struct protections found;

		host->default_routes.n = 0;
		fake_use(host, "nfs4", "192.0.2.50")->is_root = true;
		fake_way(host, "192.0.2.50", 2);
		fake_push(host, &request.accept_loss, names[i]);
		found = resolve(host, &request);
		assert_non_null(protect_find(&found, PORT));
		assert_false(protect_is_accepted(&found, protect_find(&found, PORT)));
	}
}

static void test_ports(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = make_host();

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		const struct port *port = portname_find(host, names[i]);

		assert_non_null(port);
		assert_string_equal(port->address, PORT);
	}
	assert_null(portname_find(host, "19:00.1"));
	assert_null(portname_find(host, "00:19:00.0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_protect),
		cmocka_unit_test(test_accept_loss_of),
		cmocka_unit_test(test_the_root_file_system_stays),
		cmocka_unit_test(test_ports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
