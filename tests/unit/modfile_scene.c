/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modfile_scene.h"

#include <stdlib.h>

#include "test.h"

int modfile_scene_setup(void **state)
{
	struct modfile_scene *scene = calloc(1, sizeof(*scene));

	scene->folder = maker_folder();
	scene->arena = arena_new();
	*state = scene;
	return 0;
}

int modfile_scene_teardown(void **state)
{
	struct modfile_scene *scene = *state;

	maker_remove_folder(scene->folder);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

struct maker *modfile_scene_module(void)
{
	struct maker *maker = maker_new();

	maker_info(maker, "name=ice");
	maker_info(maker, "vermagic=6.1.0 SMP ");
	maker_info(maker, "nicctl_zc=flavour=reload overlay=1 kernel=6.1.192");
	return maker;
}

struct modfile modfile_scene_read(const struct modfile_scene *scene, const char *name)
{
	struct modfile file;
	const char *path = arena_printf(scene->arena, "%s/%s", scene->folder, name);

	assert_int_equal(modfile_read(scene->arena, path, NULL, MAKER_MACHINE, &file), 0);
	assert_string_equal(file.path, path);
	return file;
}

struct modfile modfile_scene_make(const struct modfile_scene *scene, struct maker *maker)
{
	maker_module(scene->folder, "m.ko", maker);
	return modfile_scene_read(scene, "m.ko");
}
