/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An image is a row of plain archives (microcode, with newer initramfs-tools modules,
 * too) and then, mostly, a compressed one. */
#include "initramfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cpio.h"
#include "modfile.h"
#include "unpack.h"

struct search {
	const char *release, *name;
	struct arena *arena;
	struct initramfs found;
};

/* Another stream's read, which ends with -ETIME when the time is over. */
struct timed {
	ssize_t (*read)(void *ctx, void *buffer, size_t bytes);
	void *ctx;
	int64_t end_ms; /* of now_ms(); 0: never */
};

const char *initramfs_find(const char *root, const char *release, struct arena *arena)
{
	const char *const paths[] = {
		arena_printf(arena, "%s/boot/initrd.img-%s", root, release),
		arena_printf(arena, "%s/boot/initramfs-%s.img", root, release),
		arena_printf(arena, "%s/lib/modules/%s/initrd", root, release),
	};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(paths); i++) {
		if (paths[i] && access(paths[i], F_OK) == 0)
			return paths[i];
	}
	return NULL;
}

/* Without "./", "usr/" and "lib/modules/RELEASE/"; NULL: it is elsewhere. */
static const char *below_modules(const struct search *search, const char *name)
{
	const char *const heads[] = {"./", "/", "usr/", "lib/modules/", search->release};
	bool is_needed[] = {false, false, false, true, true};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(heads); i++) {
		size_t bytes = strlen(heads[i]);

		if (strncmp(name, heads[i], bytes) == 0)
			name += bytes;
		else if (is_needed[i])
			return NULL;
	}
	return *name == '/' ? name + 1 : NULL;
}

static bool is_module(const struct search *search, const char *name)
{
	const char *below = below_modules(search, name), *base;
	char module[64] = ""; /* MODULE_NAME_LEN of the kernel */
	size_t bytes;

	if (!below)
		return false;
	base = strrchr(below, '/');
	base = base ? base + 1 : below;
	bytes = strcspn(base, ".");
	if (bytes >= sizeof(module) || strncmp(base + bytes, ".ko", 3) != 0)
		return false;
	memcpy(module, base, bytes);
	return module_name_equal(module, search->name);
}

static bool wants(void *ctx, const char *name, uint64_t bytes)
{
	struct search *search = ctx;

	(void)bytes;
	if (strstr(name, "lib/firmware/") && strstr(name, "intel/ice/ddp/"))
		search->found.has_ddp = true;
	return is_module(search, name);
}

/* Through a file in memory: its reader goes by descriptors, and knows compressed ones. */
static int take(void *ctx, const char *name, const uint8_t *data, size_t bytes)
{
	struct search *search = ctx;
	int fd = memfd_create("nicctl", MFD_CLOEXEC), r = 0;
	struct modfile file = {0};
	char path[64];

	search->found.path = arena_strdup(search->arena, below_modules(search, name));
	for (size_t at = 0; fd >= 0 && at < bytes;) {
		ssize_t put = write(fd, data + at, bytes - at);

		if (put <= 0)
			break;
		at += (size_t)put;
	}
	if (fd >= 0) {
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		r = modfile_read(search->arena, path, search->name, NULL, &file);
		(void)close(fd); /* it was only in memory */
	}
	if (r == 0 && !file.problem)
		search->found.build_id = file.build_id;
	return r;
}

static int64_t now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static ssize_t read_timed(void *ctx, void *buffer, size_t bytes)
{
	const struct timed *timed = ctx;

	if (timed->end_ms && now_ms() >= timed->end_ms)
		return -ETIME;
	return timed->read(timed->ctx, buffer, bytes);
}

static ssize_t read_fd(void *ctx, void *buffer, size_t bytes)
{
	ssize_t got;

	do
		got = read(*(int *)ctx, buffer, bytes);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* @timed: of @stream, which read what is in front. */
static int read_packed(int fd, struct timed *timed, const struct cpio_visitor *visitor,
		       struct cpio_stream *stream, struct nic_err *err)
{
	struct unpack *unpack = NULL;
	uint64_t offset = stream->offset;
	int r;

	if (lseek(fd, (off_t)offset, SEEK_SET) < 0)
		return nic_err_set(err, -errno, "cannot be read: %s",
				   nic_strerror(errno));
	r = unpack_open(fd, &unpack, err);
	if (r < 0)
		return r;
	memset(stream, 0, sizeof(*stream));
	timed->read = unpack_read;
	timed->ctx = unpack;
	stream->read = read_timed;
	stream->ctx = timed;
	r = cpio_walk(stream, visitor, err);
	unpack_close(unpack);
	return r > 0 ? nic_err_set(err, -EINVAL, "holds something else than an archive")
		     : r;
}

static int open_image(const char *path, struct nic_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return nic_err_set(err, -errno, "cannot be opened: %s",
				   nic_strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size)
		return fd;
	(void)close(fd); /* nothing was written */
	return nic_err_set(err, -EINVAL, "is empty or no regular file");
}

int initramfs_read(const char *path, const char *release, const char *name, int limit_ms,
		   struct arena *arena, struct initramfs *ret, struct nic_err *err)
{
	struct search search = {.release = release, .name = name, .arena = arena};
	const struct cpio_visitor visitor = {wants, take, &search};
	struct cpio_stream *stream = calloc(1, sizeof(*stream));
	int fd = stream ? open_image(path, err)
			: nic_err_set(err, -ENOMEM, "cannot be read: out of memory");
	struct timed timed = {read_fd, &fd, limit_ms ? now_ms() + limit_ms : 0};
	int r = fd;

	if (fd >= 0) {
		stream->read = read_timed;
		stream->ctx = &timed;
		r = cpio_walk(stream, &visitor, err);
		if (r > 0)
			r = read_packed(fd, &timed, &visitor, stream, err);
		(void)close(fd); /* nothing was written */
	}
	free(stream);
	if (r == -ETIME)
		r = nic_err_set(err, r, "takes more than %d ms to be read", limit_ms);
	if (r == 0 && arena_failed(arena))
		r = nic_err_set(err, -ENOMEM, "cannot be read: out of memory");
	if (r == 0)
		*ret = search.found;
	return r;
}
