/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The comparison of network states finds what differs, in an order that can be carried
 * out; the document holds all of it. */
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netdiff.h"

static struct net_device *add_device(struct netstate *state, const char *id,
				     enum net_role role, const char *kind)
{
	struct net_device *device = ARENA_PUSH(state->arena, &state->devices);

	assert_non_null(device);
	device->id = id;
	device->name = strchr(id, ':') + 1;
	device->role = role;
	device->kind = kind;
	device->is_up = true;
	if (role == NET_CHILD) {
		device->below = "pci:0000:02:00.0";
		device->link_data = "";
	}
	return device;
}

static struct net_object *add_object(struct netstate *state, enum net_kind kind,
				     const char *device)
{
	struct net_object *object = ARENA_PUSH(state->arena, &state->objects);

	assert_non_null(object);
	object->kind = kind;
	object->device = device;
	return object;
}

static void set(struct netstate *state, struct net_device *device, const char *group,
		const char *name, const char *value)
{
	assert_int_equal(netstate_set(state, device, group, name, value), 0);
}

static void field(struct netstate *state, struct net_object *object, const char *name,
		  const char *value)
{
	assert_int_equal(netstate_add_field(state, &object->fields, name, value), 0);
}

static struct net_object *add_address(struct netstate *state, const char *local,
				      const char *prefix, const char *scope)
{
	struct net_object *object = add_object(state, NET_ADDRESS, "pci:0000:02:00.0");

	field(state, object, "family", "2");
	field(state, object, "prefix", prefix);
	field(state, object, "local", local);
	if (scope)
		field(state, object, "scope", scope);
	return object;
}

/* A port in a bond with an address, a VLAN and settings of every group. */
static struct netstate *full_state(void)
{
	struct netstate *state = netstate_new();
	struct net_device *port, *vlan, *bond;

	assert_non_null(state);
	port = add_device(state, "pci:0000:02:00.0", NET_PORT, NULL);
	port->port = "0000:02:00.0";
	port->permanent_mac = "52:54:00:00:00:03";
	port->name = "eth1";
	port->master = "dev:bond0";
	port->master_kind = "bond";
	assert_int_equal(strv_push(state->arena, &port->altnames, "uplink"), 0);
	set(state, port, "irq", "ice-%-TxRx-0", "1");
	set(state, port, "bond-slave", "queue-id", "3");
	set(state, port, "link", "mac", "02:00:00:00:00:01");
	set(state, port, "link", "mtu", "9000");
	set(state, port, "rss-key", "key", "0a0b");
	set(state, port, "rings", "rx", "1024");
	set(state, port, "channels", "combined", "2");
	set(state, port, "sysctl.ipv4.conf", "arp_ignore", "1");
	vlan = add_device(state, "dev:vlan5", NET_CHILD, "vlan");
	set(state, vlan, "link", "mtu", "1500");
	bond = add_device(state, "dev:bond0", NET_MASTER, "bond");
	set(state, bond, "link", "mac", "02:00:00:00:00:01");
	(void)add_address(state, "192.0.2.1", "24", NULL);
	field(state, add_object(state, NET_ROUTE, "pci:0000:02:00.0"), "dst", "10.0.0.0");
	return state;
}

/* The same after the driver came back. */
static struct netstate *bare_state(void)
{
	struct netstate *state = netstate_new();
	struct net_device *port, *bond;

	assert_non_null(state);
	port = add_device(state, "pci:0000:02:00.0", NET_PORT, NULL);
	port->name = "eth7";
	port->is_up = false;
	set(state, port, "irq", "ice-%-TxRx-0", "0");
	set(state, port, "link", "mac", "52:54:00:00:00:03");
	set(state, port, "link", "mtu", "1500");
	set(state, port, "rss-key", "key", "ffff");
	set(state, port, "rings", "rx", "2048");
	set(state, port, "channels", "combined", "8");
	bond = add_device(state, "dev:bond0", NET_MASTER, "bond");
	set(state, bond, "link", "mac", "02:ff:ff:ff:ff:ff");
	return state;
}

struct scene {
	struct netstate *before, *now;
	struct arena *arena;
	struct netdiff diff;
};

static void compare(struct scene *scene)
{
	scene->arena = arena_new();
	assert_non_null(scene->arena);
	assert_int_equal(
		netdiff_make(scene->before, scene->now, scene->arena, &scene->diff), 0);
}

static void end(struct scene *scene)
{
	netstate_free(scene->before);
	netstate_free(scene->now);
	arena_free(scene->arena);
}

/* Where in the order is the difference whose text begins so? */
static size_t place(const struct scene *scene, const char *text)
{
	for (size_t i = 0; i < scene->diff.n; i++) {
		if (strncmp(scene->diff.items[i].text, text, strlen(text)) == 0)
			return i;
	}
	for (size_t i = 0; i < scene->diff.n; i++)
		print_message("%s\n", scene->diff.items[i].text);
	fail_msg("no difference '%s'", text);
	return 0;
}

static void test_same_is_empty(void **state)
{
	struct scene scene = {.before = full_state(), .now = full_state()};

	(void)state;
	compare(&scene);
	assert_int_equal(scene.diff.n, 0);
	end(&scene);
}

static void test_order_of_the_way_back(void **state)
{
	static const char *const order[] = {
		"eth1 is named eth7",
		"eth1: sysctl.ipv4.conf arp_ignore is unset, was 1",
		"eth1: link mtu is 1500, was 9000",
		"eth1: channels combined",
		"eth1: rings rx",
		"eth1: rss-key key",
		"vlan5 (vlan) is missing",
		"eth1 is part of none, was of bond0",
		"eth1: bond-slave queue-id is unset, was 3",
		"eth1: link mac",
		"eth1 is down, was up",
		"eth1: irq ice-%-TxRx-0",
	};
	struct scene scene = {.before = full_state(), .now = bare_state()};
	size_t last = 0;

	(void)state;
	compare(&scene);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(order); i++) {
		assert_true(place(&scene, order[i]) >= last);
		last = place(&scene, order[i]);
	}
	/* a bond gives its members its MAC: its own comes before they join */
	assert_true(place(&scene, "bond0: link mac") < place(&scene, "eth1 is part of"));
	assert_true(place(&scene, "eth1: the alternative name uplink") <
		    place(&scene, "eth1: link mtu"));
	for (size_t i = 0; i < scene.diff.n; i++)
		assert_true(scene.diff.items[i].can_repair);
	assert_int_equal(scene.diff.n, 16);
	end(&scene);
}

static void test_addresses_before_routes(void **state)
{
	struct scene scene = {.before = full_state(), .now = bare_state()};
	size_t n = 0;

	(void)state;
	compare(&scene);
	assert_int_equal(scene.diff.items[scene.diff.n - 2].object->kind, NET_ADDRESS);
	assert_int_equal(scene.diff.items[scene.diff.n - 1].object->kind, NET_ROUTE);
	for (size_t i = 0; i < scene.diff.n; i++)
		n += scene.diff.items[i].change == NET_OBJECT_MISSING;
	assert_int_equal(n, 2);
	end(&scene);
}

static void test_what_cannot_be_repaired(void **state)
{
	struct scene scene = {.before = full_state(), .now = bare_state()};
	struct net_device *device;

	(void)state;
	scene.before->devices.items[1].link_data = NULL; /* of a kind nobody can make */
	scene.before->devices.items[0].master_kind = "openvswitch";
	assert_int_equal(strv_push(scene.before->arena,
				   &scene.before->objects.items[1].unknown,
				   "attribute 99"),
			 0);
	device = add_device(scene.before, "dev:br0", NET_MASTER, "bridge");
	set(scene.before, device, "link", "mac", "02:00:00:00:00:05");
	device = add_device(scene.now, "dev:br0", NET_MASTER, "bridge");
	set(scene.now, device, "link", "mac", "00:00:00:00:00:00");
	compare(&scene);
	assert_false(scene.diff.items[place(&scene, "vlan5 (vlan)")].can_repair);
	assert_false(scene.diff.items[place(&scene, "eth1 is part of")].can_repair);
	assert_false(scene.diff.items[place(&scene, "br0: link mac")].can_repair);
	assert_false(scene.diff.items[scene.diff.n - 1].can_repair);
	end(&scene);
}

static void test_port_that_is_gone(void **state)
{
	struct scene scene = {.before = full_state(), .now = netstate_new()};

	(void)state;
	compare(&scene);
	assert_false(scene.diff.items[place(&scene, "eth1 is missing")].can_repair);
	end(&scene);
}

/* Somebody else's new address stays; one that is there in another form is replaced; the
 * link-local one of a MAC that is not the port's any more goes. */
static void test_extra_addresses(void **state)
{
	struct scene scene = {.before = full_state(), .now = full_state()};

	(void)state;
	(void)add_address(scene.now, "192.0.2.200", "24", NULL);
	(void)add_address(scene.now, "fe80::1", "64", "253");
	field(scene.now, &scene.now->objects.items[0], "scope", "253");
	compare(&scene);
	assert_int_equal(scene.diff.n, 4);
	for (size_t i = 0; i < 3; i++) {
		const struct net_difference *item = &scene.diff.items[i];
		const char *local = netstate_field(&item->object->fields, "local");

		assert_int_equal(item->change, NET_OBJECT_EXTRA);
		assert_int_equal(item->can_repair, strcmp(local, "192.0.2.200") != 0);
	}
	assert_int_equal(scene.diff.items[3].change, NET_OBJECT_MISSING);
	end(&scene);
}

static void test_sysctl_back_to_its_default(void **state)
{
	struct scene scene = {.before = full_state(), .now = full_state()};

	(void)state;
	set(scene.now, &scene.now->devices.items[0], "sysctl.ipv6.conf", "accept_ra",
	    "0");
	set(scene.now, &scene.now->devices.items[0], "flow-rule", "15", "aa");
	set(scene.now, &scene.now->devices.items[0], "queue", "queues/rx-9/rps_cpus",
	    "0");
	compare(&scene);
	assert_int_equal(scene.diff.n, 2); /* a queue more is no setting */
	assert_null(scene.diff.items[0].before);
	assert_string_equal(scene.diff.items[0].text,
			    "eth1: sysctl.ipv6.conf accept_ra is 0, was unset");
	end(&scene);
}

/* Times pass by themselves. */
static void test_lifetimes_are_not_compared(void **state)
{
	struct scene scene = {.before = full_state(), .now = full_state()};

	(void)state;
	assert_int_equal(netstate_add_field(scene.now, &scene.now->objects.items[0].times,
					    "valid-s", "77"),
			 0);
	compare(&scene);
	assert_int_equal(scene.diff.n, 0);
	end(&scene);
}

static void test_document(void **state)
{
	struct scene scene = {.before = full_state()};
	char *text = netstate_to_json(scene.before);
	struct nic_err err = {0};

	(void)state;
	assert_non_null(text);
	assert_int_equal(netstate_read_json(text, strlen(text), &scene.now, &err), 0);
	compare(&scene);
	assert_int_equal(scene.diff.n, 0);
	assert_string_equal(scene.now->devices.items[0].permanent_mac,
			    "52:54:00:00:00:03");
	free(text);
	end(&scene);
}

static void test_bad_documents(void **state)
{
	static const char *const texts[] = {
		"",
		"{}",
		"{\"nicctl_netstate\": 2, \"state\": {}}",
		"{\"nicctl_netstate\": 1}",
		"{\"nicctl_netstate\": 1, \"state\": {\"devices\": [{}]}}",
		"{\"nicctl_netstate\": 1, \"state\": {\"objects\": [{\"kind\": \"x\"}]}}",
	};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(texts); i++) {
		struct netstate *read = NULL;
		struct nic_err err = {0};

		assert_int_equal(
			netstate_read_json(texts[i], strlen(texts[i]), &read, &err),
			-EINVAL);
		assert_null(read);
		assert_true(err.message[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_is_empty),
		cmocka_unit_test(test_order_of_the_way_back),
		cmocka_unit_test(test_addresses_before_routes),
		cmocka_unit_test(test_what_cannot_be_repaired),
		cmocka_unit_test(test_port_that_is_gone),
		cmocka_unit_test(test_extra_addresses),
		cmocka_unit_test(test_sysctl_back_to_its_default),
		cmocka_unit_test(test_lifetimes_are_not_compared),
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_bad_documents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
