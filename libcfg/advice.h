/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ties protected ports to others, and the safer arrangement. Pure. */
#ifndef NICCTL_ADVICE_H
#define NICCTL_ADVICE_H

#include "protect.h"

enum advice_tie {
	ADVICE_DRIVER, /* the same module drives both */
	ADVICE_CARD,   /* functions of one PCI device */
	ADVICE_ROOT,   /* below one PCI root port */
};

/* What @port, which is protected, has in common with @others, which are not. */
struct advice {
	enum advice_tie tie;
	const char *port;
	struct strv others; /* addresses */
	const char *what;   /* the driver, the card's or the root port's address */
	const char *text;   /* a sentence about it, without the final stop */
	const char *remedy; /* the safer arrangement */
};

struct advices {
	struct advice *items;
	size_t n;
};

/* Gives advice on each protected port; VFs are left out, as they belong to their PF. The
 * result is taken from @arena. Returns 0 or -ENOMEM. */
int advice_make(const struct host *host, const struct protections *protections,
		struct arena *arena, struct advices *ret_advices);

const char *advice_tie_name(int tie);

#endif
