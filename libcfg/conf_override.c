/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts values in the place of those of a profile. */
#include "conf_override.h"

#include <errno.h>
#include <string.h>

#define BLANKS " \t"

static bool is_assigned(const struct conf_value *value)
{
	return value->origin && strcmp(value->origin, "default") != 0;
}

static int add_item(const struct conf_override *override, struct conf_value *value,
		    const char *item, struct arena *arena, struct nic_err *err)
{
	if (!item)
		return nic_err_set(err, -ENOMEM, "out of memory");
	if (!override->key->type->is_valid(item))
		return nic_err_set(err, -EINVAL, "%s: '%s' is not %s", override->origin,
				   item, override->key->type->expects);
	if (strv_push(arena, &value->items, item) < 0 ||
	    strv_push(arena, &value->origins, override->origin) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	return 0;
}

static int assign(const struct conf_override *override, struct conf_value *value,
		  bool again, struct arena *arena, struct nic_err *err)
{
	const char *text = override->text;
	int r = 0;

	if (!again || !override->key->is_list || !*text)
		*value = (struct conf_value){0};
	value->origin = override->origin;
	if (!override->key->is_list)
		return *text ? add_item(override, value, text, arena, err) : 0;
	while (r == 0 && *(text += strspn(text, BLANKS))) {
		size_t bytes = strcspn(text, BLANKS);

		r = add_item(override, value, arena_strndup(arena, text, bytes), arena,
			     err);
		text += bytes;
	}
	return r;
}

static bool was_named_before(const struct conf_overrides *overrides, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (overrides->items[k].key == overrides->items[i].key)
			return true;
	}
	return false;
}

int conf_override_apply(const struct conf_overrides *overrides,
			struct conf_driver *profile, struct arena *arena,
			struct nic_err *err)
{
	int r = 0;

	for (size_t i = 0; i < overrides->n && r == 0; i++) {
		const struct conf_override *override = &overrides->items[i];

		r = assign(override, conf_keys_setting(override->key, &profile->settings),
			   was_named_before(overrides, i), arena, err);
		for (size_t p = 0; p < profile->ports.n; p++)
			*conf_keys_setting(override->key,
					   &profile->ports.items[p].settings) =
				(struct conf_value){.origin = "default"};
	}
	return r;
}

static int outdone(const struct conf_override *override, const char *origin,
		   struct nic_err *err)
{
	(void)nic_err_set(err, -EPERM,
			  "%s cannot be saved: %s says '%s', too, and "
			  "counts more than [driver] of the profile",
			  override->origin, origin, override->key->name);
	nic_err_hint(err, "change it there, or take that line out");
	return -EPERM;
}

static bool is_in_file(const char *origin, const char *path)
{
	size_t bytes = strlen(path);

	return strncmp(origin, path, bytes) == 0 && origin[bytes] == ':';
}

int conf_override_may_save(const struct conf_overrides *overrides,
			   const struct conf_driver *profile, struct nic_err *err)
{
	for (size_t i = 0; i < overrides->n; i++) {
		const struct conf_override *override = &overrides->items[i];
		struct conf_driver copy = *profile;
		const struct conf_value *value =
			conf_keys_setting(override->key, &copy.settings);

		if (is_assigned(value) && !is_in_file(value->origin, profile->path))
			return outdone(override, value->origin, err);
		for (size_t p = 0; p < profile->ports.n; p++) {
			value = conf_keys_setting(override->key,
						  &profile->ports.items[p].settings);
			if (is_assigned(value))
				return outdone(override, value->origin, err);
		}
	}
	return 0;
}
