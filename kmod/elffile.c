/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens a module file and checks, before anyone looks inside, that it is one for this
 * machine and that every section lies within it. libdw uncompresses .xz, .gz and .zst by
 * itself and maps plain files, so only the pages that are looked at are read. */
#include "elffile.h"

#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"
#include "machine.h"

#define MIB ((off_t)1024 * 1024)

/* The largest modules with debug information stay below 200 MiB; compressed ones come
 * without it. The smaller limit also bounds what a compressed file can blow up to. */
#define PLAIN_MAX_BYTES (512 * MIB)
#define COMPRESSED_MAX_BYTES (64 * MIB)

static const char out_of_memory[] = "cannot be read: out of memory";

/* The file formats that start with these bytes; the first is the one all others hold. */
static const struct format {
	const char *name;
	const char *magic;
	size_t magic_bytes;
} formats[] = {
	{"ELF", "\177ELF", 4},
	{"xz", "\3757zXZ\0", 6},
	{"gzip", "\037\213", 2},
	{"zstd", "\050\265\057\375", 4},
};

static const char *fail(int *ret_errno, int code, const char *problem)
{
	*ret_errno = code;
	return problem ? problem : out_of_memory;
}

static const char *kind_problem(mode_t mode, int *ret_errno)
{
	if (S_ISDIR(mode))
		return fail(ret_errno, -EISDIR, "is a directory");
	if (S_ISFIFO(mode))
		return fail(ret_errno, -EINVAL, "is a named pipe, not a regular file");
	if (S_ISSOCK(mode))
		return fail(ret_errno, -EINVAL, "is a socket, not a regular file");
	return fail(ret_errno, -EINVAL, "is a device, not a regular file");
}

static const char *open_problem(const char *path, struct arena *arena, int *ret_errno)
{
	int code = -errno;
	struct stat st;

	if (code == -ENOENT && lstat(path, &st) == 0)
		return fail(ret_errno, code, "is a link to a file that does not exist");
	if (code == -ENOENT || code == -ENOTDIR)
		return fail(ret_errno, code, "does not exist");
	if (code == -ENXIO) /* how open(2) answers for sockets */
		return fail(ret_errno, code, "is not a regular file");
	if (code == -EACCES || code == -EPERM)
		return fail(
			ret_errno, code,
			arena_printf(arena, "may not be read: %s", nic_strerror(code)));
	return fail(ret_errno, code,
		    arena_printf(arena, "cannot be opened: %s", nic_strerror(code)));
}

/* O_NONBLOCK: the open of a named pipe must not wait for its other end. */
static const char *open_regular(const char *path, struct arena *arena,
				struct elffile *file, int *ret_errno)
{
	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (file->fd < 0 || fstat(file->fd, &file->seen) < 0)
		return open_problem(path, arena, ret_errno);
	if (!S_ISREG(file->seen.st_mode))
		return kind_problem(file->seen.st_mode, ret_errno);
	return NULL;
}

static const char *check_size(const struct elffile *file, bool is_64bit,
			      struct arena *arena, int *ret_errno)
{
	off_t most = file->is_compressed ? COMPRESSED_MAX_BYTES : PLAIN_MAX_BYTES;
	off_t least = is_64bit ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
	off_t size = file->seen.st_size;

	if (size > most)
		return fail(ret_errno, -EFBIG,
			    arena_printf(arena,
					 "is too large for a module: %jd bytes "
					 "(at most %jd)",
					 (intmax_t)size, (intmax_t)most));
	if (!file->is_compressed && size < least)
		return fail(ret_errno, -ENOEXEC,
			    arena_printf(arena,
					 "is cut short: it ends at byte %jd, within its "
					 "ELF header",
					 (intmax_t)size));
	return NULL;
}

static const char *find_format(struct elffile *file, struct arena *arena,
			       const struct format **ret_format, int *ret_errno)
{
	char start[8] = {0};
	ssize_t n = pread(file->fd, start, sizeof(start), 0);
	int code = -errno;

	if (n < 0)
		return fail(
			ret_errno, code,
			arena_printf(arena, "cannot be read: %s", nic_strerror(code)));
	if (n == 0)
		return fail(ret_errno, -ENOEXEC, "is empty");
	for (size_t i = 0; i < NIC_ARRAY_SIZE(formats); i++) {
		if (memcmp(start, formats[i].magic, formats[i].magic_bytes) != 0)
			continue;
		*ret_format = &formats[i];
		file->is_compressed = i > 0;
		return check_size(file, start[EI_CLASS] == ELFCLASS64, arena, ret_errno);
	}
	return fail(ret_errno, -ENOEXEC, "is not an ELF file");
}

/* libdw hands out a file as it is when it does not know the format, or when its start is
 * too odd. */
static bool is_still_compressed(const struct elffile *file, const struct format *format)
{
	return file->is_compressed && file->image_bytes == (size_t)file->seen.st_size &&
	       memcmp(file->image, format->magic, format->magic_bytes) == 0;
}

static const char *read_image(struct elffile *file, const struct format *format,
			      struct arena *arena, int *ret_errno)
{
	const void *image;

	(void)elf_version(EV_CURRENT); /* fails only for versions from the future */
	file->elf = dwelf_elf_begin(file->fd);
	image = file->elf ? elf_rawfile(file->elf, &file->image_bytes) : NULL;
	if (!image && file->is_compressed)
		return fail(ret_errno, -ENOEXEC,
			    arena_printf(arena,
					 "cannot be uncompressed (%s): it is cut short "
					 "or damaged",
					 format->name));
	if (!image)
		return fail(ret_errno, -ENOEXEC,
			    arena_printf(arena, "is damaged: %s", elf_errmsg(-1)));
	file->image = image;
	if (is_still_compressed(file, format))
		return fail(ret_errno, -EOPNOTSUPP,
			    arena_printf(arena,
					 "cannot be uncompressed (%s): it is damaged, or "
					 "the libdw of this system was built without %s",
					 format->name, format->name));
	return NULL;
}

static const char *check_header(const struct elffile *file, const char *machine,
				struct arena *arena, int *ret_errno)
{
	const uint8_t *ident = file->image;
	GElf_Ehdr head;

	if (file->image_bytes < EI_NIDENT || memcmp(ident, ELFMAG, SELFMAG) != 0)
		return fail(ret_errno, -ENOEXEC, "is not an ELF file");
	if (ident[EI_CLASS] != ELFCLASS32 && ident[EI_CLASS] != ELFCLASS64)
		return fail(ret_errno, -ENOEXEC, "is damaged: its ELF class is unknown");
	if (!gelf_getehdr(file->elf, &head))
		return fail(ret_errno, -ENOEXEC,
			    arena_printf(arena, "is damaged: its ELF header: %s",
					 elf_errmsg(-1)));
	if (ident[EI_DATA] != machine_elf_data() ||
	    (machine && !machine_fits(machine, head.e_machine, ident[EI_CLASS])))
		return fail(ret_errno, -ENOEXEC,
			    arena_printf(arena, "is built for %s, this machine is %s",
					 machine_elf_name(head.e_machine, ident[EI_CLASS],
							  ident[EI_DATA], arena),
					 machine ? machine : "another one"));
	if (head.e_type != ET_REL)
		return fail(ret_errno, -ENOEXEC,
			    "is an ELF file, but not a kernel module (not relocatable)");
	return NULL;
}

static const char *check_table(const struct elffile *file, struct arena *arena,
			       int *ret_errno)
{
	uint64_t bytes, end;
	GElf_Ehdr head;
	size_t n = 0;

	if (!gelf_getehdr(file->elf, &head) || head.e_shoff == 0)
		return fail(ret_errno, -ENOEXEC,
			    "is not a kernel module (no section table)");
	/* libelf counts none when the table is out of bounds; the header still tells. */
	if (elf_getshdrnum(file->elf, &n) < 0 || n < head.e_shnum)
		n = head.e_shnum;
	if (head.e_shentsize != gelf_fsize(file->elf, ELF_T_SHDR, 1, EV_CURRENT))
		return fail(ret_errno, -ENOEXEC,
			    "is damaged: its section table has entries of a wrong size");
	bytes = (uint64_t)n * head.e_shentsize;
	end = head.e_shoff + bytes;
	if (end < bytes || end > file->image_bytes)
		return fail(ret_errno, -ENOEXEC,
			    arena_printf(arena,
					 "is cut short: its section table ends at byte "
					 "%" PRIu64 " of %zu",
					 end, file->image_bytes));
	return NULL;
}

bool elffile_holds(const struct elffile *file, uint64_t offset, uint64_t bytes)
{
	return offset <= file->image_bytes && bytes <= file->image_bytes - offset;
}

static const char *check_sections(const struct elffile *file, struct arena *arena,
				  int *ret_errno)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;

	while ((section = elf_nextscn(file->elf, section))) {
		if (!gelf_getshdr(section, &head))
			return fail(ret_errno, -ENOEXEC,
				    "is damaged: its section table cannot be read");
		if (head.sh_type == SHT_NOBITS || head.sh_type == SHT_NULL)
			continue;
		if (elffile_holds(file, head.sh_offset, head.sh_size))
			continue;
		return fail(ret_errno, -ENOEXEC,
			    arena_printf(arena,
					 "is cut short: section %zu begins at byte "
					 "%" PRIu64 " and has %" PRIu64
					 " bytes, the file %zu",
					 elf_ndxscn(section), head.sh_offset,
					 head.sh_size, file->image_bytes));
	}
	return NULL;
}

const char *elffile_open(const char *path, const char *machine, struct arena *arena,
			 struct elffile *file, int *ret_errno)
{
	const struct format *format = NULL;
	const char *problem;

	memset(file, 0, sizeof(*file));
	problem = open_regular(path, arena, file, ret_errno);
	if (!problem)
		problem = find_format(file, arena, &format, ret_errno);
	if (!problem)
		problem = read_image(file, format, arena, ret_errno);
	if (!problem)
		problem = check_header(file, machine, arena, ret_errno);
	if (!problem)
		problem = check_table(file, arena, ret_errno);
	if (!problem)
		problem = check_sections(file, arena, ret_errno);
	if (problem)
		elffile_close(file);
	return problem;
}

void elffile_close(struct elffile *file)
{
	(void)elf_end(file->elf); /* counts references; there is one */
	if (file->fd >= 0)
		(void)close(file->fd); /* nothing was written */
	memset(file, 0, sizeof(*file));
	file->fd = -1;
}
