/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of an Intel X710: the state of one function, and what crosses a file. See README.md. */

#ifndef HW_NET_NICCTL_X710_H
#define HW_NET_NICCTL_X710_H

#include "qemu/units.h"
#include "qemu/bitmap.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "qemu/timer.h"
#include "net/net.h"
#include "net/eth.h"
#include "hw/pci/pci.h"
#include "qom/object.h"

#include "../common/nic.h"
#include "x710_regs.h"

#define TYPE_X710 "x710"

OBJECT_DECLARE_SIMPLE_TYPE(X710State, X710)

#define DBG_AQ           1
#define DBG_REG          2
#define DBG_TX           4
#define DBG_RX           8
#define DBG_IRQ          16
#define DBG_STATE        32
#define DBG_ALLREG       64
#define X710_NUM_VSI     64
#define X710_NUM_VEB     4
#define X710_NUM_FILTERS 256
#define X710_NUM_FDIR    512
#define X710_TXBUF_SIZE  (320 * KiB)
#define X710_MAX_HDR     512
#define X710_MAX_FRAME   9728
#define X710_MIN_FRAME   60
#define X710_STARVE_MS   20

typedef struct X710Filter {
    bool used;
    bool any_vlan;
    uint8_t mac[ETH_ALEN];
    uint16_t vlan;
} X710Filter;

typedef struct X710Vsi {
    bool used;
    uint16_t seid;
    uint16_t uplink;
    uint16_t promisc;
    uint8_t props[VSI_PROPS_SIZE];
    X710Filter filter[X710_NUM_FILTERS];
    int filters;
    /* promiscuous per VLAN: unicast, multicast, broadcast */
    DECLARE_BITMAP(vlan_promisc[3], 4096);
} X710Vsi;

typedef struct X710Veb {
    bool used;
    uint16_t seid;
    uint16_t uplink;
    uint16_t downlink;
    uint16_t flags;
} X710Veb;

/* sideband flow director filter, as seen from the receive side */
typedef struct X710Fdir {
    bool used;
    uint8_t pctype;
    uint8_t src[16], dst[16];
    uint8_t sport[2], dport[2];
    uint32_t where; /* first dword of the program descriptor */
    uint32_t what;  /* third dword */
    uint32_t fd_id;
} X710Fdir;

typedef struct X710TxQueue {
    bool enabled;
    bool head_wb;
    bool work;
    uint16_t qlen;
    uint16_t head;
    uint64_t base;
    uint64_t head_wb_addr;
    /* state of the packet being gathered */
    bool drop;
    bool have_ctx;
    uint32_t len;
    uint32_t ctx_tunnel;
    uint64_t ctx;
    bool have_prog;
    uint32_t prog[4];
    uint8_t *buf;
} X710TxQueue;

typedef struct X710RxQueue {
    bool enabled;
    bool starved;
    bool waiting;
    bool dsize32;
    bool crcstrip;
    uint16_t qlen;
    uint16_t head;
    uint32_t dbuff;
    uint32_t rxmax;
    uint64_t base;
} X710RxQueue;

typedef struct X710Sd {
    uint64_t pa;
    bool valid;
    bool direct;
} X710Sd;

struct X710State {
    PCIDevice parent_obj;

    NICState *nic;
    NICConf conf;
    MemoryRegion csr;
    MemoryRegion msix_bar;

    uint32_t *regs;
    X710TxQueue *txq;
    X710RxQueue *rxq;
    X710Sd *sd;
    X710Vsi *vsi;
    X710Veb veb[X710_NUM_VEB];
    X710Fdir *fdir_tab;
    int fdir_used;
    uint16_t sr[SR_WORDS];
    bool pending[X710_MAX_VECTORS];

    QEMUBH *tx_bh;
    QEMUTimer *link_timer;
    QEMUTimer *reset_timer;
    QEMUTimer *starve_timer;

    uint8_t perm_mac[ETH_ALEN];
    uint8_t laa[ETH_ALEN];
    bool laa_valid;

    uint8_t pf_id;
    uint8_t port;
    bool link_phy;      /* PHY and MAC ready */
    bool link_enabled;  /* set link restart AN: enable */
    bool link_reported; /* last state seen by the link logic */
    bool lse;
    uint16_t event_mask;
    uint16_t lb_mode;
    uint32_t phy_type;
    uint8_t phy_speed;
    uint8_t phy_abilities;
    uint8_t phy_fec;
    uint16_t phy_eee;
    uint32_t phy_eeer;
    bool lldp_on;
    bool asq_busy; /* no recursion through register writes */
    uint16_t udp_port[16];
    uint64_t ptp_offset;
    uint32_t ptp_lo;
    uint8_t reset_kind;

    /* properties */
    uint16_t nq;
    uint16_t nvec;
    uint16_t num_ports;
    uint16_t device_id;
    uint16_t subsys_ven;
    uint16_t subsys;
    uint8_t revision;
    uint32_t debug;
    uint32_t link_delay;
    bool iwarp;
    bool vmdq;
    bool dcb;
    bool fdir;
    bool flr;
    bool forget_phy; /* a PF reset takes the PHY's configuration with it */
    char *fw_version;
    char *fw_api;
    char *nvm_version;
    char *oem_version;
    uint32_t eetrack;
    /* fault injection, can be changed at run time (qom-set) */
    uint32_t fault;
    uint32_t rx_arrived; /* frames, for NIC_FAULT_RX_LOSSY */
    uint32_t fault_op;
    unsigned fw_major, fw_minor, fw_build;
    unsigned api_major, api_minor;
    FILE *log;
};

#define DBG(s, mask, ...)                    \
    do {                                     \
        if (unlikely((s)->debug & (mask))) { \
            x710_log(s, __VA_ARGS__);        \
        }                                    \
    } while (0)

static inline uint32_t reg_get(X710State *s, uint32_t addr)
{
    return s->regs[addr >> 2];
}

static inline void reg_set(X710State *s, uint32_t addr, uint32_t val)
{
    s->regs[addr >> 2] = val;
}

static inline uint32_t qreg_get(X710State *s, uint32_t base, unsigned q)
{
    return reg_get(s, base + 4 * q);
}

static inline void qreg_set(X710State *s, uint32_t base, unsigned q,
                            uint32_t val)
{
    reg_set(s, base + 4 * q, val);
}

typedef struct X710Pkt {
    unsigned l3, l4; /* offsets, 0: none */
    unsigned l3end;  /* end of the L3 payload */
    uint16_t etype;
    uint16_t vlan_tci;
    bool tagged;
    bool v4, v6, frag;
    uint8_t proto;
} X710Pkt;

typedef struct X710AqCmd {
    uint8_t *desc;
    uint8_t *p;   /* 16 parameter bytes */
    uint8_t *buf; /* 4 KB, holds the driver's data */
    uint16_t len; /* size of the driver's buffer */
    bool wb;      /* write the buffer back */
    uint16_t wblen;
} X710AqCmd;

/* x710/device.c: helpers for all files */

/* Prints a line of the trace. */
void G_GNUC_PRINTF(2, 3) x710_log(X710State *s, const char *fmt, ...);

/* Adds to a 48 bit counter: low register first. */
void x710_stat_add(X710State *s, uint32_t addr, uint64_t n);

/* Adds to a 32 bit counter. */
void x710_stat_add32(X710State *s, uint32_t addr, uint32_t n);

/* x710/irq.c: interrupts */

/* Sends the interrupt of vector 0 if a cause is pending and enabled. */
void x710_icr0_update(X710State *s);

/* Notes @bits as causes of vector 0. */
void x710_icr0_raise(X710State *s, uint32_t bits);

/* The causes of vector 0; reading clears them. */
uint32_t x710_icr0_read(X710State *s);

/* A queue has something to tell; @ctl is its QINT_xQCTL register. */
void x710_queue_irq(X710State *s, uint32_t ctl);

/* The driver's write to the control register of vector @vec. */
void x710_dyn_ctl_write(X710State *s, unsigned vec, uint32_t val);

/* x710/link.c: the link and its events */

/* The PHY types that the card can do. */
uint32_t x710_phy_types_supported(void);

/* Has the port a link now? */
bool x710_link_up(X710State *s);

/* Timer: the link training is over. */
void x710_link_timer(void *opaque);

/* Drops the link and lets it come back after @ms of training. */
void x710_link_retrain(X710State *s, int64_t ms);

/* QEMU pulled or plugged the cable. */
void x710_set_link_status(NetClientState *nc);

/* Admin commands about PHY, link, NVM and LLDP; AQ_NOT_MINE for others. */
int x710_aq_port(X710State *s, uint16_t op, X710AqCmd *c);

/* x710/switch.c: the switch inside the card: VSIs, VEBs, filters */

/* The index of the VSI with that number, or -1. */
int x710_vsi_by_seid(X710State *s, uint16_t seid);

/* Sets up the VSI that the firmware gives to the function after a reset. */
void x710_vsi_default(X710State *s);

/* Does the VSI want a frame to @mac in @vlan (0: untagged)? */
int x710_vsi_match(X710Vsi *v, const uint8_t *mac, uint16_t vlan);

/* Admin commands about the switch; AQ_NOT_MINE for others. */
int x710_aq_switch(X710State *s, uint16_t op, X710AqCmd *c);

/* x710/queue.c: queue contexts in host memory */

/*
 * Starts and stops a queue. Starting reads its context, which the driver has
 * put into host memory; without a sane one the queue stays off.
 */
void x710_txq_enable(X710State *s, unsigned q);
void x710_txq_disable(X710State *s, unsigned q);
void x710_rxq_enable(X710State *s, unsigned q);
void x710_rxq_disable(X710State *s, unsigned q);

/* Counts a frame of @wire bytes in the port's statistics by size at @base. */
void x710_size_stat(X710State *s, uint32_t base, size_t wire);

/* x710/packet.c: packet headers and checksums */

/*
 * Finds the headers of a frame; lax: does not look at the length fields (the
 * flow director's dummy packets have none).
 */
void x710_parse(const uint8_t *b, size_t len, X710Pkt *p, bool lax);

/* Computes the checksum of the IPv4 header. */
void x710_fix_ip4_csum(uint8_t *l3);

/*
 * Computes the checksum of the L4 header: @l4len bytes to the end of the L3
 * payload.
 */
void x710_fix_l4_csum(const uint8_t *l3, uint8_t *l4, uint32_t l4len,
                      unsigned l4t);

/* 0: unicast, 1: multicast, 2: broadcast. */
int x710_cast(const uint8_t *mac);

/* x710/rss.c: spreading received packets over queues */

/* The packet classifier's type; @ports: has it L4 ports? */
unsigned x710_pctype(const X710Pkt *p, bool *ports);

/*
 * The hash of a packet by the programmed key and fields; false: no hash for
 * this type.
 */
bool x710_rss_hash(X710State *s, const uint8_t *b, const X710Pkt *p,
                   uint32_t *hash);

/* The queue of the VSI for that hash. */
unsigned x710_rx_queue_of(X710State *s, X710Vsi *v, bool hashed, uint32_t hash);

/* x710/fdir.c: flow director filters */

/* The flow director filter that a received packet meets, or NULL. */
X710Fdir *x710_fdir_match(X710State *s, const uint8_t *b, const X710Pkt *p);

/* Forgets all flow director filters. */
void x710_fdir_flush(X710State *s);

/* Adds or removes a filter: the program descriptor @d and a dummy packet. */
void x710_fdir_program(X710State *s, const uint32_t *d, const uint8_t *b,
                       size_t len);

/* x710/receive.c: the receive side */

/*
 * Delivers a frame to the VSIs that want it; 0: no descriptors, ask again
 * (only if @may_wait), else @size.
 */
ssize_t x710_rx_frame(X710State *s, const uint8_t *buf, size_t size,
                      bool may_wait);

/* QEMU has a frame for the port. */
ssize_t x710_receive(NetClientState *nc, const uint8_t *buf, size_t size);

/*
 * Timer: a queue has had no descriptors for a while, it must not block the
 * others.
 */
void x710_starve_timer(void *opaque);

/* The driver has put descriptors into a receive ring. */
void x710_rx_tail(X710State *s, unsigned q, uint32_t val);

/* x710/transmit.c: the transmit side */

/* Bottom half: serves the transmit rings that have work. */
void x710_tx_bh(void *opaque);

/* The driver has put descriptors into a transmit ring. */
void x710_tx_tail(X710State *s, unsigned q, uint32_t val);

/* x710/reset.c: resets */

/* The reset of the function; the link stays. */
void x710_pf_reset(X710State *s);

/* What core, global and EMP resets and power on do. */
void x710_global_reset(X710State *s);

/* Timer: the reset that x710_rtrig() began is over. */
void x710_reset_timer(void *opaque);

/* The driver asks for a reset of the whole card. */
void x710_rtrig(X710State *s, uint32_t val);

/* x710/admin.c: the admin queue */

/* Executes the commands in the admin send queue. */
void x710_asq_run(X710State *s);

/* x710/nvm.c: the shadow RAM */

/* Admin command: read the NVM. */
int x710_aq_nvm_read(X710State *s, X710AqCmd *c);

/* Makes the shadow RAM (the NVM's image) from the properties. */
void x710_build_sr(X710State *s, Error **errp);

/* x710/qos.c: bandwidth */

/* Admin commands about bandwidth; AQ_NOT_MINE for others. */
int x710_aq_bandwidth(X710State *s, uint16_t op, X710AqCmd *c);

/* x710/regs.c: registers */

/* The registers, as the driver sees them. */
uint32_t x710_mmio_read32(X710State *s, uint32_t addr);
void x710_mmio_write32(X710State *s, uint32_t addr, uint32_t val);

/* BAR 0. */
extern const MemoryRegionOps x710_csr_ops;

#endif
