/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_files.h"

#include <string.h>

static struct report_file *make_file(struct report *report, const char *path,
				     const struct modfile *file)
{
	struct report_file *result;

	if (!path)
		return NULL;
	result = arena_alloc(report->arena, sizeof(*result));
	if (!result)
		return NULL;
	result->path = path;
	if (!file || file->problem)
		return result;
	result->origin = module_origin_name((int)file->origin);
	result->version = file->version;
	result->srcversion = file->srcversion;
	result->build_id = file->build_id;
	result->vermagic = file->vermagic;
	result->signer = file->signer;
	result->is_signed = file->is_signed;
	result->needs = file->needs.n;
	result->offers = file->offers.n;
	return result;
}

static const char *in_words(struct report *report, const char *path, const char *build_id)
{
	return arena_printf(report->arena, "%s (%s%s)", path,
			    build_id ? "build id " : "no build id",
			    build_id ? build_id : "");
}

/* By the build ids, where both have one. */
static bool is_other(const struct module *loaded, const struct report_file *file)
{
	if (loaded->build_id && file->build_id)
		return strcmp(loaded->build_id, file->build_id) != 0;
	return strcmp(loaded->path, file->path) != 0;
}

/* A file that was loaded by hand is gone with the next change that names none: that is
 * said, not only shown. (Where its path is not known, the guard refuses.) */
static const char *replaces(struct report *report, const struct report_input *input)
{
	const struct module *loaded = host_module(input->host, input->request->driver);
	const struct report_file *file = report->replacement;
	const char *source = input->request->source;

	if (!loaded || !loaded->path || !file || report->beside || report->sets_only ||
	    !report->steps.n || !is_other(loaded, file))
		return NULL;
	if (source && strncmp(source, "--", 2) == 0) /* it was named just now */
		return NULL;
	return arena_printf(
		report->arena,
		"the loaded %s from %s by %s; to keep it, say --module %s, or 'source = "
		"%s' in its profile",
		report->driver, in_words(report, loaded->path, loaded->build_id),
		in_words(report, file->path, file->build_id), loaded->path, loaded->path);
}

void report_files_find(struct report *report, const struct report_input *input)
{
	const struct module *target = host_module(input->host, input->request->driver);
	const char *path = input->choice->taken.plan->replacement;

	if (!input->choice->taken.plan->beside)
		report->source = input->request->source;

	if (target && target->path)
		report->loaded = make_file(report, target->path,
					   host_file_of(input->host, target));
	if (path)
		report->replacement =
			make_file(report, path, host_file(input->host, path));
	report->replaces = replaces(report, input);
}
