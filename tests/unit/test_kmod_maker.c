/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes small ELF files section by section, and folders like those of a machine. */
#include "test_kmod_maker.h"

#undef NDEBUG /* what cannot be made ends the test in a release build, too */
#include <assert.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_SECTIONS 32

extern char **environ;

struct bytes {
	uint8_t *at;
	size_t n;
};

struct maker {
	struct bytes data[MAX_SECTIONS];
	Elf64_Shdr heads[MAX_SECTIONS];
	unsigned int n; /* sections, with the empty first one */
	struct bytes names, info, versions, symbols, strings, tail;
};

static size_t append(struct bytes *to, const void *bytes, size_t n)
{
	size_t at = to->n;

	to->at = realloc(to->at, to->n + n + 1);
	assert(to->at);
	if (n)
		memcpy(to->at + at, bytes, n);
	to->n += n;
	return at;
}

struct maker *maker_new(void)
{
	static const Elf64_Sym no_symbol;
	struct maker *maker = calloc(1, sizeof(*maker));

	assert(maker);
	maker->n = 1;
	(void)append(&maker->names, "", 1);
	(void)append(&maker->strings, "", 1);
	(void)append(&maker->symbols, &no_symbol, sizeof(no_symbol));
	return maker;
}

void maker_freep(struct maker **maker)
{
	struct maker *m = *maker;

	if (!m)
		return;
	for (unsigned int i = 0; i < m->n; i++)
		free(m->data[i].at);
	free(m->names.at);
	free(m->info.at);
	free(m->versions.at);
	free(m->symbols.at);
	free(m->strings.at);
	free(m->tail.at);
	free(m);
	*maker = NULL;
}

unsigned int maker_section(struct maker *maker, const char *name, unsigned int type,
			   const void *bytes, size_t n)
{
	unsigned int index = maker->n++;

	assert(index < MAX_SECTIONS);
	maker->heads[index].sh_name =
		(uint32_t)append(&maker->names, name, strlen(name) + 1);
	maker->heads[index].sh_type = type;
	maker->heads[index].sh_addralign = 1;
	(void)append(&maker->data[index], bytes, n);
	return index;
}

void maker_info(struct maker *maker, const char *line)
{
	(void)append(&maker->info, line, strlen(line) + 1);
}

void maker_version(struct maker *maker, const char *name, uint32_t crc)
{
	struct {
		uint64_t crc;
		char name[56];
	} entry = {.crc = crc};

	assert(strlen(name) < sizeof(entry.name));
	memcpy(entry.name, name, strlen(name));
	(void)append(&maker->versions, &entry, sizeof(entry));
}

void maker_symbol(struct maker *maker, const char *name, unsigned int bind,
		  unsigned int section, uint64_t value)
{
	Elf64_Sym symbol = {
		.st_name = (uint32_t)append(&maker->strings, name, strlen(name) + 1),
		.st_info = (unsigned char)ELF64_ST_INFO(bind, STT_NOTYPE),
		.st_shndx = (uint16_t)section,
		.st_value = value,
	};

	(void)append(&maker->symbols, &symbol, sizeof(symbol));
}

void maker_build_id(struct maker *maker, uint8_t byte)
{
	uint8_t note[16 + 20] = {0};
	const Elf32_Nhdr head = {4, 20, NT_GNU_BUILD_ID};

	memcpy(note, &head, sizeof(head));
	memcpy(note + sizeof(head), "GNU", 4);
	memset(note + 16, byte, 20);
	(void)maker_section(maker, ".note.gnu.build-id", SHT_NOTE, note, sizeof(note));
}

void maker_tail(struct maker *maker, const void *bytes, size_t n)
{
	(void)append(&maker->tail, bytes, n);
}

static void add_own_sections(struct maker *maker)
{
	unsigned int index;

	if (maker->info.n)
		(void)maker_section(maker, ".modinfo", SHT_PROGBITS, maker->info.at,
				    maker->info.n);
	if (maker->versions.n)
		(void)maker_section(maker, "__versions", SHT_PROGBITS, maker->versions.at,
				    maker->versions.n);
	index = maker_section(maker, ".symtab", SHT_SYMTAB, maker->symbols.at,
			      maker->symbols.n);
	maker->heads[index].sh_link = index + 1;
	maker->heads[index].sh_entsize = sizeof(Elf64_Sym);
	maker->heads[index].sh_addralign = 8;
	(void)maker_section(maker, ".strtab", SHT_STRTAB, maker->strings.at,
			    maker->strings.n);
	(void)append(&maker->names, ".shstrtab", 10);
	index = maker->n++;
	maker->heads[index].sh_type = SHT_STRTAB;
	maker->heads[index].sh_name = (uint32_t)maker->names.n - 10;
	(void)append(&maker->data[index], maker->names.at, maker->names.n);
}

static void pad(struct bytes *file)
{
	while (file->n % 8)
		(void)append(file, "", 1);
}

uint8_t *maker_finish(struct maker *maker, size_t *ret_n)
{
	const uint16_t one = 1;
	uint8_t data = *(const uint8_t *)&one ? ELFDATA2LSB : ELFDATA2MSB;
	Elf64_Ehdr head = {
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, data, EV_CURRENT},
		.e_type = ET_REL,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(head),
		.e_shentsize = sizeof(Elf64_Shdr),
	};
	struct bytes file = {0};

	add_own_sections(maker);
	head.e_shnum = (uint16_t)maker->n;
	head.e_shstrndx = (uint16_t)(maker->n - 1);
	(void)append(&file, &head, sizeof(head));
	for (unsigned int i = 1; i < maker->n; i++) {
		pad(&file);
		maker->heads[i].sh_size = maker->data[i].n;
		maker->heads[i].sh_offset =
			append(&file, maker->data[i].at, maker->data[i].n);
	}
	pad(&file);
	head.e_shoff = append(&file, maker->heads, maker->n * sizeof(Elf64_Shdr));
	memcpy(file.at, &head, sizeof(head));
	(void)append(&file, maker->tail.at, maker->tail.n);
	*ret_n = file.n;
	return file.at;
}

char *maker_folder(void)
{
	const char *base = getenv("TMPDIR");
	char *path = NULL;
	int n;

	n = asprintf(&path, "%s/nicctl-kmod.XXXXXX", base ? base : "/tmp");
	assert(n > 0);
	assert(mkdtemp(path));
	return path;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void maker_remove_folder(char *folder)
{
	(void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS); /* /tmp's own now */
	free(folder);
}

static void make_folders(char *path)
{
	for (char *at = path + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		assert(mkdir(path, 0755) == 0 || errno == EEXIST);
		*at = '/';
	}
}

void maker_write(const char *folder, const char *path, const void *bytes, size_t n)
{
	char full[PATH_MAX];
	FILE *file;

	(void)snprintf(full, sizeof(full), "%s/%s", folder, path);
	make_folders(full);
	file = fopen(full, "we");
	assert(file);
	assert(fwrite(bytes, 1, n, file) == n);
	assert(fclose(file) == 0);
}

void maker_text(const char *folder, const char *path, const char *text)
{
	maker_write(folder, path, text, strlen(text));
}

void maker_module(const char *folder, const char *path, struct maker *maker)
{
	uint8_t *bytes;
	size_t n;

	bytes = maker_finish(maker, &n);
	maker_write(folder, path, bytes, n);
	free(bytes);
	maker_freep(&maker);
}

int maker_run(const char *const argv[])
{
	int status = 0;
	pid_t pid;

	/* The array is only read; the prototype predates const. */
	if (posix_spawnp(&pid, argv[0], NULL, NULL, (char **)(uintptr_t)argv, environ))
		return 127;
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 126;
	return WEXITSTATUS(status);
}
