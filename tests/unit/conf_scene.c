/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "conf_scene.h"

#include "test.h"

int conf_scene_setup(void **state)
{
	return folder_setup(state, sizeof(struct conf_scene));
}

int conf_scene_read(struct conf_scene *scene, const char *driver)
{
	struct conf_place place = {scene->folder.dir, scene->folder.dir};

	return conf_read(&place, driver, scene->folder.arena, &scene->conf);
}

void conf_scene_items(const struct conf_value *value, const char *expected)
{
	char text[512] = "";

	assert_int_equal(value->items.n, value->origins.n);
	for (size_t i = 0; i < value->items.n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, value->items.items[i]);
	}
	assert_string_equal(text, expected);
}
