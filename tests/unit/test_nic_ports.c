/* SPDX-License-Identifier: GPL-2.0-or-later */
/* On the machine at hand: what the kernel says of a device's port, what sysfs says and
 * what the driver says is the same. Older kernels only have the latter two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "devices.h"
#include "netdev_port.h"

#define SKIPPED 77

static int collect(void **state)
{
	struct host *host = host_new();
	struct nic_err err;

	assert_non_null(host);
	if (devices_collect(host, NULL, &err) < 0)
		fail_msg("%s", err.message);
	*state = host;
	return 0;
}

static int release(void **state)
{
	host_free(*state);
	return 0;
}

/* @is_own_netns: by sysfs; else by the driver's word, as for other namespaces. */
static void check_all(struct host *host, bool is_own_netns)
{
	NIC_CLEANUP(netlink_closep) struct nl_sock *sock = NULL;

	assert_int_equal(netlink_open(NETLINK_ROUTE, &sock, NULL), 0);
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *dev = &host->netdevs.items[i];
		const struct netdev_origin origin = {.sock = sock,
						     .name = dev->name,
						     .mac = dev->mac,
						     .ifindex = dev->ifindex,
						     .is_own_netns = is_own_netns};
		const char *port;

		if (dev->netns || !dev->port)
			continue;
		assert_int_equal(netdev_port_find(host, &origin, &port), 0);
		assert_non_null(port);
		assert_string_equal(port, dev->port);
	}
}

static void test_sysfs_agrees(void **state)
{
	check_all(*state, true);
}

static void test_driver_agrees(void **state)
{
	check_all(*state, false);
}

static void test_ports_are_complete_and_in_order(void **state)
{
	const struct host *host = *state;

	for (size_t i = 0; i < host->ports.n; i++) {
		assert_non_null(host->ports.items[i].address);
		assert_non_null(host->ports.items[i].bus);
		assert_non_null(host->ports.items[i].driver);
		if (i > 0)
			assert_true(strcmp(host->ports.items[i - 1].address,
					   host->ports.items[i].address) < 0);
	}
}

static bool has_ports(void)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();

	return host && devices_collect(host, NULL, NULL) == 0 && host->ports.n > 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sysfs_agrees),
		cmocka_unit_test(test_driver_agrees),
		cmocka_unit_test(test_ports_are_complete_and_in_order),
	};

	if (!has_ports()) {
		printf("skipped: this machine shows no network port\n");
		return SKIPPED;
	}
	return cmocka_run_group_tests(tests, collect, release);
}
