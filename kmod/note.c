/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks ELF notes of the machine's own byte order; trusts no length in them. */
#include "note.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>

/* More than any hash the linkers use (--build-id=0x… may be longer, nobody does it). */
#define MAX_ID_BYTES 64

static size_t padded(uint32_t bytes)
{
	return ((size_t)bytes + 3) / 4 * 4;
}

static const char *hex(struct arena *arena, const uint8_t *id, size_t bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * bytes + 1);

	for (size_t i = 0; text && i < bytes; i++) {
		text[2 * i] = digits[id[i] >> 4];
		text[2 * i + 1] = digits[id[i] & 15];
	}
	return text;
}

const char *note_build_id(struct arena *arena, const void *notes, size_t bytes)
{
	const uint8_t *at = notes;
	Elf32_Nhdr head; /* the same in both ELF classes */
	size_t name_bytes, id_bytes;

	while (bytes >= sizeof(head)) {
		memcpy(&head, at, sizeof(head));
		at += sizeof(head);
		bytes -= sizeof(head);
		name_bytes = padded(head.n_namesz);
		if (name_bytes > bytes || head.n_descsz > bytes - name_bytes)
			return NULL;
		if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == 4 &&
		    memcmp(at, "GNU", 4) == 0 && head.n_descsz > 0 &&
		    head.n_descsz <= MAX_ID_BYTES)
			return hex(arena, at + name_bytes, head.n_descsz);
		id_bytes = padded(head.n_descsz);
		if (id_bytes > bytes - name_bytes)
			return NULL;
		at += name_bytes + id_bytes;
		bytes -= name_bytes + id_bytes;
	}
	return NULL;
}
