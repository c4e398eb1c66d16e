/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is the driver that the profile names the one that is loaded? */
#include <string.h>

#include "change.h"
#include "settings.h"

const char *settings_source(struct args *args, const struct conf *conf,
			    const struct conf_driver *profile)
{
	struct change change = {
		.args = args,
		.conf = *conf,
		.is_dry_run = true,
		.is_silent = true,
		.request = {.driver = profile->name,
			    .strategy = STRATEGY_RELOAD,
			    .if_changed = true,
			    .protect = conf->protect_ports.items,
			    .protect_origins = conf->protect_ports.origins,
			    .admin_tcp_ports = conf->admin_tcp_ports.items},
	};
	enum exit_code code;

	if (strcmp(profile->source.origin, "default") == 0)
		return NULL;
	code = change_show(&change);
	if (code == EXIT_CODE_DONE)
		return change.was_unchanged ? "unchanged" : "would be replaced";
	return code == EXIT_CODE_REFUSED ? "refused" : "failed";
}
