/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and paths from the command line, checked and made unambiguous. */
#include "paths.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"

int paths_of_module(const struct args *args, const char *from, const char **ret_path)
{
	const char *path = args_value(args, "module");
	char folder[PATH_MAX];

	if (!path || from || path[0] == '/') {
		*ret_path = path;
		return 0;
	}
	if (!getcwd(folder, sizeof(folder))) {
		message_error("the working folder: %s", nic_strerror(errno));
		return -ENOENT;
	}
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	path = arena_printf(args->arena, "%s/%s", strcmp(folder, "/") ? folder : "",
			    path);
	if (!path) {
		message_error("out of memory");
		return -ENOMEM;
	}
	*ret_path = path;
	return 0;
}

/* MODULE_NAME_LEN of the kernel, which counts the NUL: 64 less the size of a long. */
#define NAME_MAX_BYTES 55

const char *paths_module_name(const struct args *args, size_t i)
{
	const char *word = args->operands.items[i];
	char *name;

	if (strchr(word, '/') || (strlen(word) > 3 && strstr(word, ".ko"))) {
		(void)args_usage(args, "'%s' is a file, a module's name is wanted here",
				 word);
		return NULL;
	}
	if (!word[0] || word[0] == '.' || strlen(word) > NAME_MAX_BYTES) {
		(void)args_usage(args, "'%s' is no name of a module", word);
		return NULL;
	}
	name = arena_strdup(args->arena, word);
	for (char *c = name; c && *c; c++) {
		if (*c == '-')
			*c = '_';
	}
	return name ? name : word;
}

int paths_kernel(const struct args *args, const char **ret_release)
{
	const char *release = args_value(args, "kernel");

	if (release && (!release[0] || release[0] == '.' || strchr(release, '/')))
		return args_usage(args,
				  "--kernel: '%s' is no version of a kernel, such as "
				  "'uname -r' prints",
				  release);
	*ret_release = release;
	return 0;
}

int paths_check_folder(const char *option, const char *path)
{
	struct stat st;
	int r = 0;

	if (stat(path, &st) < 0)
		r = -errno;
	else if (!S_ISDIR(st.st_mode))
		r = -ENOTDIR;
	if (r < 0)
		message_error("%s: '%s': %s", option, path, nic_strerror(r));
	return r;
}
