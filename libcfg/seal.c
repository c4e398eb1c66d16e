/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds and checks the member "crc" of JSON text. */
#include "seal.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The member with what follows it: `,"crc":"01234567"}`. */
#define SEAL_HEAD ",\"crc\":\""
#define SEAL_BYTES (sizeof(SEAL_HEAD) - 1 + 8 + 2)

/* The polynomial of IEEE 802.3, bits reversed. */
#define POLYNOMIAL UINT32_C(0xedb88320)

static uint32_t crc32_of(const char *text, size_t bytes)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < bytes; i++) {
		crc ^= (unsigned char)text[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
	}
	return ~crc;
}

static void print_seal(char *at, uint32_t crc)
{
	(void)snprintf(at, SEAL_BYTES + 1, SEAL_HEAD "%08x\"}", (unsigned int)crc);
}

char *seal_add(char *json)
{
	size_t bytes = json ? strlen(json) : 0;
	char *sealed = bytes < 2 ? NULL : realloc(json, bytes + SEAL_BYTES + 1);

	if (!sealed) {
		free(json);
		return NULL;
	}
	bytes -= 2; /* "}\n" */
	while (bytes && (sealed[bytes - 1] == ' ' || sealed[bytes - 1] == '\n'))
		bytes--;
	print_seal(sealed + bytes, crc32_of(sealed, bytes));
	memcpy(sealed + bytes + SEAL_BYTES, "\n", 2);
	return sealed;
}

bool seal_is_whole(const char *text, size_t bytes)
{
	char expected[SEAL_BYTES + 1];

	if (bytes && text[bytes - 1] == '\n')
		bytes--;
	if (bytes < SEAL_BYTES)
		return false;
	bytes -= SEAL_BYTES;
	print_seal(expected, crc32_of(text, bytes));
	return memcmp(text + bytes, expected, SEAL_BYTES) == 0;
}
