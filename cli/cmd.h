/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command of the program is: parsing and help follow from this description. */
#ifndef NICCTL_CMD_H
#define NICCTL_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "exit_code.h"

struct args;

struct cmd_option {
	const char *name;  /* without the dashes */
	const char *value; /* what stands for its value in help; NULL: it takes none */
	bool may_repeat;   /* else a second one is an error */
	const char *help;
};

struct cmd {
	const char *name;
	const char *operands; /* as in help, e.g. "DRIVER"; "": none */
	size_t min_operands, max_operands;
	const char
		*missing; /* what to say when an operand is missing; NULL: none can be */
	const char *summary; /* one line, for the list of commands */
	const char *details; /* for the command's own help; NULL: nothing to add */
	const struct cmd_option *options;
	size_t n_options;
	/* @args: valid against this description. Prints, and returns the exit code. */
	enum exit_code (*run)(struct args *args);
};

/* The commands, in the order of help. */
extern const struct cmd cmd_configure_driver;
extern const struct cmd cmd_apply;
extern const struct cmd cmd_status;
extern const struct cmd cmd_list;
extern const struct cmd cmd_deps;
extern const struct cmd cmd_snapshot;
extern const struct cmd cmd_hooks;
extern const struct cmd cmd_history;
extern const struct cmd cmd_show;
extern const struct cmd cmd_confirm;
extern const struct cmd cmd_rollback;
extern const struct cmd cmd_recover;
extern const struct cmd cmd_build;
extern const struct cmd cmd_config;
extern const struct cmd cmd_rxpath;
extern const struct cmd cmd_zc_check;
extern const struct cmd cmd_compat;
extern const struct cmd cmd_import_pfring;
extern const struct cmd cmd_initramfs;
extern const struct cmd cmd_completion;

#endif
