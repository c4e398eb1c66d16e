/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the kernel's own settings about modules: switches, lockdown, trusted keys. */
#include "kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

static void override(const char *root, const char *path, char *field, size_t field_bytes)
{
	char text[sizeof(((struct utsname *)0)->release)];
	ssize_t n = tree_bytes(root, text, sizeof(text), "%s", path);

	if (n > 0 && text[n - 1] == '\n')
		text[--n] = '\0';
	if (n > 0 && (size_t)n < field_bytes)
		memcpy(field, text, (size_t)n + 1);
}

void kernel_identify(const char *root, struct utsname *ret_names)
{
	if (uname(ret_names) < 0) /* only for a bad address */
		memset(ret_names, 0, sizeof(*ret_names));
	override(root, "/proc/sys/kernel/osrelease", ret_names->release,
		 sizeof(ret_names->release));
	override(root, "/proc/sys/kernel/arch", ret_names->machine,
		 sizeof(ret_names->machine)); /* since 6.1 */
}

/* "none [integrity] confidentiality": the one in brackets is in force. */
static const char *read_lockdown(const char *root, struct arena *arena)
{
	const char *text = tree_text(root, arena, NULL, "/sys/kernel/security/lockdown");
	const char *start = text ? strchr(text, '[') : NULL;
	const char *end = start ? strchr(start, ']') : NULL;

	if (!end)
		return NULL;
	return arena_strndup(arena, start + 1, (size_t)(end - start - 1));
}

static bool is_yes(const char *text)
{
	return text && (text[0] == 'Y' || text[0] == '1');
}

/* Points behind the first @n words of @text and the blanks that follow them. */
static char *skip_words(char *text, int n)
{
	for (; n > 0; n--) {
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
	return text;
}

/* "3a7d1c02 I------ 1 perm 1f030000 0 0 asymmetri Some CA: 6cce…9ea1: X509.rsa bb41 []":
 * the type is cut to nine letters, and the key's own description ends before ": X509".
 * Behind the permissions is the owner: of the kernel's keyrings that is root, and anybody
 * may have keys in a keyring of his own. */
static int add_key(struct host *host, char *line)
{
	static const char type[] = "asymmetri";
	char *owner = skip_words(line, 5), *text = skip_words(line, 7), *end = NULL;

	if (strncmp(owner, "0 ", 2) != 0 || strncmp(text, type, sizeof(type) - 1) != 0)
		return 0;
	text = skip_words(text, 1);
	for (char *at = text; (at = strstr(at, ": ")); at++)
		end = at;
	if (end)
		*end = '\0';
	return strv_push(host->arena, &host->kernel.trusted_keys, text);
}

static int read_keys(const char *root, struct host *host)
{
	char *text, *rest = NULL;
	int r;

	r = tree_slurp(root, "/proc/keys", &text);
	if (r < 0)
		return r == -ENOMEM ? r : 0; /* empty means: not readable */
	for (char *line = strtok_r(text, "\n", &rest); line && r == 0;
	     line = strtok_r(NULL, "\n", &rest))
		r = add_key(host, line);
	free(text);
	return r;
}

int kernel_collect(const char *root, const struct utsname *names, struct host *host)
{
	struct kernel *kernel = &host->kernel;
	struct arena *arena = host->arena;
	const char *text;

	kernel->release = arena_strdup(arena, names->release);
	kernel->machine = arena_strdup(arena, names->machine);
	kernel->has_modules = tree_inode(root, "/proc/modules") != 0;
	text = tree_text(root, arena, NULL, "/proc/sys/kernel/modules_disabled");
	kernel->modules_disabled = is_yes(text);
	kernel->lockdown = read_lockdown(root, arena);
	text = tree_text(root, arena, NULL, "/sys/module/module/parameters/sig_enforce");
	kernel->enforces_signatures =
		is_yes(text) ||
		(kernel->lockdown && strcmp(kernel->lockdown, "none") != 0);
	text = tree_text(root, arena, NULL, "/proc/sys/kernel/tainted");
	kernel->boot_id = tree_text(root, arena, NULL, "/proc/sys/kernel/random/boot_id");
	kernel->tainted = text ? strtoull(text, NULL, 10) : 0;
	return arena_failed(arena) ? -ENOMEM : read_keys(root, host);
}
