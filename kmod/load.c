/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inserting and removing modules: the system calls, and what their errors mean. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "modfile.h"
#include "modules.h"

#ifndef MODULE_INIT_COMPRESSED_FILE
#define MODULE_INIT_COMPRESSED_FILE 4 /* linux/module.h since 5.17 */
#endif

/* The checked bytes, held in memory that is not swapped out, and the file they came from:
 * some policies (IMA appraisal, LoadPin) accept a module from a trusted file only. */
struct modimage {
	char *path;
	void *bytes;
	size_t n;
	int fd;
	bool is_compressed;
	struct stat seen; /* the file as it was before the bytes were read */
};

static void image_closep(struct modimage **image)
{
	modules_image_close(*image);
	*image = NULL;
}

void modules_image_close(struct modimage *image)
{
	if (!image)
		return;
	if (image->bytes) {
		(void)munlock(image->bytes, image->n); /* may never have been locked */
		free(image->bytes);
	}
	if (image->fd >= 0)
		(void)close(image->fd); /* nothing was written */
	free(image->path);
	free(image);
}

/* Copies the image: a mapped file would change when somebody writes to the file. */
static int image_fill(struct modimage *image, struct elffile *file, const char *path)
{
	image->fd = file->fd;
	file->fd = -1; /* taken over */
	image->is_compressed = file->is_compressed;
	image->seen = file->seen;
	image->n = file->image_bytes;
	image->path = strdup(path);
	image->bytes = malloc(image->n);
	if (!image->path || !image->bytes)
		return -ENOMEM;
	memcpy(image->bytes, file->image, image->n);
	/* Best effort: without the right to lock, it is only likely to stay in memory. */
	(void)mlock(image->bytes, image->n);
	return 0;
}

static int check_build_id(const struct elffile *file, const char *path,
			  const char *build_id, struct arena *arena, struct nic_err *err)
{
	const char *its_id;

	if (!build_id)
		return 0;
	its_id = modfile_build_id(file, arena);
	if (its_id && strcmp(its_id, build_id) == 0)
		return 0;
	nic_err_set(err, -ESTALE,
		    "the file '%s' is not the one that was checked any more: "
		    "its build id is %s, it was %s",
		    path, its_id ? its_id : "gone", build_id);
	nic_err_hint(err, "Something has replaced the file meanwhile (a package update, "
			  "dkms). Start over when that has finished.");
	return -ESTALE;
}

int modules_image_open(const char *path, const char *build_id,
		       struct modimage **ret_image, struct nic_err *err)
{
	NIC_CLEANUP(image_closep) struct modimage *image = calloc(1, sizeof(*image));
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct elffile file;
	const char *problem;
	int r;

	if (image)
		image->fd = -1;
	if (!image || !arena)
		return nic_err_set(err, -ENOMEM, "out of memory");
	problem = elffile_open(path, NULL, arena, &file, &r);
	if (problem)
		return nic_err_set(err, r, "the file '%s' %s", path, problem);
	r = check_build_id(&file, path, build_id, arena, err);
	if (r == 0) {
		r = image_fill(image, &file, path);
		if (r < 0)
			nic_err_set(err, r, "the file '%s' cannot be held in memory: %s",
				    path, nic_strerror(r));
	}
	elffile_close(&file);
	if (r == 0)
		*ret_image = NIC_TAKE(image);
	return r;
}

static bool file_is_unchanged(const struct modimage *image)
{
	const struct stat *seen = &image->seen;
	struct stat now;

	return fstat(image->fd, &now) == 0 && now.st_size == seen->st_size &&
	       now.st_mtim.tv_sec == seen->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == seen->st_mtim.tv_nsec &&
	       now.st_ctim.tv_sec == seen->st_ctim.tv_sec &&
	       now.st_ctim.tv_nsec == seen->st_ctim.tv_nsec;
}

static int insert_file(const struct modimage *image, const char *params)
{
	int flags = image->is_compressed ? MODULE_INIT_COMPRESSED_FILE : 0;

	if (!file_is_unchanged(image))
		return -ESTALE;
	return syscall(SYS_finit_module, image->fd, params, flags) < 0 ? -errno : 0;
}

static int insert_bytes(const struct modimage *image, const char *params)
{
	return syscall(SYS_init_module, image->bytes, image->n, params) < 0 ? -errno : 0;
}

/* Is this about the way the module was handed over, so that the other may do? Errors of
 * the module itself (ENOEXEC, ENOENT, EINVAL, …) would only come a second time. */
static bool other_way_may_do(int code)
{
	switch (-code) {
	case EPERM:
	case EACCES:
	case ESTALE:  /* changed on the disk: the bytes in memory are the checked ones */
	case EIO:     /* the disk is gone */
	case ETXTBSY: /* somebody writes to the file */
	case EOPNOTSUPP: /* no decompression in the kernel */
	case ENOSYS:
		return true;
	}
	return false;
}

/* What the kernel means by its errors. Source: kernel/module/main.c and signing.c. */
static const struct reason {
	int code;
	const char *message;
	const char *hint;
} insert_reasons[] = {
	{EEXIST, "a module of that name is loaded already", ""},
	{ENOEXEC, "it does not fit the running kernel",
	 "It was built for another kernel release or configuration; the kernel log "
	 "(dmesg) names the difference."},
	{ENOENT, "a symbol that it needs is missing",
	 "The kernel log (dmesg) names it; load the module that offers it first."},
	{EINVAL, "a symbol has another version than it needs, or a parameter is wrong",
	 "See the kernel log (dmesg)."},
	{EKEYREJECTED, "its signature is not accepted",
	 "It was changed after it was signed, or the key is revoked."},
	{ENOKEY, "the kernel does not know the key it is signed with",
	 "Enrol the key (mokutil --import) and reboot, or use a module signed with a "
	 "trusted key."},
	{EBADMSG, "its signature is damaged", "Build or install the file anew."},
	{EPERM, "the kernel does not permit it",
	 "Needed: root with CAP_SYS_MODULE, kernel.modules_disabled=0, and no lockdown "
	 "or security module that forbids it; see the kernel log (dmesg)."},
	{EACCES, "a security module forbids it",
	 "See the audit log and the kernel log (dmesg)."},
	{EBUSY,
	 "another load of a module of that name has just failed, or its device "
	 "is taken",
	 "See the kernel log (dmesg), and try again."},
	{EAGAIN, "the kernel asks to try again", "Try again."},
	{ENOMEM, "the kernel has no memory for it", ""},
	{ENODEV, "it found no device it can drive", "See the kernel log (dmesg)."},
	{ENOSYS, "this kernel cannot load modules", ""},
};

static int insert_error(const struct modimage *image, int code, struct nic_err *err)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(insert_reasons); i++) {
		const struct reason *reason = &insert_reasons[i];

		if (reason->code != -code)
			continue;
		nic_err_set(err, code, "the kernel refuses the module '%s': %s (%s)",
			    image->path, reason->message, nic_strerror(code));
		nic_err_hint(err, "%s", reason->hint);
		return code;
	}
	nic_err_set(err, code, "the module '%s' failed to start: %s", image->path,
		    nic_strerror(code));
	nic_err_hint(err, "See the kernel log (dmesg).");
	return code;
}

/* A plain file goes by its descriptor, so that policies see where it comes from, and by
 * its bytes when that fails; a compressed one the other way round, since few kernels
 * uncompress by themselves. A refusal of the first way is what the user hears of. */
int modules_insert(const struct modimage *image, const char *params, struct nic_err *err)
{
	int first, second;

	if (!params)
		params = "";
	first = image->is_compressed ? insert_bytes(image, params)
				     : insert_file(image, params);
	if (first == 0)
		return 0;
	if (!other_way_may_do(first))
		return insert_error(image, first, err);
	second = image->is_compressed ? insert_file(image, params)
				      : insert_bytes(image, params);
	if (second == 0)
		return 0;
	if (other_way_may_do(second) && (first == -EPERM || first == -EACCES))
		second = first;
	return insert_error(image, second, err);
}

static const char *remove_reason(int code, const char **ret_hint)
{
	*ret_hint = "";
	switch (-code) {
	case EWOULDBLOCK:
		*ret_hint = "Its holders stand in /proc/modules; an open device of it "
			    "counts, too.";
		return "it is in use";
	case EBUSY:
		return "it is being loaded or removed, or it cannot be removed at all";
	case ENOENT:
		return "it is not loaded";
	case EPERM:
		*ret_hint = "Needed: root with CAP_SYS_MODULE, and "
			    "kernel.modules_disabled=0.";
		return "the kernel does not permit it";
	case ENOSYS:
		return "this kernel cannot remove modules";
	}
	return NULL;
}

int modules_remove(const char *module, struct nic_err *err)
{
	const char *reason, *hint;
	int code;

	if (syscall(SYS_delete_module, module, O_NONBLOCK) == 0)
		return 0;
	code = -errno;
	reason = remove_reason(code, &hint);
	if (reason)
		nic_err_set(err, code, "cannot remove the module '%s': %s (%s)", module,
			    reason, nic_strerror(code));
	else
		nic_err_set(err, code, "cannot remove the module '%s': %s", module,
			    nic_strerror(code));
	nic_err_hint(err, "%s", hint);
	return code;
}
