/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings_scene.h"

#include <errno.h>

#include "temp_dir.h"
#include "test.h"

static char *temp;
static unsigned int run_number;

int settings_scene_make_temp(void **state)
{
	(void)state;
	temp = temp_dir_make();
	return 0;
}

int settings_scene_remove_temp(void **state)
{
	(void)state;
	temp_dir_remove(temp);
	return 0;
}

static int capture(void *ctx, const struct strv *ports, const struct netstate *again,
		   struct netstate **ret_state, struct nic_err *err)
{
	struct settings_scene *scene = ctx;
	struct netstate *state;
	struct net_device *device;

	(void)again;
	if (++scene->n_captures == scene->fail_capture)
		return nic_err_set(err, -EIO, "capture failed");
	state = netstate_new();
	assert_non_null(state);
	device = ARENA_PUSH(state->arena, &state->devices);
	device->id = "pci:port";
	device->name = "ens1f0";
	device->port = arena_strdup(state->arena, ports->items[0]);
	for (size_t i = 0; i < scene->n; i++)
		(void)netstate_set(state, device, scene->rows[i].group,
				   scene->rows[i].name, scene->values[i]);
	*ret_state = state;
	return 0;
}

void settings_scene_take(struct settings_scene *scene,
			 const struct net_difference *difference)
{
	for (size_t i = 0; i < scene->n; i++) {
		if (strcmp(difference->group, scene->rows[i].group) == 0 &&
		    strcmp(difference->name, scene->rows[i].name) == 0 &&
		    (int)i != scene->untaken)
			(void)snprintf(scene->values[i], sizeof(scene->values[i]), "%s",
				       difference->before);
	}
}

static int repair(void *ctx, const struct netstate *before,
		  const struct net_difference *difference, struct nic_err *err)
{
	struct settings_scene *scene = ctx;

	(void)before;
	scene->n_repairs++;
	if (scene->n_repairs == scene->fail_repair ||
	    (scene->stays_broken && scene->n_repairs > scene->fail_repair))
		return nic_err_set(err, -EINVAL, "refused");
	settings_scene_take(scene, difference);
	return 0;
}

static void add_setting(struct settings_scene *scene, size_t i)
{
	const struct settings_row *row = &scene->rows[i];
	struct step_setting *setting = ARENA_PUSH(scene->arena, &scene->request.settings);

	*setting = (struct step_setting){
		.port = scene->port,
		.device = "pci:port",
		.netdev = "ens1f0",
		.group = row->group,
		.name = row->name,
		.value = row->wanted,
		.before = row->before,
		.key = row->name,
	};
	(void)snprintf(scene->values[i], sizeof(scene->values[i]), "%s", row->before);
}

static void find_port(struct settings_scene *scene)
{
	for (size_t i = 0; i < scene->facts->netdevs.n; i++) {
		const struct netdev *netdev = &scene->facts->netdevs.items[i];

		if (strcmp(netdev->name, "ens1f0") != 0)
			continue;
		scene->port = netdev->port;
		scene->ifindex = netdev->ifindex;
	}
	assert_non_null(scene->port);
}

void settings_scene_plan(struct settings_scene *scene)
{
	struct nic_err err;

	plan_freep(&scene->plan);
	assert_int_equal(plan_make(scene->facts, &scene->request, &scene->plan, &err), 0);
}

void settings_scene_begin(struct settings_scene *scene, const struct settings_row *rows,
			  size_t n)
{
	assert_true(n <= SETTINGS_MOST);
	memset(scene, 0, sizeof(*scene));
	scene->rows = rows;
	scene->n = n;
	scene->untaken = -1;
	fake_machine_init(&scene->machine, fake_incident("6.1"));
	scene->machine.ops.net_capture = capture;
	scene->machine.ops.net_repair = repair;
	scene->arena = arena_new();
	scene->facts = fake_machine_facts(&scene->machine, false);
	find_port(scene);
	scene->request.driver = "ice";
	scene->request.strategy = STRATEGY_SETTINGS;
	for (size_t i = 0; i < n; i++)
		add_setting(scene, i);
	settings_scene_plan(scene);
	(void)snprintf(scene->state_dir, sizeof(scene->state_dir), "%s/%u", temp,
		       run_number++);
	scene->options = (struct transaction_options){.state_dir = scene->state_dir,
						      .verify_timeout_ms = 1000,
						      .restore = RESTORE_ALWAYS,
						      .restore_timeout_ms = 1000};
}

void settings_scene_run(struct settings_scene *scene)
{
	scene->result = transaction_run(&scene->machine.ops, scene->facts,
					&scene->request, scene->plan, &scene->options);
	assert_non_null(scene->result);
}

void settings_scene_end(struct settings_scene *scene)
{
	transaction_result_freep(&scene->result);
	plan_freep(&scene->plan);
	host_freep(&scene->facts);
	arena_free(scene->arena);
	fake_machine_clear(&scene->machine);
}
