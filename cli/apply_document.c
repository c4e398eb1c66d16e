/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply_document.h"

#include <string.h>

#include "fields.h"
#include "text.h"

static const struct jfield document_fields[] = {
	FIELD_AS("nicctl_apply", apply_document, schema, J_U32),
	FIELD(apply_document, dry_run, J_BOOL),
	FIELD_OF(apply_document, drivers, J_LIST, settings_json),
	FIELD_OF(apply_document, hugepages, J_POINTER, settings_json),
	FIELD_OF(apply_document, next_boot, J_POINTER, next_boot_json),
	FIELD(apply_document, exit_code, J_U32),
};
const struct jtype apply_document_json = JTYPE(struct apply_document, document_fields);

/* How bad it is that a driver ended with this code. */
static unsigned int weight(enum exit_code code)
{
	return code == EXIT_CODE_DONE		   ? 0
	       : code == EXIT_CODE_NETWORK_DIFFERS ? 1
						   : (unsigned int)code + 1;
}

void apply_document_note(struct apply_document *document, enum exit_code code)
{
	if (weight(code) > weight((enum exit_code)document->exit_code))
		document->exit_code = (uint32_t)code;
}

bool apply_document_is_configured(const struct apply_document *document)
{
	for (size_t i = 0; i < document->drivers.n; i++) {
		const struct settings *settings = &document->drivers.items[i];

		if (settings->source || settings->settings.n)
			return true;
	}
	return document->hugepages != NULL;
}

uint32_t apply_document_changes(const struct apply_document *document)
{
	uint32_t n = document->hugepages ? document->hugepages->to_change : 0;

	for (size_t i = 0; i < document->drivers.n; i++) {
		const struct settings *settings = &document->drivers.items[i];

		n += settings->to_change;
		n += settings->source && strcmp(settings->source, "unchanged") != 0;
	}
	return n;
}

void apply_document_print_end(const struct apply_document *document)
{
	uint32_t n = apply_document_changes(document);
	struct text text = text_on(stdout);
	const char *noun = n == 1 ? "change" : "changes";

	switch ((enum exit_code)document->exit_code) {
	case EXIT_CODE_DONE:
		if (!n)
			text_put(&text, TEXT_GOOD,
				 "unchanged: ", "everything is as configured");
		else if (document->dry_run)
			text_put(&text, TEXT_GOOD, "would proceed: ", "%u %s", n, noun);
		else
			text_put(&text, TEXT_GOOD, "done: ", "%u %s made and verified", n,
				 noun);
		return;
	case EXIT_CODE_REFUSED:
		text_put(&text, TEXT_BAD,
			 document->dry_run ? "would refuse: " : "refused: ", "see above");
		return;
	case EXIT_CODE_ROLLED_BACK:
		text_put(&text, TEXT_BAD,
			 "rolled back: ", "the ports are as they were before");
		return;
	case EXIT_CODE_ROLLBACK_INCOMPLETE:
		text_put(&text, TEXT_BAD, "ROLLBACK INCOMPLETE: ",
			 "the ports are NOT as they were before");
		return;
	case EXIT_CODE_FAILED:
	case EXIT_CODE_USAGE:
	case EXIT_CODE_HOOK_FAILED:
	case EXIT_CODE_NOT_ZERO_COPY:
		text_put(&text, TEXT_BAD, "failed: ", "see above");
		return;
	case EXIT_CODE_NOT_AS_CONFIGURED:
		text_put(&text, TEXT_BAD, "waits: ", "to be confirmed, see above");
		return;
	case EXIT_CODE_NETWORK_DIFFERS:
		text_put(&text, TEXT_ALERT, "done, but the network differs: ",
			 "%u %s made and verified, see above", n, noun);
		return;
	}
}
