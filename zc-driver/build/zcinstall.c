/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copy and sign under names that nobody looks for, then rename. */
#include "zcinstall.h"

#include <errno.h>
#include <unistd.h>

#include "zcfile.h"
#include "zckernel.h"
#include "zcrun.h"

static const char *temp_name(const struct zcinstall *install, const char *name)
{
	/* depmod takes names that end in .ko, .ko.gz, .ko.xz and .ko.zst only */
	return arena_printf(install->arena, "%s/.%s.new", install->folder, name);
}

static int sign(const struct zcinstall *install, const char *file, struct nic_err *err)
{
	const char *program = arena_printf(install->arena, "%s/scripts/sign-file",
					   install->kernel->headers);
	const char *const argv[] = {program,	  install->kernel->sig_hash,
				    install->key, install->cert,
				    file,	  NULL};

	if (!program)
		return nic_err_set(err, -ENOMEM, "out of memory");
	return zcrun(argv, install->log, err);
}

static int prepare(const struct zcinstall *install, const char *from, const char *temp,
		   struct nic_err *err)
{
	int r = zcfile_copy(from, temp, err);

	if (r < 0 || !install->key)
		return r;
	return sign(install, temp, err);
}

static int rename_all(const struct zcinstall *install, const struct strv *temps,
		      const struct strv *to, struct nic_err *err)
{
	for (size_t i = 0; i < temps->n; i++) {
		const char *path = arena_printf(install->arena, "%s/%s", install->folder,
						to->items[i]);
		int r;

		if (!path)
			return nic_err_set(err, -ENOMEM, "out of memory");
		r = zcfile_rename(temps->items[i], path, err);
		if (r < 0)
			return r;
	}
	return 0;
}

int zcinstall_files(const struct zcinstall *install, const struct strv *from,
		    const struct strv *to, struct nic_err *err)
{
	struct strv temps = {0};
	int r = zcfile_make_folder(install->folder, err);

	for (size_t i = 0; i < from->n && r == 0; i++) {
		r = strv_push(install->arena, &temps, temp_name(install, to->items[i]));
		if (r < 0)
			r = nic_err_set(err, r, "out of memory");
		else
			r = prepare(install, from->items[i], temps.items[i], err);
	}
	if (r == 0)
		r = rename_all(install, &temps, to, err);
	for (size_t i = 0; i < temps.n && r < 0; i++)
		(void)unlink(temps.items[i]); /* those that were renamed are gone */
	return r;
}

int zcinstall_index(const struct zcinstall *install, const char *root,
		    struct nic_err *err)
{
	const char *const argv[] = {"depmod", "-b", root ? root : "/",
				    install->kernel->release, NULL};

	return zcrun(argv, install->log, err);
}
