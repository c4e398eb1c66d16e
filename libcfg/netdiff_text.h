/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a network state in a person's words. */
#ifndef NICCTL_NETDIFF_TEXT_H
#define NICCTL_NETDIFF_TEXT_H

#include "netstate.h"

/* "address 192.0.2.1/24", in @arena; NULL when memory is out. All fields are in the
 * document. */
const char *netdiff_text_object(struct arena *arena, const struct net_object *object);

#endif
