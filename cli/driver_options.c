/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads, checks and saves the settings on a command line. */
#include "driver_options.h"

#include <errno.h>
#include <string.h>

#include "conf_save.h"
#include "message.h"
#include "text.h"

static int add(const struct args *args, struct conf_overrides *overrides,
	       const struct conf_key *key, const char *text, const char *origin)
{
	struct conf_override *slot = ARENA_PUSH(args->arena, overrides);

	if (!slot || !origin)
		return args_usage(args, "out of memory");
	*slot = (struct conf_override){key, text, origin};
	return 0;
}

static int add_named(const struct args *args, struct conf_overrides *overrides,
		     const char *option)
{
	const char *text = args_value(args, option);

	return !text ? 0
		     : add(args, overrides, conf_keys_find_setting(option), text,
			   arena_printf(args->arena, "--%s", option));
}

static int add_setting(const struct args *args, struct conf_overrides *overrides,
		       const char *assignment)
{
	size_t bytes = strcspn(assignment, "=");
	const char *name = arena_strndup(args->arena, assignment, bytes);
	const struct conf_key *key = name ? conf_keys_find_setting(name) : NULL;
	const char *near = name ? conf_keys_near_setting(name) : NULL;

	if (!assignment[bytes])
		return args_usage(args, "--set: '%s' is not of the form KEY=VALUE",
				  assignment);
	if (!key)
		return args_usage(args, "--set: there is no setting '%s'%s%s%s", name,
				  near ? ", did you mean '" : "", near ? near : "",
				  near ? "'?" : "");
	return add(args, overrides, key, assignment + bytes + 1,
		   arena_printf(args->arena, "--set %s", key->name));
}

/* A value that cannot be is wrong usage, whatever the machine is like. */
static int check(const struct args *args, const struct conf_overrides *overrides)
{
	struct conf_driver scratch = {0};
	struct nic_err err = {0};

	if (conf_override_apply(overrides, &scratch, args->arena, &err) < 0)
		return args_usage(args, "%s", err.message);
	return 0;
}

int driver_options_read(const struct args *args, struct conf_overrides *ret)
{
	const struct strv *assignments = args_values(args, "set");
	struct conf_overrides overrides = {0};

	if (add_named(args, &overrides, "rss") < 0 ||
	    add_named(args, &overrides, "preset") < 0)
		return -EINVAL;
	for (size_t i = 0; i < assignments->n; i++) {
		if (add_setting(args, &overrides, assignments->items[i]) < 0)
			return -EINVAL;
	}
	if (!overrides.n && args_has(args, "save"))
		return args_usage(args, "--save needs --rss, --preset or --set");
	if (overrides.n && args_value(args, "from"))
		return args_usage(args,
				  "%s and --from exclude each other: a snapshot "
				  "does not hold settings of ports",
				  overrides.items[0].origin);
	if (check(args, &overrides) < 0)
		return -EINVAL;
	*ret = overrides;
	return 0;
}

static int check_save(const struct args *args, const struct conf_overrides *overrides,
		      const struct conf_driver *profile, struct nic_err *err)
{
	const char *text;
	int r;

	if (!args_has(args, "save"))
		return 0;
	r = conf_override_may_save(overrides, profile, err);
	return r < 0 ? r
		     : conf_save_make(overrides, profile->path, args->arena, &text, err);
}

/* The sections of ports are written to as well: they are the copy's own. */
static int copy_profile(const struct args *args, const struct conf_driver *profile,
			struct conf_driver *ret)
{
	*ret = *profile;
	ret->ports.items = NULL;
	ret->ports.n = 0;
	for (size_t i = 0; i < profile->ports.n; i++) {
		struct conf_port *slot = ARENA_PUSH(args->arena, &ret->ports);

		if (!slot)
			return -ENOMEM;
		*slot = profile->ports.items[i];
	}
	return 0;
}

int driver_options_apply(const struct args *args, const struct conf_overrides *overrides,
			 const struct conf_driver *profile, struct conf_driver *ret)
{
	struct nic_err err = {0};
	int r = check_save(args, overrides, profile, &err);

	if (r == 0 && copy_profile(args, profile, ret) < 0)
		r = nic_err_set(&err, -ENOMEM, "out of memory");
	if (r == 0)
		r = conf_override_apply(overrides, ret, args->arena, &err);
	if (r < 0)
		message_nic_err(&err);
	return r;
}

int driver_options_save(const struct args *args, const struct conf_overrides *overrides,
			const struct conf_driver *profile, bool is_silent)
{
	struct text text = text_on(stdout);
	struct nic_err err = {0};
	bool is_changed = false;

	if (conf_save_write(overrides, profile->path, args->arena, &is_changed, &err) <
	    0) {
		message_nic_err(&err);
		message_plain("what was done is kept, and not saved");
		return -EIO;
	}
	if (!is_silent)
		text_put(&text, TEXT_GOOD, "saved: ", "%s%s", profile->path,
			 is_changed ? "" : " said so already");
	return 0;
}
