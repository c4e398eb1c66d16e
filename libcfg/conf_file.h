/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One configuration file. */
#ifndef NICCTL_CONF_FILE_H
#define NICCTL_CONF_FILE_H

#include "conf_keys.h"

/* What is read, and where it goes. All borrowed. */
struct conf_file {
	const char *path;
	enum conf_scope scope;
	void *holder; /* the struct conf or struct conf_driver that @scope says */
	struct conf_problems *problems;
	struct arena *arena;
};

/* Reads @text (@bytes long) into file->holder, what is wrong with it into file->problems.
 * Returns 0 or -ENOMEM. */
int conf_file_parse(const struct conf_file *file, const char *text, size_t bytes);

/* Notes what is wrong with a line (0: with the whole file). @message, @hint: taken from
 * the file's arena; @hint may be NULL. Returns 0 or -ENOMEM. */
int conf_file_problem(const struct conf_file *file, unsigned int line,
		      const char *message, const char *hint);

#endif
