/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of configuration files, and what was read out of it. */
#ifndef NICCTL_CONF_SCENE_H
#define NICCTL_CONF_SCENE_H

#include "conf.h"
#include "folder.h"

struct conf_scene {
	struct folder folder;
	struct conf conf;
};

/* Setup of one test: *state is a struct conf_scene. Its teardown is folder_teardown(). */
int conf_scene_setup(void **state);

/* Reads the folder for @driver (NULL: for all). Returns what conf_read() does. */
int conf_scene_read(struct conf_scene *scene, const char *driver);

/* Fails the test unless the items of the list are @expected, with blanks in between. */
void conf_scene_items(const struct conf_value *value, const char *expected);

#endif
