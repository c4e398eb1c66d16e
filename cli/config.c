/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the configuration's folder, and says what is wrong in it. */
#include "config.h"

#include <errno.h>

#include "message.h"
#include "paths.h"

/* Nothing can be below a device file. */
#define NOWHERE "/dev/null/nicctl"

static void tell(const struct conf_problem *problem)
{
	if (problem->line)
		message_error("%s:%u: %s", problem->file, problem->line,
			      problem->message);
	else
		message_error("%s: %s", problem->file, problem->message);
	if (problem->hint)
		message_plain("%s", problem->hint);
}

int config_read_at(const struct conf_place *place, const char *driver,
		   struct arena *arena, struct conf *ret_conf)
{
	int r = conf_read(place, driver, arena, ret_conf);

	if (r == -ENOMEM)
		message_error("out of memory");
	for (size_t i = 0; r == -EINVAL && i < ret_conf->problems.n; i++)
		tell(&ret_conf->problems.items[i]);
	return r;
}

/* Commands without that option use the machine's own files. */
static const char *value_of(const struct args *args, const char *option)
{
	return args_knows(args, option) ? args_value(args, option) : NULL;
}

int config_read(const struct args *args, const char *driver, struct conf *ret_conf)
{
	const char *dir = value_of(args, "config-dir");
	struct conf_place place = {.dir = NICCTL_CONFIG_DIR};

	if (dir && paths_check_folder("--config-dir", dir) < 0)
		return -ENOENT;
	if (dir)
		place = (struct conf_place){.dir = dir, .below = dir};
	else if (value_of(args, "from"))
		place.dir = NOWHERE;
	return config_read_at(&place, driver, args->arena, ret_conf);
}
