/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is given back all at once: facts and plans are built once and freed whole.
 */
#ifndef NICCTL_ARENA_H
#define NICCTL_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "macro.h"

struct arena;

/* A list of strings; both live in an arena. */
struct strv {
	const char **items;
	size_t n;
};

/* A new, empty arena, or NULL when memory is out. The caller frees it. */
struct arena *arena_new(void);

/* Frees the arena and all that was taken from it. NULL is allowed. */
void arena_free(struct arena *arena);
void arena_freep(struct arena **arena);

/* @bytes of zeroed memory, aligned for any type; NULL when memory is out. */
void *arena_alloc(struct arena *arena, size_t bytes);

/* Copies of strings and formatted text; NULL when memory is out (or @text is NULL). */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t bytes);
char *arena_printf(struct arena *arena, const char *fmt, ...) NIC_PRINTF(2, 3);

/* True once any request to this arena has failed. Who fills many fields may look once, at
 * the end, instead of after each: a failed string is NULL until then. */
bool arena_failed(const struct arena *arena);

/* Makes room for one more element of @elem_bytes in the list (*@items, *@n), which only
 * this function may grow. Returns the new zeroed element, or NULL (list unchanged). The
 * elements may move: keep indices, not pointers, while a list grows. */
void *arena_grow(struct arena *arena, void *items, size_t *n, size_t elem_bytes);

/* One more element in a `struct { T *items; size_t n; }`. */
#define ARENA_PUSH(arena, list)                                                          \
	((__typeof__((list)->items))arena_grow((arena), &(list)->items, &(list)->n,      \
					       sizeof(*(list)->items)))

/* Adds a copy of @text to @list. Returns 0 or -ENOMEM. */
int strv_push(struct arena *arena, struct strv *list, const char *text);

/* Is @text in @list? */
bool strv_has(const struct strv *list, const char *text);

#endif
