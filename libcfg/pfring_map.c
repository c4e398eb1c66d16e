/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the lines of PF_RING's files are in nicctl's configuration. */
#include <errno.h>
#include <string.h>

#include "conf_types.h"
#include "pfring.h"

#define BLANKS " \t\r"
#define ADVICE_SHELL "this is shell code, which is not run; write the names plainly"

int pfring_add(struct arena *arena, struct pfring *pfring, struct pfring_item item)
{
	struct pfring_item *slot = ARENA_PUSH(arena, &pfring->items);

	if (!slot || arena_failed(arena))
		return -ENOMEM;
	*slot = item;
	return 0;
}

/* The next line that says something, without its comment and the blanks around it. */
static char *next_line(char **at)
{
	char *line;

	while ((line = strsep(at, "\n"))) {
		line[strcspn(line, "#")] = '\0';
		line += strspn(line, BLANKS);
		for (size_t n = strlen(line); n && strchr(BLANKS, line[n - 1]); n--)
			line[n - 1] = '\0';
		if (*line)
			return line;
	}
	return NULL;
}

int pfring_map_none(struct arena *arena, const char *name, char *text, const char *reason,
		    struct pfring *pfring)
{
	struct pfring_item item = {.source = name, .reason = reason};

	while ((item.text = next_line(&text))) {
		if (pfring_add(arena, pfring, item) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* The number that all of "4,4,4" are; NULL: they differ (*@ret_bad: one is no number). */
static const char *equal_counts(struct arena *arena, const char *list, bool *ret_bad)
{
	char *copy = arena_strdup(arena, list), *at = copy, *one;
	const char *first = NULL;
	bool is_equal = true;

	*ret_bad = !copy || !*copy;
	while (copy && (one = strsep(&at, ","))) {
		/* 1024: far above the queues of any card */
		*ret_bad |= !conf_types_is_number(one, 1024);
		is_equal &= !first || strcmp(first, one) == 0;
		first = first ? first : one;
	}
	return is_equal ? first : NULL;
}

static int map_rss(struct arena *arena, struct pfring_item item, const char *list,
		   struct pfring_profile *profile, struct pfring *pfring,
		   struct nic_err *err)
{
	bool is_bad;
	const char *count = equal_counts(arena, list, &is_bad);

	if (is_bad)
		return nic_err_set(err, -EINVAL,
				   "%s: '%s' is not a list of numbers up to 1024",
				   item.source, item.text);
	if (!count) {
		item.reason = "the ports differ, and are not named: write rss into a "
			      "section [port NAME] for each";
	} else if (strcmp(count, "0") == 0) {
		item.reason = "0 leaves the number to the driver, as does no rss at all";
	} else {
		item.target = arena_printf(arena, "drivers/%s.conf: rss = %s",
					   profile->driver, count);
		profile->lines =
			arena_printf(arena, "%srss = %s\n", profile->lines, count);
	}
	return pfring_add(arena, pfring, item);
}

int pfring_map_params(struct arena *arena, const char *name, char *text,
		      struct pfring_profile *profile, struct pfring *pfring,
		      struct nic_err *err)
{
	char *line, *word;
	bool has_rss = false;

	while ((line = next_line(&text))) {
		while ((word = strsep(&line, BLANKS))) {
			struct pfring_item item = {.source = name, .text = word};
			int r;

			if (!*word)
				continue;
			if (strncmp(word, "RSS=", 4) == 0 && has_rss)
				return nic_err_set(err, -EINVAL, "%s: RSS is there twice",
						   name);
			if (strncmp(word, "RSS=", 4) == 0) {
				has_rss = true;
				r = map_rss(arena, item, word + 4, profile, pfring, err);
			} else {
				item.reason = "a module parameter: give it with "
					      "'configure-driver --param'";
				r = pfring_add(arena, pfring, item);
			}
			if (r < 0)
				return r;
		}
	}
	return 0;
}

/* "\"a b\"" without its quotes; NULL: it is more than a word of the shell. */
static char *unquoted(char *value)
{
	size_t n = strlen(value);

	if (n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n - 1] == value[0]) {
		value[n - 1] = '\0';
		value++;
	} else if (strpbrk(value, BLANKS)) {
		return NULL;
	}
	return strpbrk(value, "\"'$`\\;&|<>()*?") ? NULL : value;
}

static int map_management(struct arena *arena, const char *name, char *names,
			  const char **lines, struct pfring *pfring, struct nic_err *err)
{
	char *port;

	while ((port = strsep(&names, BLANKS ","))) {
		struct pfring_item item = {.source = name};

		if (!*port)
			continue;
		if (!conf_types_port.is_valid(port))
			return nic_err_set(err, -EINVAL,
					   "%s: MANAGEMENT_INTERFACES: '%s' is no name "
					   "of a port",
					   name, port);
		item.text = arena_printf(arena, "MANAGEMENT_INTERFACES: %s", port);
		item.target = arena_printf(
			arena, "nicctl.conf.d/pf_ring.conf: ports = %s", port);
		*lines = arena_printf(arena, "%sports = %s\n", *lines, port);
		if (pfring_add(arena, pfring, item) < 0)
			return -ENOMEM;
	}
	return 0;
}

int pfring_map_interfaces(struct arena *arena, const char *name, char *text,
			  const char **lines, struct pfring *pfring, struct nic_err *err)
{
	char *line, *whole, *value;
	int r = 0;

	while (r == 0 && (line = next_line(&text))) {
		struct pfring_item item = {.source = name};

		item.text = whole = arena_strdup(arena, line);
		if (!whole)
			return -ENOMEM;
		value = strchr(line, '=');
		if (value)
			*value++ = '\0';
		value = value ? unquoted(value) : NULL;
		if (!value) {
			item.reason = ADVICE_SHELL;
		} else if (strcmp(line, "MANAGEMENT_INTERFACES") == 0) {
			r = map_management(arena, name, value, lines, pfring, err);
			continue;
		} else if (strcmp(line, "CAPTURE_INTERFACES") == 0) {
			item.reason = "a profile holds for all ports of its driver; for "
				      "single ones write sections [port NAME]";
		} else {
			item.reason = "nicctl has nothing like it";
		}
		r = pfring_add(arena, pfring, item);
	}
	return r;
}

int pfring_map_mtu(struct arena *arena, const char *name, char *text,
		   struct pfring_profile *profile, struct pfring *pfring,
		   struct nic_err *err)
{
	char *line;

	while ((line = next_line(&text))) {
		struct pfring_item item = {.source = name,
					   .text = arena_strdup(arena, line)};
		char *rest = line, *mac = strsep(&rest, BLANKS);
		char *mtu = rest ? rest + strspn(rest, BLANKS) : NULL;

		if (!mtu || strlen(mac) != strlen("00:00:00:00:00:00") ||
		    mac[strspn(mac, "0123456789abcdefABCDEF:")] ||
		    !conf_types_port.is_valid(mac) || !conf_types_mtu.is_valid(mtu))
			return nic_err_set(
				err, -EINVAL,
				"%s: '%s' is not a MAC address and an MTU of 68 to 65535",
				name, item.text ? item.text : "");
		if (profile) {
			item.target =
				arena_printf(arena, "drivers/%s.conf: [port %s] mtu = %s",
					     profile->driver, mac, mtu);
			profile->port_lines =
				arena_printf(arena, "%s\n[port %s]\nmtu = %s\n",
					     profile->port_lines, mac, mtu);
		} else {
			item.reason = "which driver the port has is not said: write a "
				      "section [port MAC] into its profile";
		}
		if (pfring_add(arena, pfring, item) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* The value of "key=value"; NULL: the word is another one. */
static const char *value_of(const char *word, const char *key)
{
	size_t bytes = strlen(key);

	return strncmp(word, key, bytes) == 0 && word[bytes] == '=' ? word + bytes + 1
								    : NULL;
}

struct hugepages_line {
	const char *node, *number, *gid;
};

/* Returns false when it is no such line. */
static bool take_line(char *line, struct hugepages_line *ret)
{
	char *word;

	while ((word = strsep(&line, BLANKS))) {
		const char *value;

		if ((value = value_of(word, "node")))
			ret->node = value;
		else if ((value = value_of(word, "hugepagenumber")))
			ret->number = value;
		else if ((value = value_of(word, "gid")))
			ret->gid = value;
		else if (*word)
			return false;
	}
	/* 1023: the kernel's last node */
	return ret->node && conf_types_is_number(ret->node, 1023) && ret->number &&
	       conf_types_is_number(ret->number, CONF_TYPES_NUMBER_MAX);
}

int pfring_map_hugepages(struct arena *arena, const char *name, char *text,
			 const char **lines, struct pfring *pfring, struct nic_err *err)
{
	char *line;

	while ((line = next_line(&text))) {
		struct pfring_item item = {.source = name,
					   .text = arena_strdup(arena, line)};
		struct hugepages_line one = {0};

		if (!take_line(line, &one))
			return nic_err_set(err, -EINVAL,
					   "%s: '%s' is not 'node=NUMBER "
					   "hugepagenumber=NUMBER'",
					   name, item.text ? item.text : "");
		/* PF_RING mounts them there; where somebody has done so, nicctl does not
		 */
		if (!**lines)
			*lines = "mount = 2M=/dev/hugepages\n";
		*lines = arena_printf(arena, "%sreserve = node%s.2M=%s\n", *lines,
				      one.node, one.number);
		item.target = arena_printf(arena,
					   "nicctl.conf.d/pf_ring.conf: reserve = "
					   "node%s.2M=%s",
					   one.node, one.number);
		if (pfring_add(arena, pfring, item) < 0)
			return -ENOMEM;
		item.target = NULL;
		item.text = arena_printf(arena, "gid=%s", one.gid ? one.gid : "");
		item.reason =
			"nicctl mounts for root: write the mount into fstab(5), with "
			"that group";
		if (one.gid && pfring_add(arena, pfring, item) < 0)
			return -ENOMEM;
	}
	return *lines ? 0 : -ENOMEM;
}
