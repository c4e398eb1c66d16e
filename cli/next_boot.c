/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The driver, its parameters and the settings of its ports are kept, or lost, each by
 * itself. */
#include "next_boot.h"

#include <string.h>

#define ENABLE "systemctl enable nicctl.service"

struct judging {
	const struct next_boot_input *input;
	struct arena *arena;
	struct next_boot *next;
};

static void add(const struct judging *judging, const char *what, bool is_kept,
		const char *why, const char *remedy)
{
	struct next_boot_part *slot = ARENA_PUSH(judging->arena, &judging->next->parts);

	if (slot)
		*slot = (struct next_boot_part){what, is_kept, why, remedy};
}

/* How a profile names the file. */
static const char *source_of(const struct judging *judging)
{
	const struct next_boot_input *input = judging->input;
	const char *file = input->file ? input->file : "FILE";

	if (input->to_stock)
		return "stock";
	return strstr(file, "/nicctl/") && strstr(file, ".ko.reload") ? "bundled" : file;
}

/* What the profile must say for it, and who has to read that. */
static const char *keep_driver(const struct judging *judging)
{
	const struct next_boot_input *input = judging->input;

	return arena_printf(judging->arena, "'source = %s' in %s%s", source_of(judging),
			    input->profile->path,
			    input->is_enabled ? "" : ", with '" ENABLE "',");
}

static void judge_reload(const struct judging *judging)
{
	const struct next_boot_input *input = judging->input;
	const struct conf_value *source = &input->profile->source;
	bool is_named = strcmp(source->origin, "default") != 0;

	if (!input->is_same)
		add(judging, "driver", false,
		    arena_printf(judging->arena, "the boot puts %s in charge",
				 input->booted ? input->booted : "no module"),
		    input->other_dir ? NULL : keep_driver(judging));
	else if (is_named && input->is_enabled && !input->other_dir)
		add(judging, "driver", true,
		    arena_printf(judging->arena, "nicctl.service brings it, as %s says",
				 source->origin),
		    NULL);
	else
		add(judging, "driver", true, "modprobe loads it", NULL);
}

static void judge_driver(const struct judging *judging)
{
	const struct next_boot_input *input = judging->input;

	if (!input->beside)
		judge_reload(judging);
	else if (input->to_stock)
		add(judging, "driver", true, "no boot hands ports over", NULL);
	else
		add(judging, "driver", false,
		    arena_printf(judging->arena,
				 "no boot hands ports over: they are "
				 "driven by %s again",
				 input->profile->name),
		    NULL);
}

/* Is it a word of the options? */
static bool has_option(const char *options, const char *param)
{
	size_t bytes = strlen(param);

	for (const char *at = options; at && (at = strstr(at, param)); at += bytes) {
		if ((at == options || at[-1] == ' ') && strchr(" ", at[bytes]))
			return true;
	}
	return false;
}

static void judge_params(const struct judging *judging)
{
	const struct next_boot_input *input = judging->input;
	const char *missing = NULL;

	for (size_t i = 0; i < input->params->n; i++) {
		if (!has_option(input->options, input->params->items[i]))
			missing = arena_printf(judging->arena, "%s %s",
					       missing ? missing : "",
					       input->params->items[i]);
	}
	if (missing)
		add(judging, "parameters", false, "--param is for this change only",
		    arena_printf(judging->arena, "'options %s%s' in /etc/modprobe.d",
				 input->profile->name, missing));
	else if (input->params->n)
		add(judging, "parameters", true, "modprobe.d has them", NULL);
}

static bool assigns_settings(const struct conf_driver *profile)
{
	const struct conf_key *key;
	struct conf_driver copy = *profile; /* only for the keys' way to its values */

	for (size_t i = 0; i < conf_keys_n; i++) {
		key = &conf_keys[i];
		if (key->is_setting &&
		    strcmp(conf_keys_value(key, &copy)->origin, "default") != 0)
			return true;
	}
	return profile->ports.n > 0;
}

/* What nicctl.service alone does; @how it does it. */
static void judge_service(const struct judging *judging, const char *what,
			  const char *how)
{
	const struct next_boot_input *input = judging->input;

	if (input->other_dir)
		add(judging, what, false,
		    arena_printf(judging->arena,
				 "nicctl.service does not read the configuration in %s",
				 input->other_dir),
		    NULL);
	else if (!input->is_enabled)
		add(judging, what, false, "nicctl.service is not enabled",
		    "'" ENABLE "'");
	else
		add(judging, what, true, how, NULL);
}

static void judge_settings(const struct judging *judging)
{
	const struct next_boot_input *input = judging->input;

	if (input->overrides->n && !input->saves)
		add(judging, "settings", false,
		    arena_printf(judging->arena, "%s is for this change only",
				 input->overrides->items[0].origin),
		    input->is_enabled ? "--save" : "--save, with '" ENABLE "',");
	else if (input->overrides->n || assigns_settings(input->profile))
		judge_service(judging, "settings",
			      arena_printf(judging->arena,
					   "nicctl.service makes them, as %s says",
					   input->profile->path));
}

void next_boot_judge(const struct next_boot_input *input, struct arena *arena,
		     struct next_boot *ret)
{
	struct judging judging = {input, arena, ret};

	judge_driver(&judging);
	judge_params(&judging);
	judge_settings(&judging);
}

void next_boot_judge_apply(bool is_enabled, const char *other_dir, struct arena *arena,
			   struct next_boot *ret)
{
	const struct next_boot_input input = {.is_enabled = is_enabled,
					      .other_dir = other_dir};
	struct judging judging = {&input, arena, ret};

	judge_service(&judging, "configuration",
		      "nicctl.service brings the machine to it");
}
