/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Short forms for the field tables of jtable.h; the key is the member's name. */
#ifndef NICCTL_FIELDS_H
#define NICCTL_FIELDS_H

#include "jtable.h"

/* The formatter cannot lay out designators in macros. */
/* clang-format off */
#define FIELD_AS(key_, struct_, member_, kind_)                                          \
	{                                                                                \
		.key = (key_), .kind = (kind_),                                          \
		.offset = offsetof(struct struct_, member_)                              \
	}
#define FIELD(struct_, member_, kind_) FIELD_AS(#member_, struct_, member_, kind_)
#define FIELD_HAS(struct_, member_, kind_, has_)                                         \
	{                                                                                \
		.key = #member_, .kind = (kind_),                                        \
		.offset = offsetof(struct struct_, member_),                             \
		.has_offset = offsetof(struct struct_, has_)                             \
	}
#define FIELD_ENUM(struct_, member_, name_of_)                                           \
	{                                                                                \
		.key = #member_, .kind = J_ENUM,                                         \
		.offset = offsetof(struct struct_, member_), .name_of = (name_of_)       \
	}
#define FIELD_OF(struct_, member_, kind_, type_)                                         \
	{                                                                                \
		.key = #member_, .kind = (kind_),                                        \
		.offset = offsetof(struct struct_, member_), .type = &(type_)            \
	}
/* clang-format on */

#endif
