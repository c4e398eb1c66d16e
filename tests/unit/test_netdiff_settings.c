/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of a port: in which order they are put back, and when two that read
 * differently are the same. */
#include "test.h"

#include <string.h>

#include "netdiff.h"

static struct netstate *with(const char *group, const char *name, const char *value)
{
	struct netstate *state = netstate_new();
	struct net_device *port;

	assert_non_null(state);
	port = ARENA_PUSH(state->arena, &state->devices);
	assert_non_null(port);
	port->id = "pci:0000:02:00.0";
	port->name = "eth1";
	port->role = NET_PORT;
	if (value)
		assert_int_equal(netstate_set(state, port, group, name, value), 0);
	return state;
}

static size_t differences(const char *group, const char *before, const char *now,
			  bool *ret_can_repair)
{
	NIC_CLEANUP(netstate_freep) struct netstate *was = with(group, "x", before);
	NIC_CLEANUP(netstate_freep) struct netstate *is = with(group, "x", now);
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct netdiff diff;

	assert_non_null(arena);
	assert_int_equal(netdiff_make(was, is, arena, &diff), 0);
	if (diff.n)
		*ret_can_repair = diff.items[0].can_repair;
	return diff.n;
}

static void speeds(void **state)
{
	static const struct {
		const char *before, *now;
		size_t n;
	} cases[] = {
		{"auto 1000baseT/Full", "auto 1000baseT/Full", 0},
		{"auto 1000baseT/Full", "auto 100baseT/Full 1000baseT/Full", 1},
		{"forced 100 full", "auto 1000baseT/Full", 1},
		{"forced 100 full", "forced 10 half", 1},
		{"forced 100 full", "forced", 0}, /* no carrier: not known */
		{"forced", "forced 100 full", 0},
		{"forced", "auto 1000baseT/Full", 1},
		{"forced 100 full", NULL, 0}, /* nor told */
		{"auto 1000baseT/Full", NULL, 1},
	};
	bool can_repair = false;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		if (differences("link-modes", cases[i].before, cases[i].now,
				&can_repair) != cases[i].n)
			fail_msg("'%s' and '%s'", cases[i].before,
				 cases[i].now ? cases[i].now : "");
	}
	assert_int_equal(differences("rings", "forced", "forced 100 full", &can_repair),
			 1);
}

static void only_told(void **state)
{
	bool can_repair = false;

	(void)state;
	assert_int_equal(differences("devlink-runtime", "true", "false", &can_repair), 1);
	assert_true(can_repair);
	assert_int_equal(differences("devlink-driverinit", "true", "false", &can_repair),
			 1);
	assert_false(can_repair);
}

/* Each line needs those before it. */
static void order(void **state)
{
	static const struct {
		const char *group, *name;
	} settings[] = {
		{"devlink-runtime", "enable_roce"},
		{"eswitch", "mode"},
		{"sysctl.ipv4.conf", "arp_ignore"},
		{"link", "mtu"},
		{"channels", "combined"},
		{"link-modes", "speed"},
		{"rss-table", "queues"},
		{"rss-key", "key"},
		{"rss-fields", "udp4"},
		{"flow-rule", "7"},
		{"vfs", "number"},
		{"bridge-port", "cost"},
		{"link", "mac"},
		{"irq", "eth1-TxRx-0"},
		{"vf", "0 mac"},
	};
	NIC_CLEANUP(netstate_freep)
	struct netstate *was = with("vf", "0 mac", "02:00:00:00:00:01");
	NIC_CLEANUP(netstate_freep) struct netstate *is = with("none", "x", "y");
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct netdiff diff;

	(void)state;
	assert_non_null(arena);
	for (size_t i = NIC_ARRAY_SIZE(settings) - 1; i-- > 0;)
		assert_int_equal(netstate_set(was, &was->devices.items[0],
					      settings[i].group, settings[i].name, "1"),
				 0);
	assert_int_equal(netdiff_make(was, is, arena, &diff), 0);
	assert_int_equal(diff.n, NIC_ARRAY_SIZE(settings));
	for (size_t i = 0; i < diff.n; i++) {
		assert_string_equal(diff.items[i].group, settings[i].group);
		assert_string_equal(diff.items[i].name, settings[i].name);
		assert_true(i == 0 || diff.items[i].order > diff.items[i - 1].order);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(speeds),
		cmocka_unit_test(only_told),
		cmocka_unit_test(order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
