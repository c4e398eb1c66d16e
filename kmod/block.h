/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps everybody who asks modprobe.d from loading certain modules for a while. */
#ifndef NICCTL_KMOD_BLOCK_H
#define NICCTL_KMOD_BLOCK_H

#include <time.h>

#include "arena.h"
#include "err.h"

/* Below the machine's root. Read by libkmod (udev, modprobe), gone after a reboot. */
#define BLOCK_PATH "/run/modprobe.d/nicctl-change.conf"

/* Writes the file below @root, in place of one that is there: `blacklist` keeps udev and
 * the kernel, who ask for aliases, quietly from loading one of @modules; `install` keeps
 * out who asks by name, and who would load it as a dependency. System calls are not
 * affected. @why: for its reader, without a line break. Readers see all of it or nothing.
 * Returns 0 or the errno of the file; -EPERM: the folder is not only the caller's. */
int block_write(const char *root, const char *why, const struct strv *modules,
		struct nic_err *err);

/* Which modules the file below @root keeps from loading; names are taken from @arena.
 * Returns 1, 0 when there is no file, or an errno. */
int block_read(const char *root, struct arena *arena, struct strv *ret_modules,
	       struct nic_err *err);

/* What block_untouch() sets back. */
struct block_touched {
	char path[64];
	struct timespec was; /* its time of modification */
};

/* Gives a folder of modprobe.d below @root that has always been there a new time of
 * modification: libkmod, and with it udev, compares the times of the folders that were
 * there when it read them last, and so never finds /run/modprobe.d when it was made
 * since. Even `udevadm control --reload` reads nothing again unless such a time has
 * changed (systemd 252, src/udev/udevd.c: manager_reload(); kmod, libkmod/libkmod.c:
 * kmod_validate_resources()). Returns 0 or the errno of the last folder tried. */
int block_touch(const char *root, struct block_touched *ret_touched);

/* Sets the time back, once udev has seen the other. */
void block_untouch(const char *root, const struct block_touched *touched);

/* Removes it. Returns 1 when there was one, 0 when not, or an errno. */
int block_remove(const char *root, struct nic_err *err);

#endif
