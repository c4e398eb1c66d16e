/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network devices of virtual functions come some time after the functions: how long
 * they are waited for, and that they get their settings then. And a port of an Open
 * vSwitch bridge, which only a daemon puts back. */
#include "test.h"

#include <errno.h>
#include <string.h>

#include "netrestore.h"

#define PF "0000:5e:00.0"
#define VF "0000:5e:01.0"

/* A port with one function, whose device comes after @late_ms; on that stands a VLAN. */
struct machine {
	int64_t now_us;
	int64_t functions_us; /* when they were made; 0: not yet */
	int late_ms;
	bool has_vlan;
	const char *mtu; /* of the function's device */
	const char *alias;
	const char *vf_driver; /* NULL: the function has not come back */
	uint32_t captures;
};

static struct net_device *add_device(struct netstate *state, const char *port,
				     const char *name)
{
	struct net_device *device = ARENA_PUSH(state->arena, &state->devices);

	assert_non_null(device);
	device->id = arena_printf(state->arena, "pci:%s", port);
	device->name = name;
	device->role = NET_PORT;
	device->port = port;
	return device;
}

static void set(struct netstate *state, struct net_device *device, const char *group,
		const char *name, const char *value)
{
	assert_int_equal(netstate_set(state, device, group, name, value), 0);
}

static struct netstate *make_state(const char *number, const char *driver,
				   const char *mtu, const char *alias, bool has_vlan)
{
	struct netstate *state = netstate_new();
	struct net_device *pf, *vf, *vlan;

	assert_non_null(state);
	pf = add_device(state, PF, "eth0");
	set(state, pf, "vfs", "number", number);
	if (driver)
		set(state, pf, "vf-driver", "0", driver);
	if (!mtu)
		return state;
	vf = add_device(state, VF, "eth1");
	vf->physfn = PF;
	set(state, vf, "link", "mtu", mtu);
	set(state, vf, "link", "alias", alias);
	if (!has_vlan)
		return state;
	vlan = add_device(state, NULL, "vlan8");
	vlan->id = "vlan8";
	vlan->role = NET_CHILD;
	vlan->kind = "vlan";
	vlan->below = "pci:" VF;
	vlan->link_data = "";
	return state;
}

static bool has_device(const struct machine *machine)
{
	return machine->functions_us &&
	       machine->now_us >=
		       machine->functions_us + (int64_t)machine->late_ms * 1000;
}

static int capture(void *ctx, const struct strv *ports, const struct netstate *again,
		   struct netstate **ret_state, struct nic_err *err)
{
	struct machine *machine = ctx;
	bool is_there = has_device(machine);

	(void)ports;
	(void)again;
	(void)err;
	machine->captures++;
	*ret_state = make_state(machine->functions_us ? "1" : "0",
				machine->functions_us ? machine->vf_driver : NULL,
				is_there ? machine->mtu : NULL, machine->alias,
				is_there && machine->has_vlan);
	return 0;
}

static int repair(void *ctx, const struct netstate *before,
		  const struct net_difference *difference, struct nic_err *err)
{
	struct machine *machine = ctx;
	const char *name = difference->name ? difference->name : "";

	(void)before;
	machine->now_us += 10000;
	if (strcmp(name, "number") == 0)
		machine->functions_us = machine->now_us;
	else if (strcmp(name, "mtu") == 0)
		machine->mtu = "1400";
	else if (strcmp(name, "alias") == 0)
		machine->alias = "guests";
	else if (difference->change == NET_DEVICE_MISSING && has_device(machine))
		machine->has_vlan = true;
	else
		return nic_err_set(err, -ENODEV, "no");
	return 0;
}

static int wait(void *ctx, int timeout_ms, struct nic_err *err)
{
	(void)err;
	((struct machine *)ctx)->now_us += (int64_t)timeout_ms * 1000;
	return -ETIMEDOUT;
}

static int64_t now(void *ctx)
{
	return ((struct machine *)ctx)->now_us;
}

/* Returns how many differences are left, and the time that it took. */
static size_t restore_to(const struct netstate *before, struct machine *machine,
			 int (*look)(void *ctx, const struct strv *ports,
				     const struct netstate *again,
				     struct netstate **ret_state, struct nic_err *err),
			 int timeout_ms, int64_t *ret_ms)
{
	struct sys_ops ops = {.ctx = machine,
			      .net_capture = look,
			      .net_repair = repair,
			      .watch_wait = wait,
			      .now_us = now};
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct strv ports = {0};
	struct netrestore_request request = {.ports = &ports,
					     .before = before,
					     .mode = RESTORE_ALWAYS,
					     .timeout_ms = timeout_ms};
	struct netrestore_result result;
	struct nic_err err = {0};

	assert_non_null(arena);
	assert_int_equal(netrestore_run(&ops, &request, arena, &result, &err), 0);
	*ret_ms = machine->now_us / 1000;
	return result.differences.n;
}

static size_t restore(struct machine *machine, int timeout_ms, int64_t *ret_ms)
{
	NIC_CLEANUP(netstate_freep)
	struct netstate *before = make_state("1", "iavf", "1400", "guests", true);

	return restore_to(before, machine, capture, timeout_ms, ret_ms);
}

static void late_device(void **state)
{
	struct machine machine = {
		.late_ms = 3000, .mtu = "1500", .alias = "", .vf_driver = "iavf"};
	int64_t ms;

	(void)state;
	assert_int_equal(restore(&machine, 10000, &ms), 0);
	assert_string_equal(machine.mtu, "1400");
	assert_in_range(ms, 3000, 5000);
}

/* The device may come between any two looks, and brings more differences than there were.
 */
static void device_at_any_time(void **state)
{
	(void)state;
	for (int late_ms = 0; late_ms < 1500; late_ms += 5) {
		struct machine machine = {.late_ms = late_ms,
					  .mtu = "1500",
					  .alias = "",
					  .vf_driver = "iavf"};
		int64_t ms;

		if (restore(&machine, 10000, &ms) || !machine.has_vlan)
			fail_msg("the device came after %d ms: not as it was", late_ms);
	}
}

static void no_device(void **state)
{
	struct machine machine = {
		.late_ms = 60000, .mtu = "1500", .alias = "", .vf_driver = "iavf"};
	int64_t ms;

	(void)state;
	assert_int_equal(restore(&machine, 2000, &ms), 2);
	assert_in_range(ms, 2000, 3000);
}

/* Without functions there is nothing to wait for. */
static void no_function(void **state)
{
	struct machine machine = {.late_ms = 60000, .mtu = "1500"};
	int64_t ms;

	(void)state;
	assert_int_equal(restore(&machine, 60000, &ms), 3);
	assert_in_range(ms, 0, 2000);
}

static struct netstate *make_member(const char *master, bool is_lost)
{
	struct netstate *state = netstate_new();
	struct net_device *port;

	assert_non_null(state);
	port = add_device(state, PF, "eth0");
	port->master = master;
	port->master_kind = master ? "openvswitch" : NULL;
	port->master_is_lost = is_lost;
	return state;
}

/* The daemon, if there is one, takes the port back after @late_ms. */
static int capture_member(void *ctx, const struct strv *ports,
			  const struct netstate *again, struct netstate **ret_state,
			  struct nic_err *err)
{
	const struct machine *machine = ctx;
	bool is_back = machine->now_us >= (int64_t)machine->late_ms * 1000;

	(void)ports;
	(void)again;
	(void)err;
	*ret_state = make_member(is_back ? "dev:ovs-system" : NULL, false);
	return 0;
}

static size_t restore_member(int late_ms, bool is_lost, int64_t *ret_ms)
{
	struct machine machine = {.late_ms = late_ms};
	NIC_CLEANUP(netstate_freep)
	struct netstate *before = make_member("dev:ovs-system", is_lost);

	return restore_to(before, &machine, capture_member, 30000, ret_ms);
}

/* A daemon that runs is waited for, one that does not is not: the loss was accepted. */
static void member_of_open_vswitch(void **state)
{
	int64_t ms;

	(void)state;
	assert_int_equal(restore_member(3000, false, &ms), 0);
	assert_in_range(ms, 3000, 5000);
	assert_int_equal(restore_member(60000, false, &ms), 1);
	assert_in_range(ms, 30000, 31000);
	assert_int_equal(restore_member(60000, true, &ms), 1);
	assert_in_range(ms, 0, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(late_device),
		cmocka_unit_test(device_at_any_time),
		cmocka_unit_test(no_device),
		cmocka_unit_test(no_function),
		cmocka_unit_test(member_of_open_vswitch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
