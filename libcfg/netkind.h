/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a network device by its kind ("bond", "vxlan", …). In all functions
 * @kind may be NULL: hardware. */
#ifndef NICCTL_NETKIND_H
#define NICCTL_NETKIND_H

#include <stdbool.h>

/* A device or port of an Open vSwitch datapath of the kernel. */
bool netkind_is_ovs(const char *kind);

bool netkind_is_vrf(const char *kind);

/* Two devices of which each names the other as its link: what one sends, the other
 * receives. */
bool netkind_is_pair(const char *kind);

/* A tunnel whose kernel driver does not tell in which namespace its packets leave. */
bool netkind_hides_netns(const char *kind);

/* With nothing below it, a device of this kind leads nowhere. */
bool netkind_is_empty(const char *kind);

/* Why nobody can tell where a device of this kind leads, half a sentence. */
const char *netkind_unknown(const char *kind);

/* The module without which there is no device of this kind; the kind itself when no other
 * name is known. NULL for hardware. */
const char *netkind_module(const char *kind);

#endif
