/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses and writes the parameters a module is loaded with. */
#include "params.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Types of include/linux/moduleparam.h whose show output their own parser accepts. */
static bool type_reads_back(const char *type)
{
	static const char *const standard[] = {
		"bool", "invbool", "bint",  "byte",   "short",	"ushort", "int",
		"uint", "long",	   "ulong", "ullong", "hexint", "charp",  "string"};

	if (!type)
		return false;
	if (strncmp(type, "array of ", 9) == 0)
		type += 9;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(standard); i++) {
		if (strcmp(type, standard[i]) == 0)
			return true;
	}
	return false;
}

const struct param_decl *params_declared(const struct modfile *file, const char *name)
{
	for (size_t i = 0; i < file->params.n; i++) {
		if (module_name_equal(file->params.items[i].name, name))
			return &file->params.items[i];
	}
	return NULL;
}

const char *params_value(const struct module *module, const char *name)
{
	for (size_t i = 0; i < module->params.n; i++) {
		if (module_name_equal(module->params.items[i].name, name))
			return module->params.items[i].value;
	}
	return NULL;
}

bool params_is_valid(const char *text)
{
	size_t length = strcspn(text, "=");

	if (length == 0)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (!isalnum((unsigned char)text[i]) && !strchr("_-.", text[i]))
			return false;
	}
	return !strpbrk(text + length, "\"\n");
}

bool params_same_name(const char *a, const char *b)
{
	size_t length = strcspn(a, "=");

	if (strcspn(b, "=") != length)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (a[i] != b[i] && !(strchr("-_", a[i]) && strchr("-_", b[i])))
			return false;
	}
	return true;
}

static bool as_number(const char *text, long long *ret_value)
{
	char *end;

	errno = 0;
	*ret_value = strtoll(text, &end, 0);
	return *text && !*end && !errno;
}

/* As kstrtobool() of the kernel, for the spellings people use. Returns -1 for no boolean.
 */
static int as_bool(const char *text)
{
	if (!strcmp(text, "1") || !strcasecmp(text, "y") || !strcasecmp(text, "on"))
		return 1;
	if (!strcmp(text, "0") || !strcasecmp(text, "n") || !strcasecmp(text, "off"))
		return 0;
	return -1;
}

bool params_value_equal(const char *a, const char *b)
{
	long long number_a, number_b;

	if (strcmp(a, b) == 0)
		return true;
	if (as_number(a, &number_a) && as_number(b, &number_b))
		return number_a == number_b;
	return as_bool(a) >= 0 && as_bool(a) == as_bool(b);
}

static bool list_has(const struct param_list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++) {
		if (module_name_equal(list->items[i].name, name))
			return true;
	}
	return false;
}

static int push_param(struct arena *arena, struct param_list *list, const char *name,
		      const char *value)
{
	struct param *slot = ARENA_PUSH(arena, list);

	if (!slot)
		return -ENOMEM;
	slot->name = name;
	slot->value = value;
	return 0;
}

/* "NAME=VALUE", or "NAME", at most @bytes long, becomes an element of @list. */
static int push_text(struct arena *arena, struct param_list *list, const char *text,
		     size_t bytes)
{
	const char *equals = memchr(text, '=', bytes);
	size_t name_bytes = equals ? (size_t)(equals - text) : bytes;
	const char *name = arena_strndup(arena, text, name_bytes);
	const char *value = NULL;

	if (equals)
		value = arena_strndup(arena, equals + 1, bytes - name_bytes - 1);
	if (!name || (equals && !value))
		return -ENOMEM;
	return push_param(arena, list, name, value);
}

/* The length of the next option in modprobe's notation: up to a space outside quotes. */
static size_t option_length(const char *text)
{
	bool quoted = false;
	size_t n = 0;

	for (; text[n]; n++) {
		if (text[n] == '"')
			quoted = !quoted;
		else if (isspace((unsigned char)text[n]) && !quoted)
			break;
	}
	return n;
}

static int push_options(struct arena *arena, struct param_list *list, const char *options)
{
	while (options && *options) {
		size_t n = option_length(options);
		bool quoted = n > 2 && options[0] == '"' && options[n - 1] == '"';

		/* Quotes may stand around the value or around the whole option. */
		if (n && push_text(arena, list, options + quoted, n - 2 * quoted) < 0)
			return -ENOMEM;
		options += n;
		options += strspn(options, " \t\n\v\f\r");
	}
	return 0;
}

static int drop(struct arena *arena, struct params *params, const struct param *param,
		const char *why)
{
	const char **slot = ARENA_PUSH(arena, &params->dropped);

	if (!slot)
		return -ENOMEM;
	*slot = arena_printf(arena, "%s=%s: %s", param->name,
			     param->value ? param->value : "?", why);
	return *slot ? 0 : -ENOMEM;
}

static bool can_be_written(const char *value)
{
	return !strpbrk(value, "\"\n");
}

/* An unset string shows as "(null)"; an unset array as nothing, which it does not take
 * back: it wants at least one element (param_array() of kernel/params.c). */
static bool is_set(const char *type, const char *value)
{
	if (strncmp(type, "array of ", 9) == 0 && !*value)
		return false;
	return !strstr(value, "(null)");
}

static int carry_live(const struct module *module, const struct modfile *file,
		      struct arena *arena, struct params *params)
{
	for (size_t i = 0; i < module->params.n; i++) {
		const struct param *live = &module->params.items[i];
		const struct param_decl *decl = params_declared(file, live->name);
		int r = 0;

		if (!live->value || list_has(&params->asked, live->name))
			continue;
		if (!decl)
			r = drop(arena, params, live,
				 "the replacement has no such parameter");
		else if (!type_reads_back(decl->type) || !is_set(decl->type, live->value))
			continue;
		else if (!can_be_written(live->value))
			r = drop(arena, params, live, "the value cannot be written");
		else
			r = push_param(arena, &params->carried, live->name, live->value);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Configured options count where the present value says nothing. They are not compared
 * afterwards: either they cannot be read, or their type shows something else than it
 * takes. */
static int add_configured(const struct host *host, const char *name,
			  const struct modfile *file, struct arena *arena,
			  const struct params *params, struct param_list *ret_configured)
{
	const struct modconf *conf = host_conf(host, name);
	struct param_list options = {0};

	if (!conf || push_options(arena, &options, conf->options) < 0)
		return conf ? -ENOMEM : 0;
	for (size_t i = 0; i < options.n; i++) {
		const struct param *option = &options.items[i];

		if (list_has(&params->asked, option->name) ||
		    list_has(&params->carried, option->name))
			continue;
		if (file && !params_declared(file, option->name))
			continue; /* the kernel would only log that it does not know it */
		if (push_param(arena, ret_configured, option->name, option->value) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* The kernel cuts at white space outside of quotes, to which it counts byte 0xa0, a part
 * of some UTF-8 letters (lib/ctype.c). A value that has quotes is in its notation. */
static bool needs_quotes(const char *value)
{
	return strpbrk(value, " \t\v\f\r\xa0") && !strchr(value, '"');
}

static int append(struct arena *arena, const struct param_list *list, const char **text)
{
	for (size_t i = 0; i < list->n && *text; i++) {
		const struct param *param = &list->items[i];
		const char *gap = **text ? " " : "";
		bool quote = param->value && needs_quotes(param->value);

		if (!param->value)
			*text = arena_printf(arena, "%s%s%s", *text, gap, param->name);
		else
			*text = arena_printf(arena, quote ? "%s%s%s=\"%s\"" : "%s%s%s=%s",
					     *text, gap, param->name, param->value);
	}
	return *text ? 0 : -ENOMEM;
}

int params_make(const struct host *host, const char *name, const struct module *module,
		const struct modfile *file, const struct strv *asked, struct arena *arena,
		struct params *ret_params, struct nic_err *err)
{
	struct param_list configured = {0};
	struct params params = {.text = "", .fallback = ""};
	int r = 0;

	for (size_t i = 0; asked && i < asked->n && r == 0; i++)
		r = push_text(arena, &params.asked, asked->items[i],
			      strlen(asked->items[i]));
	if (r == 0 && module && file)
		r = carry_live(module, file, arena, &params);
	if (r == 0)
		r = add_configured(host, name, file, arena, &params, &configured);
	if (r == 0)
		r = append(arena, &configured, &params.fallback);
	params.text = params.fallback;
	if (r == 0)
		r = append(arena, &params.asked, &params.fallback);
	if (r == 0)
		r = append(arena, &params.carried, &params.text);
	if (r == 0)
		r = append(arena, &params.asked, &params.text);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	*ret_params = params;
	return 0;
}
