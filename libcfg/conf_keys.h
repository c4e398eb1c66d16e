/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of the configuration: what exists, what it may be, and what it means. Reading,
 * `nicctl config show` and the test of nicctl.conf(5) all follow this table. */
#ifndef NICCTL_CONF_KEYS_H
#define NICCTL_CONF_KEYS_H

#include <stdbool.h>

#include "conf.h"
#include "conf_types.h"

/* Which files a key belongs in, and with that which struct holds its value. */
enum conf_scope {
	CONF_MAIN,   /* nicctl.conf: struct conf */
	CONF_DRIVER, /* drivers/NAME.conf: struct conf_driver */
};

struct conf_key {
	enum conf_scope scope;
	const char *section, *name;
	const struct conf_type *type;
	bool is_list;	     /* items are separated by blanks */
	bool is_setting;     /* may stand in [port NAME] as well as in [driver] */
	size_t offset;	     /* of its struct conf_value */
	const char *preset;  /* what holds when no file says anything; NULL: nothing */
	const char *summary; /* one line */
};

extern const struct conf_key conf_keys[];
extern const size_t conf_keys_n;

/* The key @name of a section; NULL: there is none. */
const struct conf_key *conf_keys_find(enum conf_scope scope, const char *section,
				      const char *name);

/* Does any key live in this section? */
bool conf_keys_has_section(enum conf_scope scope, const char *section);

/* The section or key that is nearest to what was written, or NULL. */
const char *conf_keys_near_section(enum conf_scope scope, const char *written);
const char *conf_keys_near(enum conf_scope scope, const char *section,
			   const char *written);

/* The value of @key in @holder, the struct conf or struct conf_driver of its scope. */
struct conf_value *conf_keys_value(const struct conf_key *key, void *holder);

/* The same of a key with is_setting in the settings of a driver or port. */
struct conf_value *conf_keys_setting(const struct conf_key *key,
				     struct conf_settings *settings);

/* "eth2" of the section "port eth2"; NULL: another kind of section. "": no name. */
const char *conf_keys_port_of_section(const char *section);

/* The settings' key of that name, and the nearest one to what was written, as above. */
const struct conf_key *conf_keys_find_setting(const char *name);
const char *conf_keys_near_setting(const char *written);

#endif
