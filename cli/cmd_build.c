/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nicctl build: makes the ZC drivers for a kernel, and installs them if asked to. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "args.h"
#include "build.h"
#include "bundled.h"
#include "config.h"
#include "message.h"
#include "paths.h"
#include "text.h"
#include "zcbuild.h"
#include "zcinstall.h"

/* The drivers that "all" stands for. Others that the overlay knows can be named. */
static const char *const bundled[] = {"ice", "i40e"};

/* What the kernel's own hooks build for a new kernel: what profiles ask for, and what the
 * running kernel has. */
static int read_configured(const struct args *args, struct strv *drivers)
{
	const struct conf_place place = {.dir = NICCTL_CONFIG_DIR};
	struct conf conf = {0};
	struct utsname host;
	int r;

	if (args->operands.n)
		return args_usage(args, "--configured and a DRIVER exclude each other");
	r = args_has(args, "config-dir")
		    ? config_read(args, NULL, &conf)
		    : config_read_at(&place, NULL, args->arena, &conf);
	if (r < 0 || uname(&host) < 0)
		return -EIO;
	for (size_t i = 0; i < conf.drivers.n && r == 0; i++) {
		if (bundled_is_asked_for(&conf.drivers.items[i]))
			r = strv_push(args->arena, drivers, conf.drivers.items[i].name);
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(bundled) && r == 0; i++) {
		if (bundled_exists("", host.release, bundled[i]) &&
		    !strv_has(drivers, bundled[i]))
			r = strv_push(args->arena, drivers, bundled[i]);
	}
	if (r < 0)
		message_error("out of memory");
	return r;
}

static int read_drivers(const struct args *args, struct strv *drivers)
{
	const char *name = args->operands.n ? args->operands.items[0] : "all";
	int r = 0;

	if (strcmp(name, "all") == 0) {
		for (size_t i = 0; i < NIC_ARRAY_SIZE(bundled) && r == 0; i++)
			r = strv_push(args->arena, drivers, bundled[i]);
	} else if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") !=
			   strlen(name) ||
		   !name[0]) {
		return args_usage(args,
				  "'%s' is no driver that can be built: ice, i40e or all",
				  name);
	} else {
		r = strv_push(args->arena, drivers, name);
	}
	if (r < 0)
		message_error("out of memory");
	return r;
}

static int read_flavours(const struct args *args, bool wants[ZCBUILD_FLAVOURS])
{
	const char *name = args_value(args, "flavour");
	bool is_all = !name || strcmp(name, "all") == 0, found = is_all;

	for (int i = 0; i < ZCBUILD_FLAVOURS; i++) {
		wants[i] = is_all || strcmp(name, zcbuild_flavour_name(i)) == 0;
		found = found || wants[i];
	}
	if (!found)
		return args_usage(args, "--flavour: '%s' is not reload, handover or all",
				  name);
	return 0;
}

/* Paths in the argument list of a program that runs in another folder. */
static int read_path(const struct args *args, const char *option, const char **ret_path)
{
	const char *path = args_value(args, option);
	char folder[4096];

	*ret_path = path;
	/* sign-file takes the address of a key in a token, too */
	if (!path || path[0] == '/' || strncmp(path, "pkcs11:", 7) == 0)
		return 0;
	if (!getcwd(folder, sizeof(folder))) {
		message_error("the working folder is gone");
		return -1;
	}
	*ret_path = arena_printf(args->arena, "%s/%s", folder, path);
	if (!*ret_path) {
		message_error("out of memory");
		return -1;
	}
	return 0;
}

static int read_options(const struct args *args, struct build_options *options)
{
	struct utsname host;
	int r;

	if (!args_value(args, "sign") != !args_value(args, "cert"))
		return args_usage(args, "--sign and --cert belong together");
	if (args_has(args, "sign") && !args_has(args, "install") &&
	    !args_has(args, "output"))
		return args_usage(args, "--sign needs --install or --output");
	options->request.arena = args->arena;
	if (paths_kernel(args, &options->request.release) < 0)
		return -1;
	options->wants_install = args_has(args, "install");
	options->is_json = args_has(args, "json");
	r = args_has(args, "configured")
		    ? read_configured(args, &options->request.drivers)
		    : read_drivers(args, &options->request.drivers);
	if (r < 0)
		return r;
	if (read_flavours(args, options->wants) < 0 ||
	    read_path(args, "headers", &options->request.headers) < 0 ||
	    read_path(args, "source", &options->request.source) < 0 ||
	    read_path(args, "overlay", &options->request.overlay) < 0 ||
	    read_path(args, "cache", &options->request.cache) < 0 ||
	    read_path(args, "output", &options->output) < 0 ||
	    read_path(args, "root", &options->root) < 0 ||
	    read_path(args, "sign", &options->key) < 0 ||
	    read_path(args, "cert", &options->cert) < 0)
		return -1;
	if (!options->request.release && !options->request.headers && uname(&host) == 0)
		options->request.release = arena_strdup(args->arena, host.release);
	if (!options->request.overlay)
		options->request.overlay = NICCTL_ZC_DIR;
	return 0;
}

static enum exit_code run(struct args *args)
{
	struct build_options options = {0};
	struct text text = text_on(stdout);
	int r = read_options(args, &options);

	if (r == -EIO)
		return EXIT_CODE_FAILED;
	if (r < 0)
		return EXIT_CODE_USAGE;
	if (!options.request.drivers.n) {
		text_line(&text, "nothing to do: no profile asks for a build");
		return EXIT_CODE_DONE;
	}
	return build_run(&options) < 0 ? EXIT_CODE_FAILED : EXIT_CODE_DONE;
}

static const struct cmd_option options[] = {
	{"cache", "DIR", false,
	 "keep builds here instead of /var/cache/nicctl (root) or ~/.cache/nicctl"},
	{"cert", "FILE", false, "the certificate that belongs to the key of --sign"},
	{"config-dir", "DIR", false,
	 "with --configured: read the configuration here instead of " NICCTL_CONFIG_DIR},
	{"configured", NULL, false,
	 "the drivers whose profile says 'source = bundled', and those of which the "
	 "running kernel has a build"},
	{"flavour", "FLAVOUR", false, "reload, handover or all (the default)"},
	{"headers", "DIR", false,
	 "the kernel's headers, if not /lib/modules/VERSION/build"},
	{"install", NULL, false, "install in /lib/modules/VERSION/nicctl/"},
	{"json", NULL, false, "write JSON"},
	{"kernel", "VERSION", false, "build for this kernel instead of the running one"},
	{"output", "DIR", false, "copy the modules to this folder"},
	{"overlay", "DIR", false,
	 "use this folder zc-driver instead of the installed one"},
	{"root", "DIR", false, "install below this folder, an image of a system"},
	{"sign", "KEY", false, "sign what is installed or copied with this private key"},
	{"source", "PATH", false, "the kernel's source: a folder or a tar archive"},
};

const struct cmd cmd_build = {
	.name = "build",
	.operands = "[DRIVER]",
	.max_operands = 1,
	.summary = "Builds ZC drivers for a kernel from its own source",
	.details =
		"DRIVER is ice, i40e or all, the default. Nothing is loaded or removed, and "
		"root is needed only for --install.",
	.options = options,
	.n_options = NIC_ARRAY_SIZE(options),
	.run = run,
};
