/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A chain of chunks; each request is cut from the newest one. */
#include "arena.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Small enough to keep a dry run's footprint low, large enough that a module's facts fit.
 */
#define CHUNK_BYTES ((size_t)16 * 1024)
#define ALIGNMENT _Alignof(max_align_t)

struct chunk {
	struct chunk *next;
	size_t used;
	size_t size;
	_Alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *newest;
	bool failed;
};

struct arena *arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
	struct chunk *chunk, *next;

	if (!arena)
		return;
	for (chunk = arena->newest; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

void arena_freep(struct arena **arena)
{
	arena_free(*arena);
	*arena = NULL;
}

static struct chunk *chunk_add(struct arena *arena, size_t at_least)
{
	size_t size = at_least > CHUNK_BYTES ? at_least : CHUNK_BYTES;
	struct chunk *chunk;

	if (size > SIZE_MAX - sizeof(*chunk))
		return NULL;
	chunk = calloc(1, sizeof(*chunk) + size);
	if (!chunk)
		return NULL;
	chunk->size = size;
	chunk->next = arena->newest;
	arena->newest = chunk;
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	struct chunk *chunk = arena->newest;
	size_t rounded;
	void *result;

	if (bytes > SIZE_MAX - ALIGNMENT) {
		arena->failed = true;
		return NULL;
	}
	rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (!chunk || chunk->size - chunk->used < rounded)
		chunk = chunk_add(arena, rounded);
	if (!chunk) {
		arena->failed = true;
		return NULL;
	}
	result = chunk->bytes + chunk->used;
	chunk->used += rounded;
	return result;
}

char *arena_strndup(struct arena *arena, const char *text, size_t bytes)
{
	char *copy;

	if (!text)
		return NULL;
	copy = arena_alloc(arena, bytes + 1);
	if (copy)
		memcpy(copy, text, bytes);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args, again;
	char *text = NULL;
	int length;

	va_start(args, fmt);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (length >= 0)
		text = arena_alloc(arena, (size_t)length + 1);
	else
		arena->failed = true;
	if (text)
		(void)vsnprintf(text, (size_t)length + 1, fmt,
				again); /* measured above */
	va_end(again);
	return text;
}

bool arena_failed(const struct arena *arena)
{
	return arena->failed;
}

/* Capacity follows from the count: lists grow at 0, 4, 8, 16, … elements. */
static bool list_is_full(size_t n)
{
	return n == 0 || (n >= 4 && (n & (n - 1)) == 0);
}

void *arena_grow(struct arena *arena, void *items, size_t *n, size_t elem_bytes)
{
	size_t room = *n < 4 ? 4 : *n * 2;
	unsigned char *list;
	void *grown;

	memcpy(&list, items, sizeof(list)); /* @items is the address of a typed pointer */
	if (list_is_full(*n)) {
		if (room > SIZE_MAX / elem_bytes) {
			arena->failed = true;
			return NULL;
		}
		grown = arena_alloc(arena, room * elem_bytes);
		if (!grown)
			return NULL;
		if (*n)
			memcpy(grown, list, *n * elem_bytes);
		list = grown;
		memcpy(items, &list, sizeof(list));
	}
	return list + (*n)++ * elem_bytes;
}

int strv_push(struct arena *arena, struct strv *list, const char *text)
{
	const char *copy = arena_strdup(arena, text);
	const char **slot;

	if (!copy)
		return -ENOMEM;
	slot = ARENA_PUSH(arena, list);
	if (!slot)
		return -ENOMEM;
	*slot = copy;
	return 0;
}

bool strv_has(const struct strv *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->items[i], text) == 0)
			return true;
	}
	return false;
}
