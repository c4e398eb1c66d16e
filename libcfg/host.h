/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host model: everything a decision needs to know, as plain data.
 *
 * kmod/ and nic/ fill it from the live machine, host_json.c from a snapshot file; plan,
 * guard and verify only read it. All strings and lists belong to the host's arena.
 * "Absent" is not "zero": a string that could not be had is NULL, a number has a has_
 * flag beside it. */
#ifndef NICCTL_HOST_H
#define NICCTL_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"

/* Raised whenever a field of the snapshot changes its meaning or goes away. */
#define HOST_SCHEMA_VERSION 1

enum module_state {
	MODULE_LIVE,	  /* in use or ready for it */
	MODULE_LOADING,	  /* its init function runs */
	MODULE_UNLOADING, /* its exit function runs */
	MODULE_BUILTIN,	  /* part of the kernel image: can be neither removed nor replaced
			   */
};

/* Where a module file lies below /lib/modules/RELEASE (depmod's usual search order). */
enum module_origin {
	ORIGIN_UNKNOWN,
	ORIGIN_IN_TREE, /* kernel/ */
	ORIGIN_UPDATES, /* updates/ */
	ORIGIN_EXTRA,	/* extra/ and weak-updates/ */
	ORIGIN_DKMS,	/* updates/dkms/, or a link into /var/lib/dkms */
	ORIGIN_BUNDLED, /* nicctl/: a build of `nicctl build --install` */
	ORIGIN_OTHER,	/* anywhere else */
};

/* A parameter of a loaded module. @value is as /sys/module/M/parameters/P shows it,
 * without the last newline; NULL: the kernel does not let it be read. */
struct param {
	const char *name;
	const char *value;
};

struct param_list {
	struct param *items;
	size_t n;
};

/* A parameter that a module file declares. @type: the kernel's word for it, e.g. "int",
 * "array of int", "charp"; NULL when the file does not say. */
struct param_decl {
	const char *name;
	const char *type;
};

/* A symbol that a module file needs or offers; has_crc is false without
 * CONFIG_MODVERSIONS. */
struct symbol {
	const char *name;
	uint32_t crc;
	bool has_crc;
	bool is_weak; /* needed if there is one, the module loads without it */
};

struct symbol_list {
	struct symbol *items;
	size_t n;
};

/* What a module file says of itself, read without loading it. When @problem is set the
 * file is of no use, and only @path and @name (as asked for) are filled besides. */
struct modfile {
	const char *path;
	const char *name;    /* from its .modinfo; '_' for '-' */
	const char *problem; /* half a sentence, e.g. "is cut short: …"; NULL: the file is
				fine */
	const char *vermagic; /* "6.1.0-56-amd64 SMP preempt mod_unload modversions " */
	const char *version;  /* MODULE_VERSION */
	const char *
		srcversion; /* only with MODULE_VERSION or CONFIG_MODULE_SRCVERSION_ALL */
	const char *build_id; /* hex of the GNU build id note */
	const char
		*signer; /* common name of the issuer; NULL: unsigned or not readable */
	const char *nicctl_zc; /* of a ZC build: "flavour=reload overlay=1
				  kernel=6.1.192"; NULL: it is none */
	bool is_signed; /* a signature is appended (whether it is valid only the kernel
			   knows) */
	enum module_origin origin;
	uint64_t size_bytes; /* of the uncompressed module */
	struct strv depends; /* module names, direct dependencies only */
	struct strv firmware;
	struct {
		struct param_decl *items;
		size_t n;
	} params;
	struct symbol_list needs, offers;
};

/* What modprobe's configuration (and the kernel command line) says about one module. */
struct modconf {
	const char *module;
	const char *options; /* "debug=1 …" as modprobe would pass them; NULL: none */
	const char *install_cmd; /* NULL: none */
	const char *remove_cmd;	 /* NULL: none */
	bool is_blacklisted;
	struct strv softdep_pre, softdep_post;
};

/* A loaded module. The first part is known of every module, the second only when
 * has_details (the modules that matter for the request, or all of them in a snapshot). */
struct module {
	const char *name;
	enum module_state state;
	bool has_refcnt; /* false for built-in modules */
	int64_t refcnt;
	bool is_permanent;   /* has no exit function: the kernel refuses to remove it */
	struct strv holders; /* modules that use a symbol of this one */

	bool has_details;
	uint64_t instance;   /* inode of /sys/module/NAME: another one after each load */
	const char *taint;   /* letters, e.g. "OE"; NULL: none */
	const char *version; /* of the loaded module, as the next two */
	const char *srcversion;
	const char *build_id;
	struct param_list params;
	const char *path;	    /* the file this module came from; NULL: not known */
	const char *installed_path; /* the file modprobe would load for this name; NULL:
				       none */
	bool path_is_proven; /* build id or srcversion of that file equal the loaded one's
			      */
	struct strv depends; /* modules.dep: all modules this one needs, in modprobe's
				order */
	struct strv
		drivers; /* "pci:ice", "auxiliary:ice.roce": /sys/module/NAME/drivers */
	struct strv configfs; /* entries of /sys/kernel/config/NAME: each holds it */
};

/* A version that the driver tells over devlink. */
struct devlink_version {
	const char *name;  /* "fw.mgmt", … */
	const char *state; /* "fixed", "running" or "stored" (for the next reset) */
	const char *value;
};

/* A device bound to a driver: a PCI function, or what stands for it on another bus. */
struct port {
	const char *
		address; /* PCI address 0000:05:00.0; elsewhere the device's sysfs name */
	const char *bus; /* "pci", "virtio", "vmbus", … */
	const char *driver;
	const char *module; /* NULL: the driver is built in */
	bool has_pci_id;
	uint32_t vendor, device; /* PCI ids */
	const char *physfn;	 /* a VF's PF; NULL: not a VF */
	uint32_t vfs;		 /* VFs that are switched on now */
	bool has_numa_node;
	int32_t numa_node;
	struct strv below; /* modules that drive the devices it hangs on, nearest first:
			      "virtio_pci" below virtio_net, "xhci_pci" below USB */
	const char *root_port; /* PCI address of the root port above it; NULL: none */
	const char *driver_override; /* the only driver that may have it; NULL: any */
	const char *override_owner;  /* who keeps that setting over a reboot:
					"driverctl"; NULL: nobody known */
	const char *iommu_group;     /* its number; NULL: there is no IOMMU for it */
	struct strv iommu_peers; /* devices of that group with a driver, bridges apart */
	struct strv id_modules;	 /* modules that modprobe knows for its PCI ids */
	const char *modalias;	 /* by which it knows them */
	const char *serial; /* of its card, the PCIe one: 16 hex digits; NULL: not asked
			       for, or not told */
	/* As ethtool -i has them; NULL: not asked for, or not told. */
	const char *driver_version, *firmware_version, *expansion_rom;
	struct {
		struct devlink_version *items;
		size_t n;
	} devlink; /* empty: as above */
};

/* A firmware file that a driver asks for, looked up where the kernel would: those that
 * module files name, the packages for single cards ("intel/ice/ddp/ice-SERIAL.pkg") if
 * they are there, and the profiles that may be loaded into cards ("intel/i40e/ddp/…"). */
struct firmware_file {
	const char *name;    /* "intel/ice/ddp/ice.pkg" */
	const char *path;    /* NULL: there is none */
	const char *version; /* of a DDP package for ice; NULL: not known */
	const char *problem; /* half a sentence: why the kernel or the driver cannot read
				it; NULL: fine, as far as is known */
};

/* What struct netdev's link_netns says when it is no name. */
#define HOST_NETNS_CALLER "(caller)"
#define HOST_NETNS_UNKNOWN "(unknown)"

/* A network device of any namespace. */
struct netdev {
	const char *name;
	uint32_t ifindex;
	const char *netns; /* NULL: the caller's; else its name below /run/netns,
			      "pid:N", or where it is mounted (no process in it) */
	const char *port;  /* address of the port it belongs to; NULL: a virtual device */
	const char *kind;  /* "bond", "vlan", …; NULL for hardware */
	const char *mac, *permanent_mac;
	uint32_t mtu;
	bool is_up; /* administratively */
	bool has_carrier;
	const char *operstate; /* RFC 2863 name, lower case */
	uint32_t master; /* ifindex of the bond, bridge, … it is part of; 0: none */
	uint32_t link; /* ifindex of the device below (VLAN, macvlan, …) or, of a veth,
			  of its peer; 0: none */
	const char *link_netns; /* where @link counts and a tunnel's packets leave; NULL:
				   in its own namespace; else a name as @netns, or
				   HOST_NETNS_… */
	struct strv remotes;	/* a tunnel's other ends: addresses, as far as known */
	const char *tunnel_local; /* the address its packets leave from; NULL: any */
	uint32_t tunnel_mark;	  /* firewall mark of its packets; 0: none */
	struct strv altnames;
	struct strv addresses; /* "192.0.2.1/24" */
};

/* A default route of any table, family and namespace. */
struct route {
	const char *netns;  /* as in struct netdev */
	const char *family; /* "inet", "inet6" */
	uint32_t table;
	const char *gateway; /* NULL: none */
	uint32_t ifindex;    /* of the outgoing device */
};

/* A remote session: the one the caller works in, or one of others: an established
 * connection to a local port of administration. */
struct session {
	const char *peer, *local; /* addresses, without port */
	const char *netns;	  /* of @ifindex, as in struct netdev */
	bool has_ifindex;
	uint32_t ifindex; /* device that holds @local, else the one the route to @peer
			     leaves by */
	bool is_other;	  /* not the caller's own */
	bool has_local_port;
	uint32_t local_port; /* TCP */
};

/* How a namespace would send to an address that matters: a session's peer, the other end
 * of a tunnel, a server of storage. There is none when it has no route. */
struct way {
	const char *netns; /* as in struct netdev */
	const char *to;
	uint32_t mark; /* firewall mark of the packets */
	uint32_t ifindex;
	const char *gateway; /* NULL: @to is on the link */
};

/* What the machine keeps on the network: a file system, a swap space, the place of its
 * crash dumps. */
struct network_use {
	const char *what;   /* "nfs4", "iscsi", "swap on nbd0", "kdump (ssh)" */
	const char *where;  /* mount point, device or configuration file */
	const char *server; /* address; NULL: not known */
	bool is_root;	    /* it carries the root file system or /usr */
	bool is_advisory;   /* needed only later: kdump */
};

struct rdma_device {
	const char *name;
	const char *port;  /* address of the port it belongs to; NULL: none (e.g. rxe) */
	const char *state; /* of its first port, e.g. "ACTIVE"; NULL: not readable */
};

/* An open device file, and who has it open. */
struct device_user {
	const char *path;   /* /dev/infiniband/uverbs0 */
	const char *port;   /* address of the port it belongs to; NULL: none */
	const char *module; /* module whose reference count it raises; NULL: none known */
	uint32_t pid;
	const char *comm;
};

/* How an AF_XDP socket shares packets with the driver. */
enum xsk_mode {
	XSK_UNKNOWN,  /* the kernel does not say */
	XSK_ZEROCOPY, /* the card writes into the application's memory */
	XSK_COPY,
};

/* A receive queue that an application has bound an AF_XDP socket to, in the caller's
 * namespace. */
struct xsk_socket {
	uint32_t ifindex;
	uint32_t queue;
	enum xsk_mode mode;
	bool has_pid;
	uint32_t pid;
	const char *comm; /* NULL: not known whose it is */
};

/* A ring of the module pf_ring that an application has bound to a network device of the
 * caller's namespace. */
struct pfring_ring {
	uint32_t ifindex;
	bool is_zc;	  /* the card writes into its memory */
	uint32_t pid;	  /* of who has made it */
	const char *comm; /* NULL: not known */
};

/* A mount whose data crosses the RDMA stack. */
struct rdma_mount {
	const char *where, *source, *type;
};

/* Something of a port's network state that nicctl cannot put back. */
struct net_loss {
	const char *port;   /* address */
	const char *netdev; /* name of the port's device, or of one that stands on it */
	const char *what;   /* half a sentence */
	bool is_refused;    /* it must not get lost */
};

/* A line of the machine's configuration that picks devices by the names of their drivers.
 */
struct driver_match {
	const char *file;
	uint32_t line;	     /* the first is 1 */
	const char *says;    /* the part of it that does: "Driver=i40e ice*" */
	struct strv drivers; /* names or shell patterns, any of which may match */
	bool is_inverted;    /* it picks the devices of all other drivers */
};

struct kernel {
	const char *release;   /* uname -r */
	const char *machine;   /* uname -m */
	const char *vermagic;  /* the running kernel's, read from a module known to fit;
				  NULL: unknown */
	bool has_modules;      /* built with loadable module support */
	bool modules_disabled; /* sysctl kernel.modules_disabled = 1 */
	bool enforces_signatures; /* module.sig_enforce, or a lockdown that implies it */
	const char *
		lockdown; /* "none", "integrity", "confidentiality"; NULL: not readable */
	uint64_t tainted; /* /proc/sys/kernel/tainted */
	const char *boot_id;	  /* another one after each boot; NULL: not readable */
	bool has_udevd;		  /* a udev daemon answers (its control socket exists) */
	struct strv trusted_keys; /* descriptions from the kernel's keyrings; empty: not
				     readable */
};

struct host {
	struct arena *arena;	  /* owned; all below lives in it */
	const char *collected_at; /* UTC, 2026-01-31T23:59:59Z */
	const char *hostname;
	struct kernel kernel;
	struct {
		struct module *
			items; /* newest first, as in /proc/modules; built-in ones last */
		size_t n;
	} modules;
	struct {
		struct modfile
			*items; /* of the modules with details, and the replacement */
		size_t n;
	} files;
	struct {
		struct modconf *items; /* only modules about which something is said */
		size_t n;
	} confs;
	struct symbol_list
		kernel_symbols; /* of the kernel image, as far as they were looked up */
	struct {
		struct port *items;
		size_t n;
	} ports;
	struct {
		struct firmware_file *items;
		size_t n;
	} firmware_files;
	struct strv kernel_log; /* its lines about firmware, packages and RDMA engines of
				   ports, oldest first */
	struct {
		struct netdev *items;
		size_t n;
	} netdevs;
	struct {
		struct route *items;
		size_t n;
	} default_routes;
	struct {
		struct session *items;
		size_t n;
	} sessions;
	struct {
		struct rdma_device *items;
		size_t n;
	} rdma;
	struct {
		struct device_user *items;
		size_t n;
	} users;
	struct {
		struct rdma_mount *items;
		size_t n;
	} rdma_mounts;
	struct {
		struct way *items;
		size_t n;
	} ways;
	struct {
		struct network_use *items;
		size_t n;
	} network_uses;
	struct {
		struct xsk_socket *items;
		size_t n;
	} xsk_sockets;
	struct {
		struct pfring_ring *items;
		size_t n;
	} pfring_rings;
	struct {
		struct net_loss *items;
		size_t n;
	} net_losses;
	struct {
		struct driver_match *items;
		size_t n;
	} driver_matches;
	struct strv not_read; /* sentences: what could not be read, and why */
};

/* A new host with an empty arena, or NULL when memory is out. The caller frees it. */
struct host *host_new(void);
void host_free(struct host *host);
void host_freep(struct host **host);

/* Look-ups by name; NULL when there is none. Module names compare as the kernel does: '-'
 * and '_' are the same. The result is borrowed from @host. */
struct module *host_module(const struct host *host, const char *name);
struct modfile *host_file(const struct host *host, const char *path);
const struct modconf *host_conf(const struct host *host, const char *module);
const struct port *host_port(const struct host *host, const char *address);

const struct netdev *host_netdev(const struct host *host, uint32_t ifindex);

/* The same in the namespace @netns, which may be NULL. */
const struct netdev *host_netdev_in(const struct host *host, const char *netns,
				    uint32_t ifindex);

/* Does one of @modules drive the port, or a device that it hangs on? */
bool host_port_needs(const struct port *port, const struct strv *modules);

/* Do two namespaces' names (NULL: the caller's) mean the same one? */
bool host_same_netns(const char *a, const char *b);

/* The network device that stands in @now for @was after its port's driver was reloaded:
 * on the same port, with the same permanent MAC (else MAC, else name); if none of these
 * fits, the only one there is. NULL when there is none. */
const struct netdev *host_netdev_again(const struct host *now, const struct netdev *was);

/* The file that belongs to a loaded module (module->path); NULL when not known. */
const struct modfile *host_file_of(const struct host *host, const struct module *module);

/* The file that modprobe would load for a loaded module's name; NULL when there is none.
 */
const struct modfile *host_installed_file(const struct host *host, const char *name);

/* The names of the enum values, as in the snapshot and in reports; NULL: no such value.
 */
const char *module_state_name(int state);
const char *module_origin_name(int origin);
const char *xsk_mode_name(int mode);

/* Do two module names mean the same module ('-' and '_' are one)? */
bool module_name_equal(const char *a, const char *b);

#endif
