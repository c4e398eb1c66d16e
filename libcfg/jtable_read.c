/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structs from JSON, by their tables of fields. */
#include "jtable.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "jtable_list.h"

/* Deeper than any table nests; a hostile document is not parsed further. */
#define MAX_DEPTH 16

/* Where in the document the reader is, for its sentences. */
struct place {
	const struct place *parent;
	const char *key;
	size_t index;
	bool is_index;
};

static void place_text(const struct place *place, char *text, size_t bytes)
{
	size_t used;

	if (!place) {
		text[0] = '\0';
		return;
	}
	place_text(place->parent, text, bytes);
	used = strlen(text);
	if (place->is_index)
		(void)snprintf(text + used, bytes - used, "[%zu]", place->index);
	else
		(void)snprintf(text + used, bytes - used, "%s%s", used ? "." : "",
			       place->key);
}

static int bad(const struct place *place, struct nic_err *err, const char *what)
{
	char where[256];

	place_text(place, where, sizeof(where));
	return nic_err_set(err, -EINVAL, "'%s' %s", where[0] ? where : "the document",
			   what);
}

static int decode_object(const struct jtype *type, struct json_object *json,
			 const struct place *place, struct arena *arena, void *object,
			 struct nic_err *err);

static int decode_string(struct json_object *json, const struct place *place,
			 struct arena *arena, const char **ret_text, struct nic_err *err)
{
	const char *text;

	if (!json_object_is_type(json, json_type_string))
		return bad(place, err, "is not a string");
	text = json_object_get_string(json);
	if (strlen(text) != (size_t)json_object_get_string_len(json))
		return bad(place, err, "has a NUL character in it");
	*ret_text = arena_strdup(arena, text);
	return *ret_text ? 0 : nic_err_set(err, -ENOMEM, "out of memory");
}

static int decode_integer(struct json_object *json, const struct place *place,
			  int64_t min, int64_t max, int64_t *ret_value,
			  struct nic_err *err)
{
	int64_t value;

	if (!json_object_is_type(json, json_type_int))
		return bad(place, err, "is not a whole number");
	value = json_object_get_int64(json);
	if (value < min || value > max)
		return bad(place, err, "is out of range");
	*ret_value = value;
	return 0;
}

static int decode_number(const struct jfield *field, struct json_object *json,
			 const struct place *place, unsigned char *address,
			 struct nic_err *err)
{
	int64_t min = 0, max = INT64_MAX, value = 0;
	uint32_t u32;
	int32_t i32;
	int r;

	if (field->kind == J_I32)
		min = INT32_MIN;
	if (field->kind == J_I64)
		min = INT64_MIN;
	if (field->kind == J_U32)
		max = UINT32_MAX;
	if (field->kind == J_I32)
		max = INT32_MAX;
	r = decode_integer(json, place, min, max, &value, err);
	if (r < 0)
		return r;
	u32 = (uint32_t)value;
	i32 = (int32_t)value;
	if (field->kind == J_U32)
		memcpy(address, &u32, sizeof(u32));
	else if (field->kind == J_I32)
		memcpy(address, &i32, sizeof(i32));
	else
		memcpy(address, &value, sizeof(value)); /* never negative for J_U64 */
	return 0;
}

static int decode_enum(const struct jfield *field, struct json_object *json,
		       const struct place *place, unsigned char *address,
		       struct nic_err *err)
{
	const char *text = json_object_get_string(json);

	if (!json_object_is_type(json, json_type_string))
		return bad(place, err, "is not a string");
	for (int value = 0; field->name_of(value); value++) {
		if (strcmp(field->name_of(value), text) == 0) {
			memcpy(address, &value, sizeof(value));
			return 0;
		}
	}
	return bad(place, err, "is not one of the known words");
}

static int decode_strv(struct json_object *json, const struct place *place,
		       struct arena *arena, struct strv *list, struct nic_err *err)
{
	if (!json_object_is_type(json, json_type_array))
		return bad(place, err, "is not a list");
	for (size_t i = 0; i < json_object_array_length(json); i++) {
		struct place here = {.parent = place, .index = i, .is_index = true};
		const char **slot = ARENA_PUSH(arena, list);
		int r;

		if (!slot)
			return nic_err_set(err, -ENOMEM, "out of memory");
		r = decode_string(json_object_array_get_idx(json, i), &here, arena, slot,
				  err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int decode_list(const struct jtype *type, struct json_object *json,
		       const struct place *place, struct arena *arena, void *address,
		       struct nic_err *err)
{
	struct jtable_list list = {0};

	if (!json_object_is_type(json, json_type_array))
		return bad(place, err, "is not a list");
	for (size_t i = 0; i < json_object_array_length(json); i++) {
		struct place here = {.parent = place, .index = i, .is_index = true};
		void *item = arena_grow(arena, &list.items, &list.n, type->bytes);
		int r;

		if (!item)
			return nic_err_set(err, -ENOMEM, "out of memory");
		r = decode_object(type, json_object_array_get_idx(json, i), &here, arena,
				  item, err);
		if (r < 0)
			return r;
	}
	memcpy(address, &list, sizeof(list));
	return 0;
}

static int decode_value(const struct jfield *field, struct json_object *json,
			const struct place *place, struct arena *arena,
			unsigned char *address, struct nic_err *err)
{
	void *object;
	bool flag;
	int r;

	switch (field->kind) {
	case J_STRING:
	case J_REQUIRED:
		return decode_string(json, place, arena, (const char **)(void *)address,
				     err);
	case J_BOOL:
		if (!json_object_is_type(json, json_type_boolean))
			return bad(place, err, "is neither true nor false");
		flag = json_object_get_boolean(json);
		memcpy(address, &flag, sizeof(flag));
		return 0;
	case J_U32:
	case J_I32:
	case J_U64:
	case J_I64:
		return decode_number(field, json, place, address, err);
	case J_ENUM:
		return decode_enum(field, json, place, address, err);
	case J_STRV:
		return decode_strv(json, place, arena, (struct strv *)(void *)address,
				   err);
	case J_LIST:
		return decode_list(field->type, json, place, arena, address, err);
	case J_OBJECT:
		return decode_object(field->type, json, place, arena, address, err);
	case J_POINTER:
		object = arena_alloc(arena, field->type->bytes);
		if (!object)
			return nic_err_set(err, -ENOMEM, "out of memory");
		r = decode_object(field->type, json, place, arena, object, err);
		if (r == 0)
			memcpy(address, &object, sizeof(object));
		return r;
	}
	return -EINVAL;
}

static int decode_field(const struct jfield *field, struct json_object *json,
			const struct place *parent, struct arena *arena,
			unsigned char *object, struct nic_err *err)
{
	struct place here = {.parent = parent, .key = field->key};
	struct json_object *value = NULL;
	bool there;

	if (!json_object_object_get_ex(json, field->key, &value) || !value) {
		if (field->kind == J_REQUIRED)
			return bad(&here, err, "is missing");
		return 0;
	}
	if (field->has_offset) {
		there = true;
		memcpy(object + field->has_offset, &there, sizeof(there));
	}
	return decode_value(field, value, &here, arena, object + field->offset, err);
}

static bool is_known(const struct jtype *type, const char *key)
{
	for (size_t i = 0; i < type->n; i++) {
		if (strcmp(type->fields[i].key, key) == 0)
			return true;
	}
	return false;
}

static int check_keys(const struct jtype *type, struct json_object *json,
		      const struct place *place, struct nic_err *err)
{
	struct json_object_iterator i = json_object_iter_begin(json);
	struct json_object_iterator end = json_object_iter_end(json);

	for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		struct place here = {.parent = place,
				     .key = json_object_iter_peek_name(&i)};

		if (!is_known(type, here.key))
			return bad(&here, err, "is no known member");
	}
	return 0;
}

static int decode_object(const struct jtype *type, struct json_object *json,
			 const struct place *place, struct arena *arena, void *object,
			 struct nic_err *err)
{
	int r;

	if (!json_object_is_type(json, json_type_object))
		return bad(place, err, "is not an object");
	r = type->is_strict ? check_keys(type, json, place, err) : 0;
	if (r < 0)
		return r;
	for (size_t i = 0; i < type->n; i++) {
		r = decode_field(&type->fields[i], json, place, arena, object, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* json-c stops behind the first value: what follows it must be blank. */
static int check_end(struct json_tokener *tokener, const char *text, size_t bytes,
		     struct nic_err *err)
{
	enum json_tokener_error code = json_tokener_get_error(tokener);
	size_t end = (size_t)tokener->char_offset;

	if (code == json_tokener_continue)
		return nic_err_set(err, -EINVAL,
				   "not JSON: it ends at byte %zu, too early", bytes);
	if (code != json_tokener_success)
		return nic_err_set(err, -EINVAL, "not JSON at byte %zu of %zu: %s", end,
				   bytes, json_tokener_error_desc(code));
	while (end < bytes && text[end] && strchr(" \t\r\n", text[end]))
		end++;
	if (end < bytes)
		return nic_err_set(err, -EINVAL,
				   "not JSON at byte %zu of %zu: more than one value",
				   end, bytes);
	return 0;
}

int jtable_decode(const struct jtype *type, const char *text, size_t bytes,
		  struct arena *arena, void *object, struct nic_err *err)
{
	struct json_tokener *tokener;
	struct json_object *json;
	int r;

	if (bytes > INT_MAX)
		return nic_err_set(err, -EINVAL, "the document is larger than 2 GiB");
	tokener = json_tokener_new_ex(MAX_DEPTH);
	if (!tokener)
		return nic_err_set(err, -ENOMEM, "out of memory");
	json = json_tokener_parse_ex(tokener, text, (int)bytes);
	r = check_end(tokener, text, bytes, err);
	if (r == 0)
		r = decode_object(type, json, NULL, arena, object, err);
	json_object_put(json);
	json_tokener_free(tokener);
	return r;
}
