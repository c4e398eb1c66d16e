/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wish_scene.h"

#include <stdlib.h>

#include "conf_file.h"
#include "test.h"
#include "wish.h"

int wish_scene_setup(void **state)
{
	struct wish_scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->arena = arena_new();
	scene->host = fake_host();
	scene->now = netstate_new();
	scene->limits = netstate_new();
	*state = scene;
	return 0;
}

int wish_scene_teardown(void **state)
{
	struct wish_scene *scene = *state;

	host_free(scene->host);
	netstate_free(scene->now);
	netstate_free(scene->limits);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

struct net_device *wish_scene_device(struct netstate *state, const char *id,
				     const char *name, const char *port)
{
	struct net_device *device = ARENA_PUSH(state->arena, &state->devices);

	assert_non_null(device);
	device->id = arena_strdup(state->arena, id);
	device->name = arena_strdup(state->arena, name);
	device->port = arena_strdup(state->arena, port);
	return device;
}

void wish_scene_set(struct netstate *state, const char *group, const char *name,
		    const char *value)
{
	assert_int_equal(
		netstate_set(state, &state->devices.items[0], group, name, value), 0);
}

size_t wish_scene_conf(struct wish_scene *scene, const char *text)
{
	struct conf_problems *problems = &scene->conf.problems;
	struct conf_file file = {"f", CONF_MAIN, &scene->conf, problems, scene->arena};

	scene->conf = (struct conf){0};
	assert_int_equal(conf_file_parse(&file, text, strlen(text)), 0);
	return problems->n;
}

void wish_scene_profile(struct wish_scene *scene, const char *driver, const char *text)
{
	struct conf_problems problems = {0};
	struct conf_file file = {"f", CONF_DRIVER, &scene->profile, &problems,
				 scene->arena};
	struct wish_input input = {&scene->profile, scene->host, scene->now,
				   scene->limits};

	scene->profile = (struct conf_driver){.name = driver};
	assert_int_equal(conf_file_parse(&file, text, strlen(text)), 0);
	assert_int_equal(problems.n, 0);
	assert_int_equal(wish_make(&input, scene->arena, &scene->wishes), 0);
}

const struct step_setting *wish_scene_find(const struct wish_scene *scene,
					   const char *name)
{
	for (size_t i = 0; i < scene->wishes.n; i++) {
		if (strcmp(scene->wishes.items[i].name, name) == 0)
			return &scene->wishes.items[i];
	}
	return NULL;
}
