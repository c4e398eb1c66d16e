/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON from structs, by their tables of fields. */
#include "jtable.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "jtable_list.h"

static const void *at(const void *object, size_t offset)
{
	return (const unsigned char *)object + offset;
}

static bool field_is_there(const struct jfield *field, const void *object)
{
	bool there;

	if (!field->has_offset)
		return true;
	memcpy(&there, at(object, field->has_offset), sizeof(there));
	return there;
}

static struct json_object *encode_object(const struct jtype *type, const void *object);

static struct json_object *encode_list(const struct jtype *type, const void *address)
{
	struct json_object *array = json_object_new_array();
	struct jtable_list list;

	memcpy(&list, address, sizeof(list));
	for (size_t i = 0; array && i < list.n; i++) {
		struct json_object *item =
			encode_object(type, list.items + i * type->bytes);

		if (!item || json_object_array_add(array, item) < 0) {
			json_object_put(item);
			json_object_put(array);
			return NULL;
		}
	}
	return array;
}

static struct json_object *encode_strv(const struct strv *list)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; array && i < list->n; i++) {
		struct json_object *item = json_object_new_string(list->items[i]);

		if (!item || json_object_array_add(array, item) < 0) {
			json_object_put(item);
			json_object_put(array);
			return NULL;
		}
	}
	return array;
}

static struct json_object *encode_string(const char *text, bool *ret_null)
{
	*ret_null = !text;
	return text ? json_object_new_string(text) : NULL;
}

static struct json_object *encode_value(const struct jfield *field, const void *object,
					bool *ret_null)
{
	const void *address = at(object, field->offset);
	const void *pointer;
	int value;

	*ret_null = !field_is_there(field, object);
	if (*ret_null)
		return NULL;
	switch (field->kind) {
	case J_STRING:
	case J_REQUIRED:
		return encode_string(*(const char *const *)address, ret_null);
	case J_BOOL:
		return json_object_new_boolean(*(const bool *)address);
	case J_U32:
		return json_object_new_int64(*(const uint32_t *)address);
	case J_I32:
		return json_object_new_int64(*(const int32_t *)address);
	case J_U64:
		return json_object_new_int64((int64_t) * (const uint64_t *)address);
	case J_I64:
		return json_object_new_int64(*(const int64_t *)address);
	case J_ENUM:
		memcpy(&value, address, sizeof(value));
		return encode_string(field->name_of(value), ret_null);
	case J_STRV:
		return encode_strv(address);
	case J_LIST:
		return encode_list(field->type, address);
	case J_OBJECT:
		return encode_object(field->type, address);
	case J_POINTER:
		memcpy(&pointer, address, sizeof(pointer));
		*ret_null = !pointer;
		return pointer ? encode_object(field->type, pointer) : NULL;
	}
	return NULL;
}

static struct json_object *encode_object(const struct jtype *type, const void *object)
{
	struct json_object *json = json_object_new_object();

	for (size_t i = 0; json && i < type->n; i++) {
		bool is_null = false;
		struct json_object *value =
			encode_value(&type->fields[i], object, &is_null);

		if ((!value && !is_null) ||
		    json_object_object_add(json, type->fields[i].key, value) < 0) {
			json_object_put(value);
			json_object_put(json);
			return NULL;
		}
	}
	return json;
}

char *jtable_encode(const struct jtype *type, const void *object, enum jstyle style)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;
	struct json_object *json = encode_object(type, object);
	const char *text;
	char *copy = NULL;
	size_t length;

	if (style == JSTYLE_PRETTY)
		flags |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	text = json ? json_object_to_json_string_ext(json, flags) : NULL;
	if (text) {
		length = strlen(text);
		copy = malloc(length + 2);
		if (copy) {
			memcpy(copy, text, length);
			memcpy(copy + length, "\n", 2);
		}
	}
	json_object_put(json);
	return copy;
}
