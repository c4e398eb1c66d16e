/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program: finds the command, runs it, and makes sure that its output was written. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "help.h"
#include "message.h"
#include "suggest.h"

/* One a line: */
/* clang-format off */
static const struct cmd *const cmds[] = {
	&cmd_configure_driver,
	&cmd_apply,
	&cmd_status,
	&cmd_list,
	&cmd_deps,
	&cmd_snapshot,
	&cmd_hooks,
	&cmd_history,
	&cmd_show,
	&cmd_confirm,
	&cmd_rollback,
	&cmd_recover,
	&cmd_build,
	&cmd_config,
	&cmd_rxpath,
	&cmd_zc_check,
	&cmd_compat,
	&cmd_import_pfring,
	&cmd_initramfs,
	&cmd_completion,
};
/* clang-format on */

static const struct cmd *find(const char *name)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cmds); i++) {
		if (strcmp(cmds[i]->name, name) == 0)
			return cmds[i];
	}
	return NULL;
}

static enum exit_code unknown(const char *what, const char *word)
{
	struct suggestion suggestion = suggest_begin(word, strlen(word));

	for (size_t i = 0; i < NIC_ARRAY_SIZE(cmds); i++)
		suggest_try(&suggestion, "", cmds[i]->name);
	suggest_try(&suggestion, "", "help");
	suggest_try(&suggestion, "", "--help");
	suggest_try(&suggestion, "", "--version");
	if (suggestion.best)
		message_error("unknown %s '%s', did you mean '%s'?", what, word,
			      suggestion.best);
	else
		message_error("unknown %s '%s'", what, word);
	message_plain("try 'nicctl --help'");
	return EXIT_CODE_USAGE;
}

/* Help for itself: that of the program. */
static bool is_help(const char *word)
{
	return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0;
}

static enum exit_code help(int argc, char **argv)
{
	const struct cmd *cmd;

	if (argc > 1) {
		message_error("unexpected argument '%s'", argv[1]);
		message_plain("try 'nicctl --help'");
		return EXIT_CODE_USAGE;
	}
	if (argc == 0) {
		help_program(cmds, NIC_ARRAY_SIZE(cmds));
		return EXIT_CODE_DONE;
	}
	cmd = find(argv[0]);
	if (cmd)
		help_command(cmd);
	else if (is_help(argv[0]))
		help_program(cmds, NIC_ARRAY_SIZE(cmds));
	else
		return unknown("command", argv[0]);
	return EXIT_CODE_DONE;
}

static enum exit_code run(const struct cmd *cmd, int argc, char **argv,
			  bool *ret_has_changed_machine)
{
	enum exit_code code = EXIT_CODE_USAGE;
	struct args args;
	int r = args_parse(&args, cmd, argc, argv);

	if (r == -ENOMEM) {
		message_error("out of memory");
		code = EXIT_CODE_FAILED;
	} else if (r == 0 && args.wants_help) {
		help_command(cmd);
		code = EXIT_CODE_DONE;
	} else if (r == 0) {
		args.cmds = cmds;
		args.n_cmds = NIC_ARRAY_SIZE(cmds);
		code = cmd->run(&args);
	}
	*ret_has_changed_machine = args.has_changed_machine;
	args_clear(&args);
	return code;
}

static enum exit_code dispatch(int argc, char **argv, bool *ret_has_changed_machine)
{
	const struct cmd *cmd;

	if (argc < 2) {
		message_error("a command is missing");
		message_plain("try 'nicctl --help'");
		return EXIT_CODE_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("nicctl %s\n", NICCTL_VERSION);
		return EXIT_CODE_DONE;
	}
	if (is_help(argv[1]))
		return help(argc - 2, argv + 2);
	if (argv[1][0] == '-')
		return unknown("option", argv[1]);
	cmd = find(argv[1]);
	if (!cmd)
		return unknown("command", argv[1]);
	return run(cmd, argc - 1, argv + 1, ret_has_changed_machine);
}

/* Was all output written? A full disk shows up here at the latest. */
static bool close_output(void)
{
	bool had_error = ferror(stdout) != 0;

	errno = 0;
	if (fclose(stdout) == 0 && !had_error)
		return true;
	message_error("standard output: %s", errno ? nic_strerror(errno) : "write error");
	return false;
}

/* A standard descriptor that the caller has closed would be given to the next file that
 * is opened, the journal as well as any other, and messages would be written into it. In
 * its place comes one that fails like a closed one, also in children. */
static bool hold_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) == fd)
			continue;
		message_error("descriptor %d is closed, and /dev/null cannot be opened "
			      "in its place: %s",
			      fd, nic_strerror(errno));
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	bool has_changed_machine = false;
	enum exit_code code = EXIT_CODE_FAILED;

	if (!hold_descriptors())
		return (int)code;
	code = dispatch(argc, argv, &has_changed_machine);
	/* What happened to the machine is told by the code even if nobody can read it. */
	if (!close_output() && !has_changed_machine)
		code = EXIT_CODE_FAILED;
	return (int)code;
}
