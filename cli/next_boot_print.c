/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fields.h"
#include "next_boot.h"

static const struct jfield part_fields[] = {
	FIELD(next_boot_part, what, J_STRING),
	FIELD(next_boot_part, is_kept, J_BOOL),
	FIELD(next_boot_part, why, J_STRING),
	FIELD(next_boot_part, remedy, J_STRING),
};
static const struct jtype part_type = JTYPE(struct next_boot_part, part_fields);

static const struct jfield fields[] = {
	FIELD_OF(next_boot, parts, J_LIST, part_type),
	FIELD_OF(next_boot, initramfs, J_POINTER, initrd_json),
};
const struct jtype next_boot_json = JTYPE(struct next_boot, fields);

void next_boot_print(const struct text *text, const struct next_boot *next)
{
	text_heading(text, "At the next boot");
	for (size_t i = 0; i < next->parts.n; i++) {
		const struct next_boot_part *part = &next->parts.items[i];

		text_put(text, part->is_kept ? TEXT_GOOD : TEXT_ALERT,
			 part->is_kept ? "  kept      " : "  NOT KEPT  ", "%s: %s%s%s%s",
			 part->what, part->why, part->remedy ? "; " : "",
			 part->remedy ? part->remedy : "",
			 part->remedy ? " keeps it" : "");
	}
	if (next->initramfs)
		initrd_print(text, next->initramfs, true);
}
