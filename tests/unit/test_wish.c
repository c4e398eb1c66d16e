/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From profiles to settings: which value holds, what it becomes, and what cannot be. */
#include "test.h"

#include "wish.h"
#include "wish_scene.h"

#define FIRST "0000:02:00.0"
#define SECOND "0000:02:00.1"

/* A port with 2 of 4 queues, a table of 8 entries and a key of 4 bytes. */
static void add_port(struct wish_scene *scene, const char *name, const char *port)
{
	static const char *const now[][3] = {
		{"link", "mtu", "1500"},
		{"link", "promisc", "off"},
		{"private-flags", "legacy-rx", "0"},
		{"channels", "combined", "2"},
		{"rings", "rx", "512"},
		{"rings", "tx", "512"},
		{"features", "rx-gro", "1"},
		{"features", "tx-tcp-segmentation", "1"},
		{"features", "tx-tcp6-segmentation", "1"},
		{"features", "rx-ntuple-filter", "0"},
		{"coalesce", "rx-usecs", "50"},
		{"coalesce", "adaptive-rx", "1"},
		{"pause", "rx", "1"},
		{"pause", "tx", "0"},
		{"rss-table", "queues", "0*1 1*1 0*1 1*1 0*1 1*1 0*1 1*1"},
		{"rss-key", "key", "01020304"},
		{"irq", "ice-%-TxRx-0", "0-3"},
		{"irq", "ice-%-TxRx-1", "0-3"},
		{"irq", "ice:misc", "0-3"},
	};
	static const char *const limits[][3] = {
		{"channels-max", "combined", "4"},  {"rings-max", "rx", "4096"},
		{"rings-max", "tx", "4096"},	    {"features-fixed", "rx-lro", "0"},
		{"features-fixed", "highdma", "1"}, {"processors", "local", "0-1,4"},
	};
	const char *id = arena_printf(scene->arena, "pci:%s", port);
	struct net_device *device = wish_scene_device(scene->now, id, name, port);

	for (size_t i = 0; i < NIC_ARRAY_SIZE(now); i++)
		assert_int_equal(
			netstate_set(scene->now, device, now[i][0], now[i][1], now[i][2]),
			0);
	device = wish_scene_device(scene->limits, id, name, port);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(limits); i++)
		assert_int_equal(netstate_set(scene->limits, device, limits[i][0],
					      limits[i][1], limits[i][2]),
				 0);
}

static int setup(void **state)
{
	struct wish_scene *scene;

	if (wish_scene_setup(state) < 0)
		return -1;
	scene = *state;
	(void)fake_module(scene->host, "ice");
	(void)fake_module(scene->host, "i40e");
	fake_port(scene->host, FIRST, "ice");
	fake_netdev(scene->host, "eth1", 2, FIRST);
	fake_port(scene->host, SECOND, "ice");
	fake_netdev(scene->host, "eth2", 3, SECOND);
	fake_port(scene->host, "0000:03:00.0", "i40e");
	fake_netdev(scene->host, "eno1", 4, "0000:03:00.0");
	add_port(scene, "eth1", FIRST);
	add_port(scene, "eth2", SECOND);
	return 0;
}

static void wish(struct wish_scene *scene, const char *text)
{
	wish_scene_profile(scene, "ice", text);
}

static const struct step_setting *find(struct wish_scene *scene, const char *netdev,
				       const char *group, const char *name)
{
	for (size_t i = 0; i < scene->wishes.n; i++) {
		const struct step_setting *one = &scene->wishes.items[i];

		if (strcmp(one->netdev, netdev) == 0 && strcmp(one->group, group) == 0 &&
		    strcmp(one->name, name) == 0)
			return one;
	}
	return NULL;
}

static void assert_wish(struct wish_scene *scene, const char *netdev, const char *group,
			const char *name, const char *value)
{
	const struct step_setting *one = find(scene, netdev, group, name);

	if (!one)
		fail_msg("no wish for %s %s of %s", group, name, netdev);
	assert_null(one->problem);
	assert_string_equal(one->value, value);
}

static void assert_no_wish(struct wish_scene *scene, const char *netdev,
			   const char *group, const char *name)
{
	assert_null(find(scene, netdev, group, name));
}

static size_t position(struct wish_scene *scene, const char *group, const char *name)
{
	const struct step_setting *one = find(scene, "eth1", group, name);

	assert_non_null(one);
	return (size_t)(one - scene->wishes.items);
}

/* The only problem, on both ports or one. */
static void assert_problem(struct wish_scene *scene, const char *text,
			   const char *message, const char *remedy)
{
	wish(scene, text);
	assert_true(scene->wishes.n >= 1);
	for (size_t i = 0; i < scene->wishes.n; i++) {
		assert_non_null(scene->wishes.items[i].problem);
		assert_contains(scene->wishes.items[i].problem, message);
		assert_false(wish_is_met(&scene->wishes.items[i]));
		if (remedy)
			assert_contains(scene->wishes.items[i].remedy, remedy);
	}
}

static void test_nothing_is_wished_for(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[driver]\nsource = stock\n");
	assert_int_equal(scene->wishes.n, 0);
	assert_false(wish_is_asked_for(&scene->profile));
	wish(scene, "[driver]\nmtu = 1500\n");
	assert_true(wish_is_asked_for(&scene->profile));
}

static void test_the_driver_is_for_all_ports_and_a_port_comes_first(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[driver]\nmtu = 9000\nrss = 3\n[port eth2]\nmtu = 1500\nrss =\n");
	assert_wish(scene, "eth1", "link", "mtu", "9000");
	assert_wish(scene, "eth1", "channels", "combined", "3");
	assert_wish(scene, "eth2", "link", "mtu", "1500");
	assert_true(wish_is_met(find(scene, "eth2", "link", "mtu")));
	assert_false(wish_is_met(find(scene, "eth1", "link", "mtu")));
	assert_no_wish(scene, "eth2", "channels", "combined");
	assert_string_equal(find(scene, "eth2", "link", "mtu")->origin, "f:5");
	assert_null(find(scene, "eno1", "link", "mtu"));
}

static void test_of_two_names_of_a_port_the_last_counts(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[port " SECOND "]\nmtu = 2000\nrss = 1\n[port eth2]\nmtu = 3000\n");
	assert_wish(scene, "eth2", "link", "mtu", "3000");
	assert_wish(scene, "eth2", "channels", "combined", "1");
	assert_no_wish(scene, "eth1", "link", "mtu");
}

static void test_names_in_lists_are_looked_for_one_by_one(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[driver]\noffloads = gro=off tso=off\ncoalesce = rx-usecs=9\n"
		    "[port eth2]\noffloads = gro=off\noffloads = gro=on\n");
	assert_wish(scene, "eth1", "features", "rx-gro", "0");
	assert_wish(scene, "eth2", "features", "rx-gro", "1");
	assert_wish(scene, "eth2", "features", "tx-tcp-segmentation", "0");
	assert_wish(scene, "eth2", "features", "tx-tcp6-segmentation", "0");
	assert_wish(scene, "eth2", "coalesce", "rx-usecs", "9");
}

static void test_the_preset_stands_below_what_is_named(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[driver]\npreset = capture\nrx-ring = 256\n[port eth2]\n"
		    "offloads = gro=on\n");
	assert_wish(scene, "eth1", "rings", "rx", "256");
	assert_wish(scene, "eth1", "rings", "tx", "4096");
	assert_wish(scene, "eth1", "pause", "rx", "0");
	assert_wish(scene, "eth1", "pause", "tx", "0");
	assert_wish(scene, "eth1", "features", "rx-gro", "0");
	assert_wish(scene, "eth2", "features", "rx-gro", "1");
	assert_true(find(scene, "eth1", "rings", "tx")->may_skip);
	assert_false(find(scene, "eth1", "rings", "rx")->may_skip);
	assert_string_equal(find(scene, "eth1", "pause", "rx")->origin, "preset, f:2");
	/* lro is fixed here: it is passed over */
	for (size_t i = 0; i < scene->wishes.n; i++)
		assert_null(scene->wishes.items[i].problem);
}

static void test_a_port_can_do_without_the_preset(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene,
	     "[driver]\npreset = capture\nmtu = 2000\n[port eth2]\npreset = none\n");
	assert_wish(scene, "eth1", "rings", "rx", "4096");
	assert_no_wish(scene, "eth2", "rings", "rx");
	assert_no_wish(scene, "eth2", "features", "rx-gro");
	assert_wish(scene, "eth2", "link", "mtu", "2000");
}

static void test_max_is_what_the_port_offers(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[port eth1]\nrss = max\nrx-ring = max\n");
	assert_wish(scene, "eth1", "channels", "combined", "4");
	assert_wish(scene, "eth1", "rings", "rx", "4096");
}

static void test_what_cannot_be_is_said_with_what_there_is(void **state)
{
	struct wish_scene *scene = *state;

	assert_problem(scene, "[driver]\nrx-ring = 8192\n",
		       "rx-ring = 8192 (f:2): the port offers 4096 at most",
		       "say 4096, or max");
	assert_problem(scene, "[driver]\nrss = 5\n", "offers 4 at most", NULL);
	assert_problem(scene, "[driver]\noffloads = rx-gor=off\n",
		       "knows no feature 'rx-gor'", "'rx-gro'");
	assert_problem(scene, "[driver]\noffloads = highdma=off\n",
		       "highdma is always on", NULL);
	assert_problem(scene, "[driver]\noffloads = lro=on\n", "lro cannot be", NULL);
	assert_problem(scene, "[driver]\nprivate-flags = legacy_rx=on\n",
		       "no private flag 'legacy_rx'", "'legacy-rx'");
	assert_problem(scene, "[driver]\ncoalesce = tx-usecs=1\n",
		       "no coalescing parameter 'tx-usecs'", NULL);
	assert_problem(scene, "[driver]\nrss-key = 0102\n", "has 4 bytes, this has 2",
		       NULL);
	assert_problem(scene, "[driver]\nrss-table = 1 1 1\n", "3 weights for 2 queues",
		       NULL);
	assert_problem(scene, "[driver]\nrss-table = 0 0\n", "all weights are 0", NULL);
	assert_problem(scene, "[driver]\nflow-control-autoneg = on\n",
		       "no flow control that could be set", NULL);
	/* what is off and cannot be on is as wished for */
	wish(scene, "[driver]\noffloads = lro=off highdma=on\n");
	assert_int_equal(scene->wishes.n, 0);
}

static void test_sections_of_no_port_of_the_driver(void **state)
{
	struct wish_scene *scene = *state;

	assert_problem(scene, "[port eth7]\nmtu = 1500\n",
		       "[port eth7] (f:1): there is no such port", "did you mean 'eth");
	assert_problem(scene, "[port eno1]\nmtu = 1500\n", "has the driver i40e", NULL);
	assert_false(scene->wishes.items[0].may_skip);
	wish(scene, "[driver]\non-refused = skip\n[port eth7]\nmtu = 1500\n");
	assert_true(scene->wishes.items[0].may_skip);
}

static void test_skip_is_looked_for_like_any_setting(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[driver]\non-refused = skip\nmtu = 2000\n[port eth2]\n"
		    "on-refused = fail\n");
	assert_true(find(scene, "eth1", "link", "mtu")->may_skip);
	assert_false(find(scene, "eth2", "link", "mtu")->may_skip);
}

static void test_hash_key_and_table(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[port eth1]\nrss-key = symmetric\nrss-table = 3 1\n"
		    "[port eth2]\nrss-key = 0A0b0C0d\nrss-table = equal\nrss = 3\n");
	assert_wish(scene, "eth1", "rss-key", "key", "6d5a6d5a");
	assert_wish(scene, "eth1", "rss-table", "queues", "0*6 1*2");
	assert_wish(scene, "eth2", "rss-key", "key", "0a0b0c0d");
	assert_wish(scene, "eth2", "rss-table", "queues",
		    "0*1 1*1 2*1 0*1 1*1 2*1 0*1 1*1");
	wish(scene, "[port eth1]\nrss-table = equal\n");
	assert_true(wish_is_met(find(scene, "eth1", "rss-table", "queues")));
}

static void test_interrupts_follow_their_queues(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[port eth1]\nirq-affinity = spread\nrss = 4\n"
		    "[port eth2]\nirq-affinity = 3,1-2\nrss = 1\n");
	assert_wish(scene, "eth1", "irq", "ice-%-TxRx-0", "0");
	assert_wish(scene, "eth1", "irq", "ice-%-TxRx-1", "1");
	assert_wish(scene, "eth1", "irq", "ice-%-TxRx-2", "4");
	assert_wish(scene, "eth1", "irq", "ice-%-TxRx-3", "0");
	assert_null(find(scene, "eth1", "irq", "ice-%-TxRx-3")->before);
	assert_wish(scene, "eth2", "irq", "ice-%-TxRx-0", "1-3");
	assert_no_wish(scene, "eth2", "irq", "ice-%-TxRx-1");
	assert_no_wish(scene, "eth1", "irq", "ice:misc");
	wish(scene, "[port eth1]\nirq-affinity = local\n");
	assert_wish(scene, "eth1", "irq", "ice-%-TxRx-1", "0-1,4");
}

static void test_the_order_is_one_that_drivers_allow(void **state)
{
	struct wish_scene *scene = *state;

	wish(scene, "[port eth1]\nirq-affinity = 1\nrss-table = equal\nrss = 1\n"
		    "coalesce = rx-usecs=1 adaptive-rx=off\nmtu = 2000\nrx-ring = max\n");
	assert_true(position(scene, "channels", "combined") <
		    position(scene, "rss-table", "queues"));
	assert_true(position(scene, "coalesce", "adaptive-rx") <
		    position(scene, "coalesce", "rx-usecs"));
	assert_true(position(scene, "channels", "combined") <
		    position(scene, "rings", "rx"));
	assert_true(position(scene, "rings", "rx") <
		    position(scene, "irq", "ice-%-TxRx-0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, wish_scene_teardown)
		TEST(test_nothing_is_wished_for),
		TEST(test_the_driver_is_for_all_ports_and_a_port_comes_first),
		TEST(test_of_two_names_of_a_port_the_last_counts),
		TEST(test_names_in_lists_are_looked_for_one_by_one),
		TEST(test_the_preset_stands_below_what_is_named),
		TEST(test_a_port_can_do_without_the_preset),
		TEST(test_max_is_what_the_port_offers),
		TEST(test_what_cannot_be_is_said_with_what_there_is),
		TEST(test_sections_of_no_port_of_the_driver),
		TEST(test_skip_is_looked_for_like_any_setting),
		TEST(test_hash_key_and_table),
		TEST(test_interrupts_follow_their_queues),
		TEST(test_the_order_is_one_that_drivers_allow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
