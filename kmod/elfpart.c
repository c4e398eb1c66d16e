/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sections, texts and symbols of a module file that is open. */
#include "elfpart.h"

#include <gelf.h>
#include <string.h>

const char *elfpart_string(const struct elfpart *part, uint64_t offset)
{
	if (offset >= part->n || !memchr(part->bytes + offset, '\0', part->n - offset))
		return NULL;
	return (const char *)part->bytes + offset;
}

/* elffile_open() has not seen section 0, which a damaged file may refer to. */
static struct elfpart part_of(const struct elffile *file, const GElf_Shdr *head)
{
	struct elfpart part = {0};

	if (head->sh_type == SHT_NOBITS || head->sh_type == SHT_NULL ||
	    !elffile_holds(file, head->sh_offset, head->sh_size))
		return part;
	part.bytes = file->image + head->sh_offset;
	part.n = head->sh_size;
	return part;
}

struct elfpart elfpart_section_at(const struct elffile *file, size_t index,
				  const char **ret_name)
{
	struct elfpart none = {0}, names;
	GElf_Shdr head, names_head;
	size_t names_index;

	if (!gelf_getshdr(elf_getscn(file->elf, index), &head))
		return none;
	if (ret_name) {
		*ret_name = NULL;
		if (elf_getshdrstrndx(file->elf, &names_index) == 0 &&
		    gelf_getshdr(elf_getscn(file->elf, names_index), &names_head)) {
			names = part_of(file, &names_head);
			*ret_name = elfpart_string(&names, head.sh_name);
		}
	}
	return part_of(file, &head);
}

struct elfpart elfpart_section(const struct elffile *file, const char *name)
{
	struct elfpart part, none = {0};
	const char *its_name = NULL;
	size_t n = 0;

	if (elf_getshdrnum(file->elf, &n) < 0)
		return none;
	for (size_t i = 1; i < n; i++) {
		part = elfpart_section_at(file, i, &its_name);
		if (its_name && strcmp(its_name, name) == 0)
			return part;
	}
	return none;
}

bool elfpart_symtab(const struct elffile *file, struct elfsymtab *ret_table)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head, strings;

	while ((section = elf_nextscn(file->elf, section))) {
		if (!gelf_getshdr(section, &head) || head.sh_type != SHT_SYMTAB)
			continue;
		if (!gelf_getshdr(elf_getscn(file->elf, head.sh_link), &strings))
			return false;
		ret_table->is_64bit = file->image[EI_CLASS] == ELFCLASS64;
		ret_table->symbols = part_of(file, &head);
		ret_table->strings = part_of(file, &strings);
		ret_table->n =
			ret_table->symbols.n /
			(ret_table->is_64bit ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym));
		return true;
	}
	return false;
}

void elfpart_symbol(const struct elfsymtab *table, size_t index,
		    struct elfsymbol *ret_symbol)
{
	const uint8_t *bytes = table->symbols.bytes;
	Elf64_Sym wide;
	Elf32_Sym narrow;

	if (table->is_64bit) {
		memcpy(&wide, bytes + index * sizeof(wide), sizeof(wide));
	} else {
		memcpy(&narrow, bytes + index * sizeof(narrow), sizeof(narrow));
		wide.st_name = narrow.st_name;
		wide.st_value = narrow.st_value;
		wide.st_shndx = narrow.st_shndx;
		wide.st_info = narrow.st_info;
	}
	ret_symbol->name = elfpart_string(&table->strings, wide.st_name);
	ret_symbol->value = wide.st_value;
	ret_symbol->section = wide.st_shndx;
	ret_symbol->bind = ELF64_ST_BIND(wide.st_info); /* the same in both classes */
}
