/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a parameter, and reads what became of it. */
#include "setparam.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "loaded.h"
#include "tree.h"

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int r = 0;

	if (fd < 0)
		return -errno;
	do {
		n = write(fd, text, strlen(text));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		r = -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

/* An empty parameter reads as an empty line, which is no text. */
static bool reads_as(const char *root, const char *module, const char *name,
		     const char *value)
{
	char text[4096] = ""; /* sysfs never shows more than a page */

	if (tree_bytes(root, text, sizeof(text), "/sys/module/%s/parameters/%s", module,
		       name) < 0)
		return false;
	text[strcspn(text, "\n")] = '\0';
	return strcmp(text, value) == 0;
}

int setparam_write(const char *root, const char *module, const char *name,
		   const char *value, struct nic_err *err)
{
	char path[PATH_MAX], line[4096];
	int r = 0;

	if (!loaded_name_is_safe(module) || strchr(name, '/'))
		return nic_err_set(err, -EINVAL, "'%s.%s' is no parameter", module, name);
	(void)snprintf(path, sizeof(path), "%s/sys/module/%s/parameters/%s", root, module,
		       name);
	/* write(2) of nothing is no write at all */
	if (snprintf(line, sizeof(line), "%s\n", value) >= (int)sizeof(line))
		r = -E2BIG;
	if (r == 0)
		r = write_text(path, line);
	if (r == 0 && !reads_as(root, module, name, value))
		r = -EIO;
	if (r < 0)
		return nic_err_set(err, r, "parameter %s.%s cannot be set to '%s': %s",
				   module, name, value, nic_strerror(r));
	return 0;
}
