/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder with a module file in it that the test makes. */
#ifndef NICCTL_MODFILE_SCENE_H
#define NICCTL_MODFILE_SCENE_H

#include "modfile.h"
#include "test_kmod_maker.h"

struct modfile_scene {
	char *folder;
	struct arena *arena;
};

/* Setup and teardown of one test: *state is a struct modfile_scene. */
int modfile_scene_setup(void **state);
int modfile_scene_teardown(void **state);

/* A module in the making that has a name, a vermagic and a note of nicctl's. */
struct maker *modfile_scene_module(void);

/* Reads the file @name of the folder; what it has lives as long as the scene. */
struct modfile modfile_scene_read(const struct modfile_scene *scene, const char *name);

/* Writes the module, frees the maker and reads the file. */
struct modfile modfile_scene_make(const struct modfile_scene *scene, struct maker *maker);

#endif
