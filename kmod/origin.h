/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the places for module files a file lies in. */
#ifndef NICCTL_KMOD_ORIGIN_H
#define NICCTL_KMOD_ORIGIN_H

#include "host.h"

/* @root, @release: the machine's root folder and kernel release. Links are followed. */
enum module_origin origin_of(const char *root, const char *release, const char *path);

#endif
