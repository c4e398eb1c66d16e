/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine on which a driver and the settings of its port are changed. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "temp_dir.h"
#include "together_scene.h"

const struct together_setting together_table[TOGETHER_SETTINGS] = {
	{"rings", "rx", "256", "512", "4096"},
	{"features", "rx-gro", "1", "1", "0"},
	{"link", "mtu", "3000", "1500", "9000"},
};

struct together together;

static bool is_loaded(void)
{
	return fake_machine_find(&together.scene->machine, "ice") != NULL;
}

/* Counted over everything that asks or changes the machine. */
static int disturb(struct fake_machine *machine, enum fake_op op, unsigned int call)
{
	(void)machine;
	(void)op;
	(void)call;
	together.operations++;
	if (together.operations == together.kill_at)
		(void)raise(SIGKILL);
	return together.operations == together.fail_at ? -EIO : 0;
}

static int capture(void *ctx, const struct strv *ports, const struct netstate *again,
		   struct netstate **ret_state, struct nic_err *err)
{
	struct netstate *state;
	struct net_device *device;

	(void)ctx;
	(void)again;
	if (disturb(NULL, FAKE_NET_CAPTURE, 0) < 0)
		return nic_err_set(err, -EIO, "capture failed");
	state = netstate_new();
	assert_non_null(state);
	*ret_state = state;
	if (!is_loaded())
		return 0;
	device = ARENA_PUSH(state->arena, &state->devices);
	device->id = "pci:port";
	device->name = "ens1f0";
	device->port = arena_strdup(state->arena, ports->items[0]);
	for (size_t i = 0; i < TOGETHER_SETTINGS; i++)
		(void)netstate_set(state, device, together_table[i].group,
				   together_table[i].name, together.scene->values[i]);
	return 0;
}

static int repair(void *ctx, const struct netstate *was,
		  const struct net_difference *difference, struct nic_err *err)
{
	(void)ctx;
	(void)was;
	if (!is_loaded())
		return nic_err_set(err, -ENODEV, "there is no such device");
	if (disturb(NULL, FAKE_NET_REPAIR, 0) < 0 ||
	    ++together.scene->n_repairs == together.scene->fail_repair)
		return nic_err_set(err, -EINVAL, "refused");
	for (size_t i = 0; i < TOGETHER_SETTINGS; i++) {
		if (strcmp(difference->group, together_table[i].group) == 0 &&
		    strcmp(difference->name, together_table[i].name) == 0 &&
		    (int)i != together.scene->untaken)
			(void)snprintf(together.scene->values[i],
				       sizeof(together.scene->values[i]), "%s",
				       difference->before);
	}
	return 0;
}

/* The ports go with their driver, and what they were set to. */
static int remove_module(void *ctx, const char *module, struct nic_err *err)
{
	int r = together.scene->remove(ctx, module, err);

	for (size_t i = 0; r == 0 && strcmp(module, "ice") == 0 && i < TOGETHER_SETTINGS;
	     i++)
		(void)snprintf(together.scene->values[i],
			       sizeof(together.scene->values[i]), "%s",
			       together_table[i].fresh);
	return r;
}

const char *together_port(const char *netdev)
{
	for (size_t i = 0; i < together.facts->netdevs.n; i++) {
		if (strcmp(together.facts->netdevs.items[i].name, netdev) == 0)
			return together.facts->netdevs.items[i].port;
	}
	return NULL;
}

static void add_setting(size_t i)
{
	struct step_setting *setting =
		ARENA_PUSH(together.arena, &together.request.settings);

	*setting = (struct step_setting){
		.port = together_port("ens1f0"),
		.device = "pci:port",
		.netdev = "ens1f0",
		.group = together_table[i].group,
		.name = together_table[i].name,
		.value = together_table[i].wanted,
		.before = together_table[i].before,
		.key = together_table[i].name,
		.origin = "--set",
	};
}

void together_make_plan(void)
{
	struct nic_err err;

	plan_freep(&together.plan);
	if (plan_make(together.facts, &together.request, &together.plan, &err) < 0)
		fail_msg("%s", err.message);
}

static struct host *make_world(void)
{
	struct host *world = fake_incident("6.12");

	world->kernel.boot_id = "boot-1";
	fake_param(world, "ice", "debug", "int", "1");
	fake_param(world, "irdma", "limits", "int", "3");
	(void)fake_rebuild(world, "ice", TOGETHER_REPLACEMENT);
	return world;
}

void together_begin(void)
{
	together.scene = mmap(NULL, sizeof(*together.scene), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(together.scene != MAP_FAILED);
	fake_machine_init(&together.scene->machine, make_world());
	together.scene->remove = together.scene->machine.ops.remove;
	together.scene->machine.ops.remove = remove_module;
	together.scene->machine.ops.net_capture = capture;
	together.scene->machine.ops.net_repair = repair;
	together.scene->untaken = -1;
	for (size_t i = 0; i < TOGETHER_SETTINGS; i++)
		(void)snprintf(together.scene->values[i],
			       sizeof(together.scene->values[i]), "%s",
			       together_table[i].before);
	together.operations = together.kill_at = together.fail_at = 0;
	together.temp = temp_dir_make();
	together.arena = arena_new();
	together.facts = fake_machine_facts(&together.scene->machine, false);
	together.request = (struct request){
		.driver = "ice", .replacement = TOGETHER_REPLACEMENT, .if_changed = true};
	for (size_t i = 0; i < TOGETHER_SETTINGS; i++)
		add_setting(i);
	together_make_plan();
	together.before = together.scene->machine;
	together.scene->machine.disturb = disturb;
}

void together_end(void)
{
	plan_freep(&together.plan);
	host_freep(&together.facts);
	arena_free(together.arena);
	fake_machine_clear(&together.scene->machine);
	assert_int_equal(munmap(together.scene, sizeof(*together.scene)), 0);
	temp_dir_remove(together.temp);
}

struct transaction_options together_options(void)
{
	return (struct transaction_options){.state_dir = together.temp,
					    .hooks_dir = "/nonexistent/nicctl.d",
					    .verify_timeout_ms = 1000,
					    .restore = RESTORE_ALWAYS,
					    .restore_timeout_ms = 1000,
					    .hook_timeout_ms = 1000};
}

struct transaction_result *together_run(void)
{
	struct transaction_options own = together_options();
	struct transaction_result *result =
		transaction_run(&together.scene->machine.ops, together.facts,
				&together.request, together.plan, &own);

	assert_non_null(result);
	return result;
}

bool together_all_are(bool wanted)
{
	for (size_t i = 0; i < TOGETHER_SETTINGS; i++) {
		if (strcmp(together.scene->values[i],
			   wanted ? together_table[i].wanted
				  : together_table[i].before) != 0)
			return false;
	}
	return true;
}

bool together_is_after(void)
{
	const struct fake_loaded *ice =
		fake_machine_find(&together.scene->machine, "ice");

	return ice && strcmp(ice->file->path, TOGETHER_REPLACEMENT) == 0 &&
	       fake_machine_find(&together.scene->machine, "irdma") &&
	       together_all_are(true);
}

bool together_is_before(void)
{
	return !*fake_machine_compare(&together.before, &together.scene->machine,
				      &together.plan->removed) &&
	       together_all_are(false);
}
