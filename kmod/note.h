/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The GNU build id in a section (or a sysfs file) of ELF notes. */
#ifndef NICCTL_KMOD_NOTE_H
#define NICCTL_KMOD_NOTE_H

#include "arena.h"

/* The build id as hex text of @arena; NULL when there is none in these @bytes, whatever
 * they hold, or memory is out. */
const char *note_build_id(struct arena *arena, const void *notes, size_t bytes);

#endif
