/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads version and configuration of a kernel out of its headers. */
#include "zckernel.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "textfile.h"
#include "zchint.h"

/* auto.conf has about 250 KB. */
#define MAX_BYTES (8 << 20)

/* Without these nothing can be built, or not be checked. */
static const char *const needed[] = {
	"Makefile",
	"Module.symvers",
	"include/config/auto.conf",
	"include/generated/uapi/linux/version.h",
	"include/generated/utsrelease.h",
};

static void free_text(char **text)
{
	free(*text);
}

const char *zckernel_define(const char *text, const char *name, struct arena *arena)
{
	size_t name_bytes = strlen(name), bytes;

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, name_bytes) != 0 ||
		    !strchr(" \t=", line[name_bytes]) || !line[name_bytes])
			continue;
		line += name_bytes;
		line += strspn(line, " \t=\"");
		bytes = strcspn(line, "\"\n");
		while (bytes && isspace((unsigned char)line[bytes - 1]))
			bytes--;
		return arena_strndup(arena, line, bytes);
	}
	return NULL;
}

static int read_define(const char *headers, const char *file, const char *name,
		       struct arena *arena, const char **ret_value, struct nic_err *err)
{
	NIC_CLEANUP(free_text) char *text = NULL;
	const char *path = arena_printf(arena, "%s/%s", headers, file);
	size_t bytes;
	int r;

	if (!path) {
		(void)nic_err_set(err, -ENOMEM, "out of memory");
		return -ENOMEM;
	}
	r = textfile_read(path, MAX_BYTES, &text, &bytes, err);
	if (r < 0)
		return r;
	*ret_value = zckernel_define(text, name, arena);
	if (*ret_value)
		return 0;
	(void)nic_err_set(err, -ENOENT, "'%s' has no %s", path, name);
	return -ENOENT;
}

static int read_version(struct arena *arena, struct zckernel *kernel, struct nic_err *err)
{
	static const char *const names[] = {"#define LINUX_VERSION_MAJOR",
					    "#define LINUX_VERSION_PATCHLEVEL",
					    "#define LINUX_VERSION_SUBLEVEL"};
	const char *parts[3] = {NULL, NULL, NULL};

	for (size_t i = 0; i < 3; i++) {
		int r = read_define(kernel->headers,
				    "include/generated/uapi/linux/version.h", names[i],
				    arena, &parts[i], err);

		if (r < 0)
			return r;
	}
	kernel->version = arena_printf(arena, "%s.%s.%s", parts[0], parts[1], parts[2]);
	kernel->series = arena_printf(arena, "%s.%s", parts[0], parts[1]);
	return 0;
}

/* "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)" */
static void read_package(struct arena *arena, struct zckernel *kernel)
{
	static const char *const files[] = {"include/generated/utsversion.h",
					    "include/generated/compile.h"};
	const char *text = NULL, *found;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(files) && !text; i++)
		(void)read_define(kernel->headers, files[i], "#define UTS_VERSION", arena,
				  &text, NULL); /* only used for a hint */
	found = text ? strstr(text, "Debian ") : NULL;
	if (found) {
		found += strlen("Debian ");
		kernel->package = arena_strndup(arena, found, strcspn(found, " "));
	}
}

static int check_headers(const struct zckernel *kernel, const char *asked,
			 struct arena *arena, struct nic_err *err)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(needed); i++) {
		const char *path =
			arena_printf(arena, "%s/%s", kernel->headers, needed[i]);

		if (path && access(path, R_OK) == 0)
			continue;
		if (access(kernel->headers, F_OK) < 0 && !asked)
			(void)nic_err_set(err, -ENOENT, "there is no folder '%s'",
					  kernel->headers);
		else if (access(kernel->headers, F_OK) < 0)
			(void)nic_err_set(
				err, -ENOENT,
				"the headers of kernel %s are not installed: there is no '%s'",
				asked, kernel->headers);
		else
			(void)nic_err_set(
				err, -ENOENT,
				"'%s' does not hold the headers of a built kernel: %s is missing",
				kernel->headers, needed[i]);
		zchint_headers(err, asked);
		return -ENOENT;
	}
	return 0;
}

int zckernel_read(const char *release, const char *headers, struct arena *arena,
		  struct zckernel *ret, struct nic_err *err)
{
	struct zckernel kernel = {.headers = headers};
	int r;

	if (!headers)
		kernel.headers = arena_printf(arena, "/lib/modules/%s/build", release);
	if (!kernel.headers)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = check_headers(&kernel, release, arena, err);
	if (r < 0)
		return r;
	r = read_define(kernel.headers, "include/generated/utsrelease.h",
			"#define UTS_RELEASE", arena, &kernel.release, err);
	if (r < 0)
		return r;
	if (release && strcmp(release, kernel.release) != 0) {
		(void)nic_err_set(err, -EINVAL,
				  "the headers in '%s' are those of kernel %s, not of %s",
				  kernel.headers, kernel.release, release);
		zchint_headers(err, release);
		return -EINVAL;
	}
	r = read_version(arena, &kernel, err);
	if (r < 0)
		return r;
	read_package(arena, &kernel);
	if (read_define(kernel.headers, "include/config/auto.conf",
			"CONFIG_MODULE_SIG_HASH", arena, &kernel.sig_hash, NULL) < 0)
		kernel.sig_hash = "sha256"; /* a kernel that does not check signatures */
	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret = kernel;
	return 0;
}
