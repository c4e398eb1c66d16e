/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Three lines of any bytes: a driver's name, its version and its card's firmware; what
 * follows is a table, and the three are judged by it if it is one. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compat_judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(bool is_good)
{
	if (!is_good)
		abort();
}

/* The next line of *@text as a string; the rest stays. */
static const char *take_line(struct arena *arena, const char **text, size_t *bytes)
{
	const char *end = memchr(*text, '\n', *bytes);
	size_t length = end ? (size_t)(end - *text) : *bytes;
	const char *line = arena_strndup(arena, *text, length);

	must(line);
	*text += length + (end ? 1 : 0);
	*bytes -= length + (end ? 1 : 0);
	return line;
}

static void check_versions(const char *name, const char *version, const char *firmware)
{
	struct compat_driver driver = compat_driver_parse(name, version, NULL);
	struct compat_firmware parsed;
	int order = 1;

	must((driver.scheme == COMPAT_SCHEME_UNKNOWN) == (driver.version.n == 0));
	must(driver.version.n <= COMPAT_VERSION_PARTS);
	if (compat_driver_compare(&driver, &driver, &order))
		must(order == 0 && compat_driver_same(&driver, &driver));
	if (!compat_firmware_parse(name, firmware, &parsed))
		must(!parsed.version.n && !parsed.has_etrack && !parsed.mbi.n);
	must(compat_firmware_same(&parsed, &parsed));
	if (compat_firmware_compare(&parsed, &parsed, &order))
		must(order == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	const char *text = (const char *)bytes;
	struct compat_table table = {0};
	struct compat_question question = {0};
	struct compat_answer answer;
	struct nic_err err;

	must(arena);
	question.driver = take_line(arena, &text, &n);
	question.driver_version = take_line(arena, &text, &n);
	question.firmware = take_line(arena, &text, &n);
	check_versions(question.driver, question.driver_version, question.firmware);
	if (compat_table_parse(text, n, arena, &table, &err) == 0)
		question.table = &table;
	answer = compat_judge(&question, arena);
	must(answer.reason && compat_verdict_name((int)answer.verdict));
	must(answer.verdict != COMPAT_VERDICT_TESTED || answer.sources.n > 0);
	must(question.table || answer.verdict == COMPAT_VERDICT_UNKNOWN);
	return 0;
}
