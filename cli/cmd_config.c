/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl config: is the configuration right, and what does it say? */
#include <errno.h>
#include <string.h>

#include "args.h"
#include "conf_keys.h"
#include "config.h"
#include "fields.h"
#include "json.h"
#include "message.h"
#include "paths.h"
#include "table.h"

/* A value as it is shown. */
struct config_value {
	const char *driver; /* NULL: of nicctl.conf */
	const char *section, *key, *type, *summary;
	bool is_list, is_setting;
	struct strv items, origins;
	const char *origin;
};

struct config_document {
	uint32_t schema;
	const char *dir;
	struct {
		struct config_value *items;
		size_t n;
	} values;
};

static const struct jfield value_fields[] = {
	FIELD(config_value, driver, J_STRING),	FIELD(config_value, section, J_STRING),
	FIELD(config_value, key, J_STRING),	FIELD(config_value, type, J_STRING),
	FIELD(config_value, is_list, J_BOOL),	FIELD(config_value, items, J_STRV),
	FIELD(config_value, origins, J_STRV),	FIELD(config_value, origin, J_STRING),
	FIELD(config_value, summary, J_STRING),
};
static const struct jtype value_type = JTYPE(struct config_value, value_fields);

static const struct jfield document_fields[] = {
	FIELD_AS("nicctl_config", config_document, schema, J_U32),
	FIELD(config_document, dir, J_STRING),
	FIELD_OF(config_document, values, J_LIST, value_type),
};
static const struct jtype document_type = JTYPE(struct config_document, document_fields);

static void add_value(struct arena *arena, const struct conf_key *key,
		      const struct conf_value *value, const char *driver,
		      const char *section, struct config_document *document)
{
	struct config_value *slot = ARENA_PUSH(arena, &document->values);

	if (!slot)
		return; /* the arena remembers it */
	*slot = (struct config_value){
		.driver = driver,
		.section = section,
		.key = key->name,
		.type = key->type->name,
		.summary = key->summary,
		.is_list = key->is_list,
		.is_setting = key->is_setting,
		.items = value->items,
		.origins = value->origins,
		.origin = value->origin,
	};
}

/* All values of one file scope. @driver: NULL for nicctl.conf. */
static void add_values(struct arena *arena, enum conf_scope scope, void *holder,
		       const char *driver, struct config_document *document)
{
	for (size_t i = 0; i < conf_keys_n; i++) {
		const struct conf_key *key = &conf_keys[i];

		if (key->scope == scope)
			add_value(arena, key, conf_keys_value(key, holder), driver,
				  key->section, document);
	}
}

/* What the [port NAME] of a driver assign: the rest is as in [driver]. */
static void add_ports(struct arena *arena, struct conf_driver *driver,
		      struct config_document *document)
{
	for (size_t i = 0; i < driver->ports.n; i++) {
		struct conf_port *port = &driver->ports.items[i];
		const char *section = arena_printf(arena, "port %s", port->name);

		for (size_t k = 0; k < conf_keys_n && section; k++) {
			const struct conf_key *key = &conf_keys[k];
			const struct conf_value *value =
				key->is_setting ? conf_keys_setting(key, &port->settings)
						: NULL;

			if (value && strcmp(value->origin, "default") != 0)
				add_value(arena, key, value, driver->name, section,
					  document);
		}
	}
}

static bool is_set_to_nothing(const struct config_value *value)
{
	return strcmp(value->origin, "default") != 0;
}

/* One line for each item, so that each has its origin. */
static void add_rows(struct table *table, const struct config_value *value)
{
	const char *cells[] = {arena_printf(table->arena, "%s =", value->key),
			       value->origin};

	/* of the many settings only those that somebody has chosen */
	if (!value->items.n && (!value->is_setting || is_set_to_nothing(value)))
		table_add(table, cells);
	for (size_t i = 0; i < value->items.n; i++) {
		cells[0] = arena_printf(table->arena, "%s = %s", value->key,
					value->items.items[i]);
		cells[1] = value->origins.items[i];
		table_add(table, cells);
	}
}

static bool is_same_section(const struct config_value *a, const struct config_value *b)
{
	return a->driver == b->driver && strcmp(a->section, b->section) == 0;
}

static void print_text(struct arena *arena, const struct config_document *document)
{
	struct text text = text_on(stdout);
	size_t i = 0;

	while (i < document->values.n) {
		const struct config_value *first = &document->values.items[i];
		struct table table = {.arena = arena, .columns = 2};

		if (i)
			text_blank(&text);
		text_line(&text, "[%s]%s%s", first->section, first->driver ? " of " : "",
			  first->driver ? first->driver : "");
		for (; i < document->values.n &&
		       is_same_section(&document->values.items[i], first);
		     i++)
			add_rows(&table, &document->values.items[i]);
		table_print(&table, &text, 2);
	}
}

static enum exit_code show(const struct args *args, const char *dir, struct conf *conf)
{
	struct config_document document = {.schema = 1, .dir = dir};

	add_values(args->arena, CONF_MAIN, conf, NULL, &document);
	for (size_t i = 0; i < conf->drivers.n; i++) {
		add_values(args->arena, CONF_DRIVER, &conf->drivers.items[i],
			   conf->drivers.items[i].name, &document);
		add_ports(args->arena, &conf->drivers.items[i], &document);
	}
	if (arena_failed(args->arena)) {
		message_error("out of memory");
		return EXIT_CODE_FAILED;
	}
	if (args_has(args, "json"))
		return json_print(&document_type, &document) < 0 ? EXIT_CODE_FAILED
								 : EXIT_CODE_DONE;
	print_text(args->arena, &document);
	return EXIT_CODE_DONE;
}

/* Below --root, or the machine's own. */
static int find_place(const struct args *args, struct conf_place *place)
{
	const char *root = args_value(args, "root");

	place->dir = NICCTL_CONFIG_DIR;
	if (!root)
		return 0;
	if (paths_check_folder("--root", root) < 0)
		return -ENOENT;
	place->below = root;
	place->dir = arena_printf(args->arena, "%s%s", strcmp(root, "/") ? root : "",
				  NICCTL_CONFIG_DIR);
	if (!place->dir) {
		message_error("out of memory");
		return -ENOMEM;
	}
	return 0;
}

static enum exit_code run(struct args *args)
{
	const char *verb = args->operands.items[0], *driver = NULL;
	bool is_check = strcmp(verb, "check") == 0;
	struct conf_place place = {0};
	struct conf conf = {0};
	struct text text;

	if (!is_check && strcmp(verb, "show") != 0) {
		(void)args_usage(args, "'%s' is neither 'check' nor 'show'", verb);
		return EXIT_CODE_USAGE;
	}
	if (is_check && args_has(args, "json")) {
		(void)args_usage(args, "--json belongs to 'show'");
		return EXIT_CODE_USAGE;
	}
	if (args->operands.n > 1 && !(driver = paths_module_name(args, 1)))
		return EXIT_CODE_USAGE;
	if (find_place(args, &place) < 0 ||
	    config_read_at(&place, driver, args->arena, &conf) < 0)
		return EXIT_CODE_FAILED;
	if (!is_check)
		return show(args, place.dir, &conf);
	text = text_on(stdout);
	text_line(&text, "%s: no mistakes", place.dir);
	return EXIT_CODE_DONE;
}

static const struct cmd_option options[] = {
	{"root", "DIR", false, "the files are below this folder, an image of a system"},
	{"json", NULL, false, "show: write JSON"},
};

const struct cmd cmd_config = {
	.name = "config",
	.operands = "check|show [DRIVER]",
	.min_operands = 1,
	.max_operands = 2,
	.missing = "say 'check' or 'show'",
	.summary = "Checks the configuration, or shows it with its origins",
	.details =
		"check prints every mistake with file and line; if there is one, it ends "
		"with status 1. show prints each value and where it is from. With DRIVER: "
		"only that driver's profile besides nicctl.conf. See nicctl.conf(5).",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
