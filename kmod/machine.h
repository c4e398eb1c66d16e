/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ELF files fit which machine. */
#ifndef NICCTL_KMOD_MACHINE_H
#define NICCTL_KMOD_MACHINE_H

#include <stdbool.h>

#include "arena.h"

/* Can a kernel of @machine (as `uname -m`) load files with this e_machine and class?
 * True also for machines that this program knows nothing about. */
bool machine_fits(const char *machine, unsigned int e_machine, unsigned int elf_class);

/* The byte order of this machine: ELFDATA2LSB or ELFDATA2MSB. */
unsigned int machine_elf_data(void);

/* What a file is built for, in words; constant or of @arena. */
const char *machine_elf_name(unsigned int e_machine, unsigned int elf_class,
			     unsigned int elf_data, struct arena *arena);

#endif
