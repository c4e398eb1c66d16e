/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns an opened module file into facts: .modinfo, symbols, build id, signature. */
#include "modfile.h"

#include <errno.h>
#include <string.h>

#include "elfpart.h"
#include "elfsyms.h"
#include "note.h"
#include "signature.h"

/* The most that a module of today declares is below 100. */
#define MAX_PARAMS 4096

/* "xhci-hcd.ko.xz" is the module xhci_hcd. */
static const char *name_of_path(struct arena *arena, const char *path)
{
	const char *base = strrchr(path, '/');
	const char *end;
	char *name;

	base = base ? base + 1 : path;
	end = strstr(base, ".ko");
	name = arena_strndup(arena, base, end ? (size_t)(end - base) : strlen(base));
	for (char *at = name; at && *at; at++) {
		if (*at == '-')
			*at = '_';
	}
	return name;
}

static const char *underscored(struct arena *arena, const char *name)
{
	char *copy = arena_strdup(arena, name);

	for (char *at = copy; at && *at; at++) {
		if (*at == '-')
			*at = '_';
	}
	return copy;
}

/* The declaration of the parameter that @text begins with ("debug:what it does"). */
static struct param_decl *declare(struct arena *arena, struct modfile *file,
				  const char *text, const char *colon)
{
	size_t length = (size_t)(colon - text);
	struct param_decl *param;

	for (size_t i = 0; i < file->params.n; i++) {
		param = &file->params.items[i];
		if (strncmp(param->name, text, length) == 0 &&
		    param->name[length] == '\0')
			return param;
	}
	if (file->params.n == MAX_PARAMS) {
		file->problem = "is damaged: it declares too many parameters";
		return NULL;
	}
	param = ARENA_PUSH(arena, &file->params);
	if (param)
		param->name = arena_strndup(arena, text, length);
	return param && param->name ? param : NULL;
}

static void add_param(struct arena *arena, struct modfile *file, const char *text,
		      bool is_type)
{
	const char *colon = strchr(text, ':');
	struct param_decl *param;

	if (!colon || file->problem)
		return;
	param = declare(arena, file, text, colon);
	if (param && is_type)
		param->type = arena_strdup(arena, colon + 1);
}

static int add_depends(struct arena *arena, struct modfile *file, const char *text)
{
	const char *name;
	size_t length;
	int r = 0;

	for (; *text && r == 0; text += length + (text[length] == ',')) {
		length = strcspn(text, ",");
		if (length == 0)
			continue;
		name = arena_strndup(arena, text, length);
		name = name ? underscored(arena, name) : NULL;
		r = name ? strv_push(arena, &file->depends, name) : -ENOMEM;
	}
	return r;
}

static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);

	return strncmp(line, key, length) == 0 && line[length] == '=' ? line + length + 1
								      : NULL;
}

static int add_info(struct arena *arena, struct modfile *file, const char *line)
{
	const char *value;

	if ((value = value_of(line, "name")))
		file->name = underscored(arena, value);
	else if ((value = value_of(line, "vermagic")))
		file->vermagic = arena_strdup(arena, value);
	else if ((value = value_of(line, "version")))
		file->version = arena_strdup(arena, value);
	else if ((value = value_of(line, "srcversion")))
		file->srcversion = arena_strdup(arena, value);
	else if ((value = value_of(line, "nicctl_zc")))
		file->nicctl_zc = arena_strdup(arena, value);
	else if ((value = value_of(line, "parmtype")))
		add_param(arena, file, value, true);
	else if ((value = value_of(line, "parm")))
		add_param(arena, file, value, false);
	else if ((value = value_of(line, "depends")))
		return add_depends(arena, file, value);
	else if ((value = value_of(line, "firmware")))
		return strv_push(arena, &file->firmware, value);
	return 0;
}

/* "key=value" texts, one behind the other, with NULs between. */
static int read_info(const struct elffile *elf, struct arena *arena, struct modfile *file)
{
	struct elfpart info = elfpart_section(elf, ".modinfo");
	const char *line;
	size_t at = 0;
	int r = 0;

	if (info.n == 0)
		file->problem = "is not a kernel module (no .modinfo)";
	while (at < info.n && r == 0 && !file->problem) {
		line = elfpart_string(&info, at);
		if (!line) {
			file->problem = "is damaged: its .modinfo has no end";
			break;
		}
		at += strlen(line) + 1;
		if (line[0] != '\0')
			r = add_info(arena, file, line);
	}
	return r;
}

const char *modfile_build_id(const struct elffile *file, struct arena *arena)
{
	struct elfpart notes = elfpart_section(file, ".note.gnu.build-id");

	return notes.n ? note_build_id(arena, notes.bytes, notes.n) : NULL;
}

static int read_facts(const struct elffile *elf, struct arena *arena,
		      struct modfile *file)
{
	int r;

	r = read_info(elf, arena, file);
	if (r < 0 || file->problem)
		return r;
	file->size_bytes = elf->image_bytes;
	file->build_id = modfile_build_id(elf, arena);
	file->is_signed =
		signature_read(elf->image, elf->image_bytes, arena, &file->signer);
	r = elfsyms_needed(elf, arena, &file->needs);
	if (r == 0)
		r = elfsyms_offered(elf, arena, &file->offers);
	return r;
}

int modfile_read(struct arena *arena, const char *path, const char *name,
		 const char *machine, struct modfile *ret)
{
	struct modfile file = {0};
	struct elffile elf;
	int r = 0, why;

	file.path = arena_strdup(arena, path);
	file.name = name ? underscored(arena, name) : name_of_path(arena, path);
	file.problem = elffile_open(path, machine, arena, &elf, &why);
	if (!file.problem) {
		r = read_facts(&elf, arena, &file);
		elffile_close(&elf);
	}
	if (r < 0 || arena_failed(arena))
		return -ENOMEM;
	*ret = file;
	if (file.problem) { /* half-read facts would look like whole ones */
		memset(ret, 0, sizeof(*ret));
		ret->path = file.path;
		ret->name = file.name;
		ret->problem = file.problem;
	}
	return 0;
}
