/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nicctl apply tells: as JSON, and the last line of the text. */
#ifndef NICCTL_APPLY_DOCUMENT_H
#define NICCTL_APPLY_DOCUMENT_H

#include "exit_code.h"
#include "next_boot.h"
#include "settings.h"

struct apply_document {
	uint32_t schema;
	bool dry_run;
	struct {
		struct settings *items;
		size_t n;
	} drivers;
	struct settings *hugepages;  /* NULL: nothing is said of them */
	struct next_boot *next_boot; /* NULL: not looked at */
	uint32_t exit_code;
};

extern const struct jtype apply_document_json;

/* One part ended with @code: the worst of them is what the program ends with. */
void apply_document_note(struct apply_document *document, enum exit_code code);

/* Does the configuration say anything of what was looked at? */
bool apply_document_is_configured(const struct apply_document *document);

/* How many changes were made, or would be. */
uint32_t apply_document_changes(const struct apply_document *document);

/* The last line says what state the machine is in. */
void apply_document_print_end(const struct apply_document *document);

#endif
