/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fake machine then and now. */
#include "fake_machine.h"

#include <stdio.h>
#include <string.h>

static char differences[1024];

static void differ(const char *name, const char *what)
{
	size_t used = strlen(differences);

	snprintf(differences + used, sizeof(differences) - used, "%s%s %s",
		 used ? ", " : "", name, what);
}

static void compare_params(struct fake_machine *then, struct fake_machine *now,
			   const struct fake_loaded *was, const struct fake_loaded *is)
{
	struct host *scratch = host_new();

	for (size_t i = 0; i < was->file->params.n; i++) {
		const char *name = was->file->params.items[i].name;

		if (strcmp(fake_param_value(scratch, was, name),
			   fake_param_value(scratch, is, name)) != 0)
			differ(was->name, "has another parameter");
		else if (now->lost_param && !then->lost_param &&
			 strcmp(now->lost_param, name) == 0)
			differ(was->name, "shows another parameter");
	}
	host_free(scratch);
}

static void compare_modules(struct fake_machine *then, struct fake_machine *now,
			    const struct strv *reloaded)
{
	for (size_t i = 0; i < then->n; i++) {
		const struct fake_loaded *was = &then->loaded[i];
		const struct fake_loaded *is = fake_machine_find(now, was->name);

		if (!is) {
			differ(was->name, "is gone");
			continue;
		}
		if (is->file != was->file)
			differ(was->name, "is another file");
		if (is->instance != was->instance &&
		    !(reloaded && strv_has(reloaded, was->name)))
			differ(was->name, "is another instance");
		compare_params(then, now, was, is);
	}
	for (size_t i = 0; i < now->n; i++) {
		if (!fake_machine_find(then, now->loaded[i].name))
			differ(now->loaded[i].name, "is new");
	}
}

const char *fake_machine_compare(struct fake_machine *then, struct fake_machine *now,
				 const struct strv *reloaded)
{
	differences[0] = '\0';
	compare_modules(then, now, reloaded);
	for (size_t i = 0; i < then->world->ports.n; i++) {
		const char *address = then->world->ports.items[i].address;

		if (fake_port_is_there(then, address) &&
		    !fake_port_is_there(now, address))
			differ(address, "is gone");
	}
	return differences;
}
