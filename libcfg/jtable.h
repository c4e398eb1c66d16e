/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON from and to plain structs by tables of fields: one table says both how a struct is
 * written and what is accepted when it is read, so that the two cannot drift apart.
 *
 * Shape: one document, every key always present, null for "absent", numbers as numbers.
 */
#ifndef NICCTL_JTABLE_H
#define NICCTL_JTABLE_H

#include <stddef.h>

#include "arena.h"
#include "err.h"

enum jkind {
	J_STRING,   /* const char *; NULL is null */
	J_REQUIRED, /* const char * that may not be absent */
	J_BOOL,	    /* bool */
	J_U32,	    /* uint32_t */
	J_I32,	    /* int32_t */
	J_U64,	    /* uint64_t, up to INT64_MAX */
	J_I64,	    /* int64_t */
	J_ENUM,	  /* an enum, as the string that field->name_of gives; values from 0 up */
	J_STRV,	  /* struct strv */
	J_LIST,	  /* struct { T *items; size_t n; }, T described by field->type */
	J_OBJECT, /* a struct inside the struct, described by field->type */
	J_POINTER, /* pointer to a struct described by field->type; NULL is null */
};

struct jtype;

struct jfield {
	const char *key;
	enum jkind kind;
	size_t offset;
	const struct jtype *type; /* J_LIST, J_OBJECT, J_POINTER */
	size_t has_offset; /* of the bool that says whether a number is there; 0: none */
	const char *(*name_of)(
		int value); /* J_ENUM: ends with a value whose name is NULL */
};

struct jtype {
	size_t bytes;
	const struct jfield *fields;
	size_t n;
	bool is_strict; /* reading: a key that is not in the table is an error */
};

#define JTYPE(struct_type, field_array)                                                  \
	{                                                                                \
		sizeof(struct_type), (field_array),                                      \
			sizeof(field_array) / sizeof((field_array)[0]), false            \
	}

enum jstyle {
	JSTYLE_PRETTY, /* indented, for documents */
	JSTYLE_LINE,   /* one line, for logs */
};

/* Writes @object as JSON text that ends with a newline. NULL when memory is out; the
 * caller frees the text. */
char *jtable_encode(const struct jtype *type, const void *object, enum jstyle style);

/* Reads @text (@bytes long) into @object, which must be zeroed; what belongs to it is
 * taken from @arena. Unknown keys are passed over (or, of a strict type, refused),
 * missing ones are "absent". Returns 0, -ENOMEM, or -EINVAL with a sentence that names
 * the place (line or path of keys). */
int jtable_decode(const struct jtype *type, const char *text, size_t bytes,
		  struct arena *arena, void *object, struct nic_err *err);

#endif
