/* SPDX-License-Identifier: GPL-2.0-or-later */
/* uname's names of machines and ELF's numbers for them. */
#include "machine.h"

#include <elf.h>
#include <string.h>

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258 /* glibc has it since 2.36 */
#endif

/* @name: the start of what `uname -m` says; the first that fits counts. */
static const struct machine {
	const char *name;
	unsigned int e_machine;
	unsigned int elf_class;
} machines[] = {
	{"x86_64", EM_X86_64, ELFCLASS64},
	{"i386", EM_386, ELFCLASS32},
	{"i486", EM_386, ELFCLASS32},
	{"i586", EM_386, ELFCLASS32},
	{"i686", EM_386, ELFCLASS32},
	{"aarch64", EM_AARCH64, ELFCLASS64},
	{"arm", EM_ARM, ELFCLASS32},
	{"ppc64", EM_PPC64, ELFCLASS64},
	{"ppc", EM_PPC, ELFCLASS32},
	{"s390x", EM_S390, ELFCLASS64},
	{"riscv64", EM_RISCV, ELFCLASS64},
	{"riscv32", EM_RISCV, ELFCLASS32},
	{"loongarch64", EM_LOONGARCH, ELFCLASS64},
	{"sparc64", EM_SPARCV9, ELFCLASS64},
	{"mips64", EM_MIPS, ELFCLASS64},
	{"mips", EM_MIPS, ELFCLASS32},
};

bool machine_fits(const char *machine, unsigned int e_machine, unsigned int elf_class)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(machines); i++) {
		if (strncmp(machine, machines[i].name, strlen(machines[i].name)) == 0)
			return e_machine == machines[i].e_machine &&
			       elf_class == machines[i].elf_class;
	}
	return true;
}

unsigned int machine_elf_data(void)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
}

const char *machine_elf_name(unsigned int e_machine, unsigned int elf_class,
			     unsigned int elf_data, struct arena *arena)
{
	const char *order = "";
	const char *text;

	if (elf_data != machine_elf_data())
		order = elf_data == ELFDATA2MSB ? " (big-endian)" : " (little-endian)";
	for (size_t i = 0; i < NIC_ARRAY_SIZE(machines); i++) {
		if (e_machine != machines[i].e_machine ||
		    elf_class != machines[i].elf_class)
			continue;
		text = arena_printf(arena, "%s%s", machines[i].name, order);
		return text ? text : machines[i].name;
	}
	text = arena_printf(arena, "another machine (ELF number %u, %d bit)%s", e_machine,
			    elf_class == ELFCLASS64 ? 64 : 32, order);
	return text ? text : "another machine";
}
