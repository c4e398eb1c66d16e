/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hook_scene.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "temp_dir.h"
#include "test.h"

int hook_scene_setup(void **state)
{
	struct hook_scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	scene->arena = arena_new();
	*state = scene;
	return mkdir(DIR, 0755);
}

static int remove_hooks(void)
{
	char *path = strdup(DIR);

	temp_dir_remove(path);
	return 0;
}

int hook_scene_teardown(void **state)
{
	struct hook_scene *scene = *state;

	arena_free(scene->arena);
	free(scene);
	return remove_hooks();
}

void hook_scene_list(struct hook_scene *scene, const char *driver)
{
	if (hooks_list(DIR, driver, scene->arena, &scene->hooks, &scene->err) < 0)
		fail_msg("%s", scene->err.message);
}

static void keep_line(void *ctx, const char *path, const char *line)
{
	struct hook_scene *scene = ctx;

	(void)strv_push(scene->arena, &scene->output,
			arena_printf(scene->arena, "%s: %s", path, line));
}

int hook_scene_run(struct hook_scene *scene, enum hook_kind kind, int timeout_ms)
{
	struct hook_env env = {.driver = "ice", .ports = "0000:5e:00.0 0000:5e:00.1"};

	hook_scene_list(scene, "ice");
	return hooks_run(&scene->hooks, kind, &env, timeout_ms, keep_line, scene,
			 scene->arena, &scene->results, &scene->err);
}

const struct hook_result *hook_scene_run_one(struct hook_scene *scene, const char *text,
					     int timeout_ms)
{
	temp_file(DIR, "1.post", 0755, text);
	(void)hook_scene_run(scene, HOOK_POST, timeout_ms);
	assert_int_equal(scene->results.n, 1);
	return &scene->results.items[0];
}
