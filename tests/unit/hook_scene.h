/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder of hooks, and what came of running them. */
#ifndef NICCTL_HOOK_SCENE_H
#define NICCTL_HOOK_SCENE_H

#include "hooks.h"

#define DIR "/hooks" /* in a root of the test's own: private_root.h */
#define SH "#!/bin/sh\n"

struct hook_scene {
	struct arena *arena;
	struct hook_list hooks;
	struct hook_results results;
	struct strv output; /* "path: line" */
	struct nic_err err;
};

/* Setup and teardown of one test: *state is a struct hook_scene with an empty DIR. */
int hook_scene_setup(void **state);
int hook_scene_teardown(void **state);

/* Finds the hooks of @driver; fails the test when that fails. */
void hook_scene_list(struct hook_scene *scene, const char *driver);

/* Runs the hooks of ice. Returns what hooks_run() does. */
int hook_scene_run(struct hook_scene *scene, enum hook_kind kind, int timeout_ms);

/* Writes @text as the only post hook and runs it. */
const struct hook_result *hook_scene_run_one(struct hook_scene *scene, const char *text,
					     int timeout_ms);

#endif
