/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network state of ports, as plain data: what the kernel forgets when a port's driver
 * goes, and what has to be there again when the port is back.
 *
 * A device is known by an id that outlives its driver: "pci:0000:02:00.0" for a port,
 * "pci:0000:02:00.0/pf0vf3" for the representor of one of its virtual functions,
 * "dev:NAME" for a device made by software. Neither names nor indices of ports are used
 * to find them again. */
#ifndef NICCTL_NETSTATE_H
#define NICCTL_NETSTATE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"

/* Raised whenever a field of the document changes its meaning or goes away. */
#define NETSTATE_SCHEMA_VERSION 1

enum net_role {
	NET_PORT,  /* it goes and comes back with its driver */
	NET_CHILD, /* VLAN, macvlan, … on a port: the kernel deletes it with the port */
	NET_MASTER, /* bond, bridge, … that a port is part of: it stays, and loses a
		       member */
};

/* One setting of a device. @group: "link", "sysctl", "bond-slave", "bridge-port",
 * "rings", … What is at its default may be left out, see netstate_group_has_defaults().
 */
struct net_setting {
	const char *group, *name, *value;
};

struct net_device {
	const char *id;
	const char *name; /* when the state was captured */
	enum net_role role;
	const char *port;	   /* address of the port; NULL: not hardware */
	const char *physfn;	   /* of a virtual function's: address of its port */
	const char *permanent_mac; /* NULL: not known */
	const char *kind;	   /* "vlan", "bond", …; NULL: hardware */
	const char *below;	   /* id of the device a child stands on; NULL: none */
	const char *link_data; /* of a child: its kind's attributes, as hex; NULL: none */
	const char *master;    /* id; NULL: none */
	const char *master_kind;
	bool master_is_lost;  /* who alone can put it back into its master does not run */
	const char *manager;  /* who owns it: "NetworkManager", …; NULL: nobody */
	bool manager_is_busy; /* it has not done its work on the device yet */
	bool is_up;
	struct strv altnames;
	struct {
		struct net_setting *items;
		size_t n;
	} settings;
	struct strv losses;   /* half sentences: what nicctl cannot put back */
	struct strv refusals; /* what must not get lost: the change is refused */
};

/* In the order in which they are put back. */
enum net_kind { NET_VLAN, NET_ADDRESS, NET_NEIGHBOUR, NET_NEXTHOP, NET_ROUTE, NET_RULE };

struct net_field {
	const char *name, *value;
};

struct net_fields {
	struct net_field *items;
	size_t n;
};

/* An address, a route, …: the fields of the kernel's message by name. Ids stand for
 * devices. */
struct net_object {
	enum net_kind kind;
	const char *device;	  /* id of the first device it names; NULL: none */
	struct net_fields fields; /* in the order of their table */
	struct net_fields times;  /* that pass by themselves: not compared */
	struct strv
		unknown; /* attributes that nicctl does not know: it is not put back */
};

struct netstate {
	struct arena *arena; /* owned; all below lives in it */
	struct {
		struct net_device *items;
		size_t n;
	} devices;
	struct {
		struct net_object *items;
		size_t n;
	} objects;
};

/* An empty state, or NULL when memory is out. The caller frees it. */
struct netstate *netstate_new(void);
void netstate_free(struct netstate *state);
void netstate_freep(struct netstate **state);

/* NULL: there is none. Borrowed from @state. */
struct net_device *netstate_device(const struct netstate *state, const char *id);

/* The first device of the port at that address; NULL: there is none. */
struct net_device *netstate_device_of(const struct netstate *state, const char *port);

const struct net_setting *netstate_setting(const struct net_device *device,
					   const char *group, const char *name);
const char *netstate_field(const struct net_fields *fields, const char *name);

/* The same as a decimal number; 0 when there is none. */
uint32_t netstate_number(const struct net_fields *fields, const char *name);

/* Takes the field of that name out; without one nothing happens. */
void netstate_drop_field(struct net_fields *fields, const char *name);

/* Is a setting of this group left out when it is at its default? */
bool netstate_group_has_defaults(const char *group);

/* Adds to a list in @state. Returns 0 or -ENOMEM. */
int netstate_set(struct netstate *state, struct net_device *device, const char *group,
		 const char *name, const char *value);
int netstate_add_field(struct netstate *state, struct net_fields *fields,
		       const char *name, const char *value);

/* The name that a person knows the device of this id by; @id itself when it is not in
 * @state. */
const char *netstate_name(const struct netstate *state, const char *id);

/* "vlan", "address", …; NULL: no such value. */
const char *netstate_kind_name(int kind);
const char *netstate_role_name(int role);

/* The state as a JSON document; NULL when memory is out. The caller frees it. */
char *netstate_to_json(const struct netstate *state);

/* Reads a document. Returns 0, -ENOMEM, or -EINVAL with the place in it. The caller frees
 * the state. */
int netstate_read_json(const char *text, size_t bytes, struct netstate **ret_state,
		       struct nic_err *err);

#endif
