/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine has and offers, a configuration, and the settings that it becomes. */
#ifndef NICCTL_WISH_SCENE_H
#define NICCTL_WISH_SCENE_H

#include "conf.h"
#include "fake_host.h"
#include "netstate.h"
#include "plan.h"

struct wish_scene {
	struct arena *arena;
	struct host *host;
	struct netstate *now, *limits;
	struct conf conf;	    /* of wish_scene_conf() */
	struct conf_driver profile; /* of wish_scene_profile() */
	struct step_settings wishes;
};

/* Setup and teardown of one test: *state is a struct wish_scene without any device. */
int wish_scene_setup(void **state);
int wish_scene_teardown(void **state);

/* A new device of @state; the names are copied. */
struct net_device *wish_scene_device(struct netstate *state, const char *id,
				     const char *name, const char *port);

/* A setting of the first device of @state. */
void wish_scene_set(struct netstate *state, const char *group, const char *name,
		    const char *value);

/* Reads @text as nicctl.conf, with the name "f". Returns how many mistakes are in it. */
size_t wish_scene_conf(struct wish_scene *scene, const char *text);

/* The wishes of @text, a profile of @driver (borrowed) without mistakes. */
void wish_scene_profile(struct wish_scene *scene, const char *driver, const char *text);

/* The first wish for @name; NULL: there is none. */
const struct step_setting *wish_scene_find(const struct wish_scene *scene,
					   const char *name);

#endif
