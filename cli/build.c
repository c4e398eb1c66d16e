/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds module by module and tells about it. */
#include "build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fields.h"
#include "json.h"
#include "message.h"
#include "text.h"
#include "zcinstall.h"
#include "zcsource.h"

#define CACHE_OF_ROOT "/var/cache/nicctl"

struct built {
	const char *module, *driver, *flavour, *file, *log;
	bool from_cache;
	int64_t duration_ms;
};

struct built_list {
	struct built *items;
	size_t n;
};

struct build_document {
	uint32_t schema;
	const char *kernel, *source_version, *source, *headers;
	const char *output, *installed;
	bool is_signed;
	struct built_list modules;
};

static const struct jfield built_fields[] = {
	FIELD(built, module, J_STRING),	  FIELD(built, driver, J_STRING),
	FIELD(built, flavour, J_STRING),  FIELD(built, file, J_STRING),
	FIELD(built, log, J_STRING),	  FIELD(built, from_cache, J_BOOL),
	FIELD(built, duration_ms, J_I64),
};
static const struct jtype built_type = JTYPE(struct built, built_fields);

static const struct jfield document_fields[] = {
	FIELD_AS("nicctl_build", build_document, schema, J_U32),
	FIELD(build_document, kernel, J_STRING),
	FIELD(build_document, source_version, J_STRING),
	FIELD(build_document, source, J_STRING),
	FIELD(build_document, headers, J_STRING),
	FIELD(build_document, output, J_STRING),
	FIELD(build_document, installed, J_STRING),
	FIELD_AS("signed", build_document, is_signed, J_BOOL),
	FIELD_OF(build_document, modules, J_LIST, built_type),
};
static const struct jtype document_type = JTYPE(struct build_document, document_fields);

struct state {
	const struct build_options *options;
	struct arena *arena;
	struct zcbuild build;
	struct text text;
	struct build_document document;
};

static int no_memory(void)
{
	message_error("out of memory");
	return -ENOMEM;
}

/* Root does not build in a folder of its home: a system's cache is where others look. */
static const char *default_cache(struct arena *arena)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (geteuid() == 0)
		return CACHE_OF_ROOT;
	if (cache && cache[0] == '/')
		return arena_printf(arena, "%s/nicctl", cache);
	return arena_printf(arena, "%s/.cache/nicctl",
			    home && home[0] == '/' ? home : "/tmp");
}

static void begin(const struct state *state, const char *what)
{
	if (state->options->is_json)
		return;
	text_begin_line(&state->text, "%s ... ", what);
	(void)fflush(state->text.out); /* seen at close_output() at the latest */
}

static int end(const struct state *state, int r, const char *how,
	       const struct nic_err *err)
{
	if (!state->options->is_json)
		text_line(&state->text, "%s", r < 0 ? "FAILED" : how);
	if (r < 0)
		message_nic_err(err);
	return r;
}

static const char *seconds(struct arena *arena, int64_t ms)
{
	return arena_printf(arena, "done (%d s)", (int)((ms + 500) / 1000));
}

static int unpack(struct state *state)
{
	bool must = zcbuild_must_unpack(&state->build);
	struct nic_err err = {0};
	int r;

	if (must)
		begin(state, "unpacking the drivers' source");
	r = zcbuild_unpack(&state->build, &err);
	if (must)
		return end(state, r, "done", &err);
	if (r < 0)
		message_nic_err(&err);
	return r;
}

static int make(struct state *state, const char *driver, enum zcbuild_flavour flavour)
{
	struct zcbuild_module module;
	struct nic_err err = {0};
	struct built *built;
	const char *what;
	int r = zcbuild_module(&state->build, driver, flavour, &module, &err);

	if (r < 0) {
		message_nic_err(&err);
		return r;
	}
	what = arena_printf(state->arena, "building %s (%s)", module.name,
			    zcbuild_flavour_name((int)flavour));
	begin(state, what ? what : "building");
	r = zcbuild_make(&state->build, &module, &err);
	r = end(state, r,
		module.is_cached ? "not needed, it is built already"
				 : seconds(state->arena, module.duration_ms),
		&err);
	if (r < 0)
		return r;
	built = ARENA_PUSH(state->arena, &state->document.modules);
	if (!built)
		return no_memory();
	*built = (struct built){
		module.name,	   driver,     zcbuild_flavour_name((int)flavour),
		module.file,	   module.log, module.is_cached,
		module.duration_ms};
	return 0;
}

static int make_all(struct state *state)
{
	int r = 0;

	for (size_t i = 0; i < state->build.drivers.n; i++) {
		for (int k = 0; k < ZCBUILD_FLAVOURS && r == 0; k++) {
			if (state->options->wants[k])
				r = make(state, state->build.drivers.items[i],
					 (enum zcbuild_flavour)k);
		}
	}
	return r;
}

/* depmod does not look at names that end like this: an ice.ko beside the stock one would
 * be as good as that to modprobe, and which of them it takes a matter of chance. */
#define UNSEEN ".reload"

/* The file of a build in @folder, and its name there. */
static int add_copy(struct state *state, const struct built *built, bool is_install,
		    struct strv *from, struct strv *to)
{
	bool is_unseen = is_install && strcmp(built->flavour, "reload") == 0;

	if (strv_push(state->arena, from, built->file) < 0 ||
	    strv_push(state->arena, to,
		      arena_printf(state->arena, "%s.ko%s", built->module,
				   is_unseen ? UNSEEN : "")) < 0)
		return no_memory();
	return 0;
}

static int copy_to(struct state *state, const char *folder, bool is_install)
{
	struct zcinstall install = {
		.kernel = &state->build.kernel,
		.folder = folder,
		.key = state->options->key,
		.cert = state->options->cert,
		.log = arena_printf(state->arena, "%s/install.log", state->build.cache),
		.arena = state->arena,
	};
	struct strv from = {0}, to = {0};
	struct nic_err err = {0};
	int r = 0;

	if (!install.log)
		return no_memory();
	for (size_t i = 0; i < state->document.modules.n && r == 0; i++)
		r = add_copy(state, &state->document.modules.items[i], is_install, &from,
			     &to);
	if (r == 0)
		r = zcinstall_files(&install, &from, &to, &err);
	if (r == 0 && is_install)
		r = zcinstall_index(&install, state->options->root, &err);
	if (r < 0) {
		message_nic_err(&err);
		return r;
	}
	if (!state->options->is_json)
		text_line(&state->text, "%s%s",
			  is_install ? "installed in " : "copied to ", folder);
	return 0;
}

static int deliver(struct state *state)
{
	const struct build_options *options = state->options;
	int r = 0;

	state->document.is_signed = options->key != NULL;
	if (options->output) {
		state->document.output = options->output;
		r = copy_to(state, options->output, false);
	}
	if (r == 0 && options->wants_install) {
		state->document.installed = arena_printf(
			state->arena, "%s/lib/modules/%s/nicctl",
			options->root ? options->root : "", state->build.kernel.release);
		r = state->document.installed
			    ? copy_to(state, state->document.installed, true)
			    : no_memory();
	}
	return r;
}

static void show_files(const struct state *state)
{
	for (size_t i = 0; i < state->document.modules.n; i++)
		text_line(&state->text, "  %s", state->document.modules.items[i].file);
}

static int begin_all(struct state *state, const struct zcbuild_request *request)
{
	struct zcbuild *build = &state->build;
	struct nic_err err = {0};
	int r = zcbuild_begin(build, request, &err);

	if (r < 0) {
		message_nic_err(&err);
		return r;
	}
	state->document.kernel = build->kernel.release;
	state->document.source_version = build->kernel.version;
	state->document.headers = build->kernel.headers;
	state->document.source = build->source;
	if (!state->options->is_json) {
		text_line(&state->text, "kernel   %s, version %s", build->kernel.release,
			  build->kernel.version);
		text_line(&state->text, "headers  %s", build->kernel.headers);
		text_line(&state->text, "source   %s", build->source);
	}
	return 0;
}

int build_run(struct build_options *options)
{
	struct state state = {.options = options,
			      .arena = options->request.arena,
			      .text = text_on(stdout),
			      .document = {.schema = 1}};
	int r;

	if (!options->request.cache)
		options->request.cache = default_cache(state.arena);
	if (!options->request.cache)
		return no_memory();
	r = begin_all(&state, &options->request);
	if (r == 0)
		r = unpack(&state);
	if (r == 0)
		r = make_all(&state);
	if (r == 0)
		r = deliver(&state);
	zcbuild_end(&state.build);
	if (r < 0)
		return r;
	if (options->is_json)
		return json_print(&document_type, &state.document);
	if (!options->output && !options->wants_install)
		show_files(&state);
	return 0;
}
