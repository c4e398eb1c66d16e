/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table, and what items may look like. */
#include "conf_keys.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "suggest.h"

/* MODULE_NAME_LEN of the kernel, which counts the NUL: 64 less the size of a long. */
#define MODULE_NAME_MAX_BYTES 55

/* ALTIFNAMSIZ of the kernel, which counts the NUL; plain names are shorter. */
#define DEVICE_NAME_MAX_BYTES 127

/* Does @text look like @pattern, in which 'x' is a hexadecimal digit? */
static bool looks_like(const char *text, const char *pattern)
{
	for (; *text && *pattern; text++, pattern++) {
		if (*pattern == 'x' ? !isxdigit((unsigned char)*text) : *text != *pattern)
			return false;
	}
	return *text == *pattern;
}

/* The kernel takes no ':' and no '/' in a device's name, so the three kinds cannot be
 * mistaken for each other. '#' begins a comment that was meant for a line of its own. */
static bool is_port(const char *item)
{
	if (strchr(item, ':'))
		return looks_like(item, "xx:xx:xx:xx:xx:xx") ||
		       looks_like(item, "xxxx:xx:xx.x");
	return item[0] != '#' && !strchr(item, '/') && strcmp(item, ".") != 0 &&
	       strcmp(item, "..") != 0 && strlen(item) <= DEVICE_NAME_MAX_BYTES;
}

static bool is_tcp_port(const char *item)
{
	size_t digits = strspn(item, "0123456789");
	long number;

	if (item[digits] || digits > 5 || item[0] == '0')
		return false;
	number = strtol(item, NULL, 10); /* at most five digits */
	return number >= 1 && number <= 65535;
}

static bool is_word(const char *item, const char *others)
{
	for (const char *c = item; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr(others, *c))
			return false;
	}
	return isalnum((unsigned char)item[0]);
}

static bool is_module(const char *item)
{
	return is_word(item, "_-") && strlen(item) <= MODULE_NAME_MAX_BYTES;
}

static bool is_dkms_package(const char *item)
{
	return is_word(item, "_-.+");
}

static bool is_source(const char *item)
{
	return item[0] == '/' || strcmp(item, "auto") == 0 ||
	       strcmp(item, "bundled") == 0 || strcmp(item, "stock") == 0 ||
	       strcmp(item, "dkms") == 0;
}

static const struct conf_type type_port = {
	"PORT",
	"the name of a network device, a MAC address (02:00:00:00:00:01) or a PCI address "
	"(0000:3b:00.0)",
	is_port};
static const struct conf_type type_tcp_port = {"TCP-PORT", "a number from 1 to 65535",
					       is_tcp_port};
static const struct conf_type type_module = {"MODULE", "the name of a kernel module",
					     is_module};
static const struct conf_type type_dkms = {"NAME", "the name of a DKMS package",
					   is_dkms_package};
static const struct conf_type type_source = {
	"SOURCE", "auto, bundled, stock, dkms or a path that begins with '/'", is_source};

#define MAIN(section_, name_, member_)                                                   \
	.scope = CONF_MAIN, .section = (section_), .name = (name_),                      \
	.offset = offsetof(struct conf, member_)
#define DRIVER(section_, name_, member_)                                                 \
	.scope = CONF_DRIVER, .section = (section_), .name = (name_),                    \
	.offset = offsetof(struct conf_driver, member_)

const struct conf_key conf_keys[] = {
	{MAIN("protect", "ports", protect_ports), .type = &type_port, .is_list = true,
	 .summary = "ports that must never go down"},
	{MAIN("protect", "admin-tcp-ports", admin_tcp_ports), .type = &type_tcp_port,
	 .is_list = true, .preset = "22",
	 .summary = "local TCP ports whose connections are remote administration"},
	{DRIVER("driver", "source", source), .type = &type_source, .preset = "auto",
	 .summary = "where the driver's file is taken from"},
	{DRIVER("driver", "dkms", dkms), .type = &type_dkms,
	 .summary = "the DKMS package that has the file"},
	{DRIVER("driver", "module", module), .type = &type_module,
	 .summary = "the name of the module that takes the driver's place"},
	{DRIVER("driver", "load-first", load_first), .type = &type_module,
	 .is_list = true, .summary = "modules that must be loaded before the driver"},
	{DRIVER("driver", "expect-lost", expect_lost), .type = &type_module,
	 .is_list = true,
	 .summary = "modules on top of the driver that need not come back"},
};
const size_t conf_keys_n = NIC_ARRAY_SIZE(conf_keys);

const struct conf_key *conf_keys_find(enum conf_scope scope, const char *section,
				      const char *name)
{
	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope &&
		    strcmp(conf_keys[i].section, section) == 0 &&
		    strcmp(conf_keys[i].name, name) == 0)
			return &conf_keys[i];
	}
	return NULL;
}

bool conf_keys_has_section(enum conf_scope scope, const char *section)
{
	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope &&
		    strcmp(conf_keys[i].section, section) == 0)
			return true;
	}
	return false;
}

const char *conf_keys_near_section(enum conf_scope scope, const char *written)
{
	struct suggestion suggestion = suggest_begin(written, strlen(written));

	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope)
			suggest_try(&suggestion, "", conf_keys[i].section);
	}
	return suggestion.best;
}

const char *conf_keys_near(enum conf_scope scope, const char *section,
			   const char *written)
{
	struct suggestion suggestion = suggest_begin(written, strlen(written));

	for (size_t i = 0; i < conf_keys_n; i++) {
		if (conf_keys[i].scope == scope &&
		    strcmp(conf_keys[i].section, section) == 0)
			suggest_try(&suggestion, "", conf_keys[i].name);
	}
	return suggestion.best;
}

struct conf_value *conf_keys_value(const struct conf_key *key, void *holder)
{
	return (struct conf_value *)(void *)((char *)holder + key->offset);
}
