/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Three lines of any bytes: options of modprobe.d, a parameter the user asks for, and the
 * present value of a parameter. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "params.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(bool is_good)
{
	if (!is_good)
		abort();
}

/* The next line of *@text as a string; the rest stays. */
static const char *take_line(struct arena *arena, const char **text, size_t *bytes)
{
	const char *end = memchr(*text, '\n', *bytes);
	size_t length = end ? (size_t)(end - *text) : *bytes;
	const char *line = arena_strndup(arena, *text, length);

	must(line);
	*text += length + (end ? 1 : 0);
	*bytes -= length + (end ? 1 : 0);
	return line;
}

static void make(struct host *host, const char *options, const char *asked,
		 const char *value)
{
	struct param param = {"p", value};
	struct param_decl decls[] = {{"p", "charp"}, {"q", "int"}};
	struct module module = {.name = "m", .params = {&param, 1}};
	struct modfile file = {.path = "/m.ko", .name = "m", .params = {decls, 2}};
	struct modconf *conf = ARENA_PUSH(host->arena, &host->confs);
	struct strv list = {&asked, 1};
	struct params params = {0};
	struct nic_err err;

	must(conf);
	conf->module = "m";
	conf->options = options;
	must(params_make(host, "m", &module, &file, params_is_valid(asked) ? &list : NULL,
			 host->arena, &params, &err) == 0);
	must(params.text && !strchr(params.text, '\n'));
	must(params_make(host, "m", NULL, NULL, NULL, host->arena, &params, &err) == 0);
	must(params_value_equal(value, value));
	must(params_value_equal(asked, value) == params_value_equal(value, asked));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();
	const char *text = (const char *)bytes, *options, *asked, *value;

	must(host);
	options = take_line(host->arena, &text, &n);
	asked = take_line(host->arena, &text, &n);
	value = take_line(host->arena, &text, &n);
	make(host, options, asked, value);
	return 0;
}
