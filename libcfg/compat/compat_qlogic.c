/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Marvell (QLogic): names with a version each, in any order and number: "mbi 8.55.12 [mfw
 * 8.55.22.0]", "mfw … storm …", "mbi … bc … phy …", and the words of the kernel log. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "compat_firmware.h"

/* The number that a word names; NULL: passed over (phy). */
static struct compat_version *slot(struct compat_firmware *ret, const char *word,
				   size_t n)
{
	if ((n == 3 && strncasecmp(word, "mfw", n) == 0) ||
	    (n == 13 && strncasecmp(word, "management fw", n) == 0))
		return &ret->version;
	if ((n == 3 && strncasecmp(word, "mbi", n) == 0) ||
	    (n == 3 && strncasecmp(word, "ffv", n) == 0))
		return &ret->mbi;
	if ((n == 5 && strncasecmp(word, "storm", n) == 0) ||
	    (n == 8 && strncasecmp(word, "storm fw", n) == 0))
		return &ret->storm;
	if (n == 2 && strncasecmp(word, "bc", n) == 0)
		return &ret->boot;
	return NULL;
}

/* The words before the next number; "" for a bare one, the first. */
static size_t word_length(const char *text)
{
	size_t n = 0;

	while (text[n] && !isdigit((unsigned char)text[n]) && !strchr(",[]", text[n]) &&
	       !(text[n] == 'x' && n && text[n - 1] == ' '))
		n++;
	while (n && text[n - 1] == ' ')
		n--;
	return n;
}

static const char *skip_filling(const char *text)
{
	return text + strspn(text, " ,[]");
}

/* phy has letters in its version, and nobody compares it. */
static bool is_phy(const char *text)
{
	return strncmp(text, "phy ", 4) == 0;
}

/* A version, and no letter at its end. */
static const char *take_number(const char *text, struct compat_version *into)
{
	const char *end = compat_version_take(text, ".", 10, into);

	if (!end || into->n < 2 || (*end && !strchr(" ,[]", *end)))
		return NULL;
	return skip_filling(end);
}

bool compat_qlogic_parse(const char *text, struct compat_firmware *ret)
{
	struct compat_version *into;
	size_t n;

	text = skip_filling(text);
	if (!*text)
		return false;
	while (*text) {
		if (is_phy(text))
			return true; /* always the last */
		n = word_length(text);
		into = n ? slot(ret, text, n) : &ret->mbi;
		if (!into || into->n)
			return false;
		text = take_number(text + n + strspn(text + n, " "), into);
		if (!text)
			return false;
	}
	return true;
}
