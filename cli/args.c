/* SPDX-License-Identifier: GPL-2.0-or-later */
/* getopt_long() driven by a command's option table, with errors that name the mistake. */
#include "args.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "suggest.h"

/* What getopt_long() returns for the option at position 0; above all characters. */
#define FIRST_OPTION 0x100
#define HELP_OPTION 0xff

#define SECONDS_MAX 86400

int args_usage(const struct args *args, const char *fmt, ...)
{
	va_list list;

	va_start(list, fmt);
	message_verror(fmt, list);
	va_end(list);
	message_plain("try 'nicctl %s --help'", args->cmd->name);
	return -EINVAL;
}

static size_t position(const struct args *args, const char *name)
{
	for (size_t i = 0; i < args->cmd->n_options; i++) {
		if (strcmp(args->cmd->options[i].name, name) == 0)
			return i;
	}
	abort(); /* the command asks for an option it has not described */
}

/* The table as getopt_long() wants it; zeroed memory ends it. */
static struct option *long_options(const struct args *args)
{
	const struct cmd *cmd = args->cmd;
	struct option *options =
		arena_alloc(args->arena, (cmd->n_options + 2) * sizeof(*options));

	if (!options)
		return NULL;
	for (size_t i = 0; i < cmd->n_options; i++) {
		options[i].name = cmd->options[i].name;
		options[i].has_arg =
			cmd->options[i].value ? required_argument : no_argument;
		options[i].val = FIRST_OPTION + (int)i;
	}
	options[cmd->n_options].name = "help";
	options[cmd->n_options].val = HELP_OPTION;
	return options;
}

static int unknown_option(const struct args *args, const char *word)
{
	size_t name_bytes = strcspn(word, "=");
	struct suggestion suggestion = suggest_begin(word, name_bytes);

	for (size_t i = 0; i < args->cmd->n_options; i++)
		suggest_try(&suggestion, "--", args->cmd->options[i].name);
	suggest_try(&suggestion, "--", "help");
	if (suggestion.best)
		return args_usage(args, "unknown option '%.*s', did you mean '--%s'?",
				  (int)name_bytes, word, suggestion.best);
	return args_usage(args, "unknown option '%.*s'", (int)name_bytes, word);
}

/* The word of argv that getopt_long() has just read an option from. */
static const char *option_word(char **argv)
{
	if (optarg && optarg == argv[optind - 1])
		return argv[optind - 2];
	return argv[optind - 1];
}

static int take_option(struct args *args, size_t i, char **argv)
{
	const struct cmd_option *option = &args->cmd->options[i];
	const char *word = option_word(argv);
	const char **slot;

	/* getopt_long() takes abbreviations: they would change their meaning with the
	 * next option that is added. */
	if (strcspn(word, "=") != strlen(option->name) + 2)
		return unknown_option(args, word);
	if (args->values[i].n && !option->may_repeat)
		return args_usage(args, "option '--%s' is given twice", option->name);
	slot = ARENA_PUSH(args->arena, &args->values[i]);
	if (!slot)
		return -ENOMEM;
	*slot = option->value ? optarg : option->name;
	return 0;
}

static int take_operand(struct args *args, const char *word)
{
	const char **slot;

	if (args->operands.n == args->cmd->max_operands)
		return args_usage(args, "unexpected argument '%s'", word);
	slot = ARENA_PUSH(args->arena, &args->operands);
	if (!slot)
		return -ENOMEM;
	*slot = word;
	return 0;
}

static int take(struct args *args, int c, char **argv)
{
	switch (c) {
	case 1: /* an operand, because of the '-' in front of the short options */
		return take_operand(args, optarg);
	case ':':
		return args_usage(args, "option '%s' needs a value", argv[optind - 1]);
	case '?':
		if (optopt >= FIRST_OPTION || optopt == HELP_OPTION)
			return args_usage(args, "option '%.*s' takes no value",
					  (int)strcspn(argv[optind - 1], "="),
					  argv[optind - 1]);
		if (optopt)
			return args_usage(args, "unknown option '-%c'", optopt);
		return unknown_option(args, argv[optind - 1]);
	case HELP_OPTION:
		args->wants_help = true;
		return 0;
	}
	return take_option(args, (size_t)(c - FIRST_OPTION), argv);
}

static int take_all(struct args *args, int argc, char **argv)
{
	struct option *options = long_options(args);
	int r = 0;

	if (!options)
		return -ENOMEM;
	optind = 0; /* glibc: start afresh */
	opterr = 0;
	while (r == 0 && !args->wants_help) {
		int c = getopt_long(argc, argv, "-:", options, NULL);

		if (c < 0)
			break;
		r = take(args, c, argv);
	}
	while (r == 0 && !args->wants_help && optind < argc)
		r = take_operand(args, argv[optind++]);
	return r;
}

int args_parse(struct args *args, const struct cmd *cmd, int argc, char **argv)
{
	int r;

	*args = (struct args){.cmd = cmd, .arena = arena_new()};
	if (!args->arena)
		return -ENOMEM;
	args->values =
		arena_alloc(args->arena, (cmd->n_options + 1) * sizeof(*args->values));
	if (!args->values)
		return -ENOMEM;
	r = take_all(args, argc, argv);
	if (r < 0 || args->wants_help)
		return r;
	if (args->operands.n < cmd->min_operands)
		return args_usage(args, "%s", cmd->missing);
	return 0;
}

void args_clear(struct args *args)
{
	arena_free(args->arena);
	*args = (struct args){0};
}

bool args_knows(const struct args *args, const char *name)
{
	for (size_t i = 0; i < args->cmd->n_options; i++) {
		if (strcmp(args->cmd->options[i].name, name) == 0)
			return true;
	}
	return false;
}

bool args_has(const struct args *args, const char *name)
{
	return args->values[position(args, name)].n > 0;
}

const char *args_value(const struct args *args, const char *name)
{
	const struct strv *values = args_values(args, name);

	return values->n ? values->items[values->n - 1] : NULL;
}

const struct strv *args_values(const struct args *args, const char *name)
{
	return &args->values[position(args, name)];
}

int args_seconds(const struct args *args, const char *name, int *ret_ms)
{
	const char *text = args_value(args, name);
	char *end;
	long seconds;

	if (!text)
		return 0;
	errno = 0;
	seconds = strtol(text, &end, 10);
	if (errno || end == text || *end || seconds < 1 || seconds > SECONDS_MAX)
		return args_usage(args,
				  "--%s: '%s' is not a number of seconds from 1 to %d",
				  name, text, SECONDS_MAX);
	*ret_ms = (int)seconds * 1000;
	return 0;
}
