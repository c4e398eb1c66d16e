/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the folder of a transaction. */
#include "journal_read.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host_json.h"
#include "journal.h"
#include "plan_json.h"
#include "seal.h"
#include "textfile.h"

/* As large as any snapshot that is read: see host_json.c. */
#define DOCUMENT_MAX_BYTES ((size_t)64 * 1024 * 1024)

void journal_entry_free(struct journal_entry *entry)
{
	if (!entry)
		return;
	plan_free(entry->plan);
	host_free(entry->before);
	arena_free(entry->arena);
	free(entry);
}

void journal_entry_freep(struct journal_entry **entry)
{
	journal_entry_free(*entry);
	*entry = NULL;
}

/* An id is the name of a folder, and nothing else. */
static bool is_id(const char *id)
{
	return id[0] && id[0] != '.' && !strchr(id, '/') && strlen(id) <= NAME_MAX;
}

static const char *path_of(struct arena *arena, const char *state_dir, const char *id,
			   const char *name)
{
	const char *path =
		arena_printf(arena, "%s/transactions/%s/%s", state_dir, id, name);

	return path ? path : "";
}

/* Reads a sealed document. Returns 0, -ENOMEM, or another errno with a sentence. */
static int read_document(const char *path, char **ret_text, size_t *ret_bytes,
			 struct nic_err *err)
{
	int r = textfile_read(path, DOCUMENT_MAX_BYTES, ret_text, ret_bytes, err);

	if (r < 0 || seal_is_whole(*ret_text, *ret_bytes))
		return r;
	free(*ret_text);
	*ret_text = NULL;
	return nic_err_set(err, -EINVAL,
			   "'%s' is damaged: its checksum is not that of its content",
			   strrchr(path, '/') + 1);
}

static int load_plan(struct journal_entry *entry, const char *path, struct nic_err *err)
{
	size_t bytes;
	char *text;
	int r = read_document(path, &text, &bytes, err);

	if (r < 0)
		return r;
	r = plan_from_json(text, bytes, &entry->plan, &entry->request, err);
	free(text);
	return r < 0 ? nic_err_wrap(err, r, "'%s'", path) : 0;
}

static int load_facts(struct journal_entry *entry, const char *path, struct nic_err *err)
{
	size_t bytes;
	char *text;
	int r = read_document(path, &text, &bytes, err);

	if (r < 0)
		return r;
	r = host_from_json(text, bytes, &entry->before, err);
	free(text);
	return r < 0 ? nic_err_wrap(err, r, "'%s'", path) : 0;
}

static int load_log(struct journal_entry *entry, const char *path, struct nic_err *err)
{
	size_t bytes;
	char *text;
	int r = textfile_read(path, JOURNAL_LOG_MAX_BYTES, &text, &bytes, err);

	if (r == -ENOENT)
		return 0; /* its first record comes before the first step */
	if (r < 0)
		return r;
	r = journal_parse_log(text, bytes, entry->arena, &entry->log);
	free(text);
	return r;
}

/* What is wrong with a part is kept as a sentence; only memory is an error. */
static int note(struct journal_entry *entry, int r, const struct nic_err *err,
		const char **problem)
{
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		*problem = arena_strdup(entry->arena, err->message);
	return 0;
}

static int load_parts(struct journal_entry *entry, const char *state_dir,
		      bool wants_facts, struct nic_err *err)
{
	struct arena *arena = entry->arena;
	const char *id = entry->id;
	int r;

	r = load_log(entry, path_of(arena, state_dir, id, "log"), err);
	r = note(entry, r, err, &entry->log_problem);
	if (r == 0) {
		r = load_plan(entry, path_of(arena, state_dir, id, "plan.json"), err);
		r = note(entry, r, err, &entry->plan_problem);
	}
	if (r == 0 && wants_facts) {
		r = load_facts(entry, path_of(arena, state_dir, id, "snapshot.json"),
			       err);
		r = note(entry, r, err, &entry->before_problem);
	}
	return r == 0 && arena_failed(arena) ? -ENOMEM : r;
}

static int check_id(const char *state_dir, const char *id, struct nic_err *err)
{
	char path[PATH_MAX];
	struct stat st;

	if (!is_id(id))
		return nic_err_set(err, -EINVAL, "'%s' is not the id of a transaction",
				   id);
	(void)snprintf(path, sizeof(path), "%s/transactions/%s", state_dir, id);
	if (lstat(path, &st) < 0)
		return nic_err_set(err, -errno, "no transaction '%s': %s", id,
				   nic_strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return nic_err_set(err, -ENOENT, "'%s' is no folder", path);
	return 0;
}

int journal_load(const char *state_dir, const char *id, bool wants_facts,
		 struct journal_entry **ret_entry, struct nic_err *err)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	int r = check_id(state_dir, id, err);

	if (r < 0) {
		nic_err_hint(err, "'nicctl history' lists them");
		return r;
	}
	entry = calloc(1, sizeof(*entry));
	if (entry)
		entry->arena = arena_new();
	if (!entry || !entry->arena)
		return nic_err_set(err, -ENOMEM, "out of memory");
	entry->id = arena_strdup(entry->arena, id);
	if (!entry->id || load_parts(entry, state_dir, wants_facts, err) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_entry = NIC_TAKE(entry);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A link to a file system that is not mounted, say: what is there is not known, which is
 * not 'nothing'. Keeps errno. */
static bool leads_nowhere(const char *path)
{
	int saved_errno = errno;
	struct stat st;
	bool is_broken = lstat(path, &st) == 0 && stat(path, &st) < 0;

	errno = saved_errno;
	return is_broken;
}

int journal_list(const char *state_dir, struct arena *arena, struct strv *ret_ids,
		 struct nic_err *err)
{
	char path[PATH_MAX];
	struct strv ids = {0};
	struct dirent *entry;
	int r = 0;
	DIR *dir;

	(void)snprintf(path, sizeof(path), "%s/transactions", state_dir);
	dir = opendir(path);
	if (!dir && errno == ENOENT && (leads_nowhere(state_dir) || leads_nowhere(path)))
		return nic_err_set(err, -ENOTDIR,
				   "cannot read '%s': a symbolic link leads nowhere",
				   path);
	if (!dir && errno != ENOENT)
		return nic_err_set(err, -errno, "cannot read '%s': %s", path,
				   nic_strerror(errno));
	while (dir && r == 0 && (entry = readdir(dir))) {
		if (is_id(entry->d_name))
			r = strv_push(arena, &ids, entry->d_name);
	}
	if (dir)
		(void)closedir(dir);
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	if (ids.n)
		qsort(ids.items, ids.n, sizeof(*ids.items), compare_names);
	*ret_ids = ids;
	return 0;
}

static bool is_pending(const struct journal_entry *entry, enum journal_status *ret_status)
{
	*ret_status =
		entry->log_problem ? JOURNAL_UNFINISHED : journal_status(&entry->log);
	return *ret_status == JOURNAL_UNFINISHED || *ret_status == JOURNAL_UNCONFIRMED;
}

int journal_pending(const char *state_dir, struct arena *arena, const char **ret_id,
		    enum journal_status *ret_status, struct nic_err *err)
{
	struct strv ids = {0};
	int r = journal_list(state_dir, arena, &ids, err);

	*ret_id = NULL;
	for (size_t i = 0; i < ids.n && r == 0; i++) {
		NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;

		r = journal_load(state_dir, ids.items[i], false, &entry, err);
		if (r == 0 && is_pending(entry, ret_status)) {
			*ret_id = ids.items[i];
			return 0;
		}
	}
	return r;
}

bool journal_is_finished(const char *state_dir, const char *id)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	struct nic_err ignored;

	return journal_load(state_dir, id, false, &entry, &ignored) == 0 &&
	       !entry->log_problem && !entry->log.damaged &&
	       journal_status(&entry->log) == JOURNAL_FINISHED;
}

const char *journal_boot_id(const struct journal_entry *entry)
{
	const struct journal_record *opened = journal_find(&entry->log, JOURNAL_OPENED);

	if (opened && opened->text)
		return opened->text;
	return entry->before ? entry->before->kernel.boot_id : NULL;
}
