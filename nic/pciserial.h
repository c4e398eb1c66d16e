/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The serial number of a PCI Express card. */
#ifndef NICCTL_NIC_PCISERIAL_H
#define NICCTL_NIC_PCISERIAL_H

#include "arena.h"

/* The Device Serial Number of the function at @address, out of its configuration space
 * below @root ("": the machine itself), as 16 lower-case hex digits of @arena. NULL: it
 * has none, or the space cannot be read that far (the kernel shows others than root only
 * its first 64 bytes). */
const char *pciserial_read(const char *root, const char *address, struct arena *arena);

/* The same out of a text such as devlink has it: "b4-96-91-ff-ff-a1-b2-c3". NULL: it is
 * of another form. */
const char *pciserial_of_text(const char *text, struct arena *arena);

#endif
