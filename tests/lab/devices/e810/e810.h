/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of an Intel E810-C: the state of one function, and what crosses a file. See README.md. */

#ifndef HW_NET_NICCTL_E810_H
#define HW_NET_NICCTL_E810_H

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
#include "e810_regs.h"

#define TYPE_E810 "e810"

OBJECT_DECLARE_SIMPLE_TYPE(E810State, E810)

#define E810_BAR0_SIZE     (32 * MiB)
#define E810_REG_SPACE     (8 * MiB) /* backed part of BAR 0 */
#define E810_BAR3_SIZE     (64 * KiB)
#define E810_MSIX_PBA      0x8000
#define E810_MAX_VEC       2048
#define E810_MAX_Q         2048
#define E810_MAX_VSI       768
#define E810_FIRST_VSI     8
#define E810_MAX_RULES     4096
#define E810_MAX_VSI_LISTS 256
#define E810_MAX_SCHED     8192
#define E810_MAX_TXBUF     (272 * KiB)
#define E810_AQ_BUF        4096
#define E810_NRES          128
#define E810_RES_IDS       4096
#define E810_LAYERS        9
#define E810_FLASH_SIZE    (1 * MiB)
#define E810_SR_SIZE       (64 * KiB)
#define E810_NVM_BANK      0x40000
#define E810_NVM_BANK_SZ   0x40000 /* each of two banks */
#define E810_OROM_BANK     0xC0000
#define E810_OROM_BANK_SZ  0x10000
#define E810_NETL_BANK     0xE0000
#define E810_NETL_BANK_SZ  0x4000
#define E810_STALL_MS      200
#define E810_MAX_FRAME     (16 * KiB)

/* values of the "trace" property / E810_TRACE environment variable */
#define TR_AQ   1
#define TR_REG  2
#define TR_PKT  4
#define TR_IRQ  8
#define TR_MISC 16
#define E810_PRINT(s, mask, fmt, ...)                                      \
    do {                                                                   \
        if ((s)->trace & (mask)) {                                         \
            fprintf(stderr, "e810[%02x]: " fmt "\n", PCI_DEVICE(s)->devfn, \
                    ##__VA_ARGS__);                                        \
        }                                                                  \
    } while (0)

enum { CQ_FW, CQ_MBX, CQ_SB, CQ_NUM };

typedef struct E810CtlqRegs {
    uint32_t tbal, tbah, tlen, thead, ttail;
    uint32_t rbal, rbah, rlen, rhead, rtail;
    uint32_t intctl;
} E810CtlqRegs;

typedef struct E810Vsi {
    bool valid;
    uint8_t ctx[VSI_CTX_SIZE];
    uint8_t key[NIC_RSS_KEY_SIZE];
    bool key_set;
    uint16_t lut_size;
    uint8_t lut[2048];
} E810Vsi;

typedef struct E810Rule {
    bool valid;
    uint8_t type; /* 0 Rx lookup, 1 Tx lookup, 2 large action */
    uint16_t recipe;
    uint16_t src;
    uint32_t act;
    uint8_t hdr[16];
} E810Rule;

typedef struct E810Sched {
    bool valid;
    uint8_t elem[24];
} E810Sched;

typedef struct E810Txq {
    bool enabled;
    bool busy;
    uint64_t base;
    uint16_t qlen, head, tail, vsi;
    uint32_t teid;
    /* state of the packet being collected */
    bool in_pkt;
    bool tso;
    bool dummy;
    bool ctx_tag;
    uint16_t mss, tag2;
    uint16_t cmd, tag1;
    uint32_t off;
} E810Txq;

typedef struct E810Rxq {
    bool enabled;
    uint64_t base;
    uint16_t qlen, head, tail;
    uint32_t dbuf, rxmax;
    bool dsize, crcstrip, l2tsel;
    uint8_t rxdid;
    int64_t stalled; /* ms, 0: not stalled */
} E810Rxq;

#define E810_PE_CQS  1024
#define E810_PE_CEQS 32

typedef struct E810PeCq {
    bool valid, armed, ceq_valid, valid_bit;
    uint64_t base, ctx, shadow;
    uint32_t size, head;
    unsigned ceq;
} E810PeCq;

typedef struct E810PeCeq {
    bool valid, valid_bit;
    uint64_t base;
    uint32_t size, head;
} E810PeCeq;

struct E810State {
    PCIDevice parent_obj;

    NICState *nic;
    NICConf conf;
    MemoryRegion bar0, bar3;
    uint32_t *regs;
    uint8_t *flash;

    /* properties */
    uint32_t trace;
    uint32_t nqueues;
    uint32_t nvec;
    bool sfp;
    bool rdma;
    bool fd;
    uint32_t nfunc;
    uint32_t nvfs;
    uint64_t dsn;
    uint8_t nvm_major, nvm_minor;
    uint32_t eetrack;
    uint8_t orom_major, orom_patch;
    uint16_t orom_build;
    char *pba;
    /* fault injection, can be changed at run time (qom-set) */
    uint32_t fault;
    uint32_t rx_arrived; /* frames, for NIC_FAULT_RX_LOSSY */
    uint32_t fault_op;

    /* interrupts */
    DECLARE_BITMAP(intena, E810_MAX_VEC);
    DECLARE_BITMAP(pending, E810_MAX_VEC);

    /* switch */
    E810Vsi vsi[E810_MAX_VSI];
    E810Rule rules[E810_MAX_RULES];
    GArray *vsi_list[E810_MAX_VSI_LISTS];
    unsigned long *res[E810_NRES];

    /* scheduler */
    E810Sched sched[E810_MAX_SCHED];
    uint16_t rl_prof_next;

    /* queues */
    E810Txq txq[E810_MAX_Q];
    E810Rxq rxq[E810_MAX_Q];
    unsigned n_rxq_enabled;
    uint8_t *txbuf;
    uint32_t txlen;
    QEMUTimer *stall_timer;

    /* link */
    QEMUTimer *link_timer;
    bool link_up;
    bool lse;
    bool phy_enabled;
    bool loopback;
    uint8_t phy_cfg[24];

    /* DDP package */
    bool pkg_loaded;
    uint8_t pkg_ver[4];
    char pkg_name[28];
    uint32_t pkg_track;

    uint32_t shared_params[16];
    uint64_t recipe_prof[256];

    /* protocol engine: only its control queue pair does anything */
    bool pe_on;
    uint64_t pe_sq, pe_ctx;
    uint32_t pe_size, pe_tail;
    E810PeCq pe_cq[E810_PE_CQS];
    E810PeCeq pe_ceq[E810_PE_CEQS];
};

#define REG(addr) (*e810_reg(s, (addr)))

#define E810_MAX_DEST 16

typedef struct E810Pkt {
    unsigned l2len; /* Ethernet header incl. VLAN tags */
    uint16_t etype;
    bool tagged;
    uint16_t tci;
    bool v4, v6, frag, l4ok;
    unsigned l3off, l4off, l4len;
    uint8_t proto;
    uint16_t ptype;
    uint16_t status;
    uint32_t hash;
} E810Pkt;

typedef struct E810Aq {
    uint8_t *p; /* 16 bytes of parameters in the descriptor */
    uint8_t *buf;
    uint16_t len; /* length of buf */
    bool wb;      /* buf is to be written back */
} E810Aq;

/* The registers of each control queue. */
extern const E810CtlqRegs e810_cq[CQ_NUM];

/* e810/device.c: helpers for all files */

/* The register at @addr. */
uint32_t *e810_reg(E810State *s, uint32_t addr);

/* Adds to a 40 bit counter: low register first. */
void e810_stat_add(E810State *s, uint32_t addr, uint64_t n);

/* The number of the port: each function has one of its own. */
unsigned e810_lport(E810State *s);

/* Adds to one of the port's counters. */
void e810_port_stat(E810State *s, uint32_t addr, uint64_t n);

/* Has the driver made the function a bus master? */
bool e810_can_dma(E810State *s);

/* e810/irq.c: interrupts */

/*
 * Raises the interrupt that the control register value @ctl names, if enabled.
 */
void e810_cause(E810State *s, uint32_t ctl);

/* Notes @bits as other causes, and raises their interrupt. */
void e810_oicr(E810State *s, uint32_t bits);

/* The driver's write to the control register of vector @vec. */
void e810_dyn_ctl(E810State *s, unsigned vec, uint32_t val);

/* e810/nvm.c: the flash */

/* Makes the flash image from the properties. */
void e810_build_flash(E810State *s);

/* Admin command: read the NVM. */
uint16_t e810_aq_nvm_read(E810State *s, E810Aq *a);

/* e810/link.c: the link */

/* The PHY types that the card can do. */
uint64_t e810_phy_types(E810State *s);

/* Has the port a link now? */
bool e810_link_state(E810State *s);

/* Timer: tells the driver when the link has changed. */
void e810_link_timer(void *opaque);

/* Looks at the link again in a moment. */
void e810_link_kick(E810State *s);

/* QEMU pulled or plugged the cable. */
void e810_set_link_status(NetClientState *nc);

/*
 * Admin commands: get PHY capabilities, set PHY configuration, get link
 * status.
 */
uint16_t e810_aq_phy_caps(E810State *s, E810Aq *a);
uint16_t e810_aq_set_phy(E810State *s, E810Aq *a);
uint16_t e810_aq_get_link(E810State *s, E810Aq *a);

/* e810/arq.c: events to the driver */

/*
 * Puts an event into the receive side of control queue @q; lost when there is
 * no room.
 */
void e810_arq_event(E810State *s, int q, uint16_t opcode, const uint8_t *params,
                    const void *data, uint16_t len);

/* e810/queue.c: queues */

/* Starts and stops a receive queue. Starting reads its context registers. */
void e810_rxq_enable(E810State *s, unsigned q);
void e810_rxq_disable(E810State *s, unsigned q);

/* Clears @len bytes of registers. */
void e810_clear_range(E810State *s, uint32_t start, uint32_t len);

/* Admin commands: start and stop transmit queues, add RDMA queue sets. */
uint16_t e810_aq_add_txqs(E810State *s, E810Aq *a);
uint16_t e810_aq_dis_txqs(E810State *s, E810Aq *a);
uint16_t e810_aq_add_qset(E810State *s, E810Aq *a);

/* e810/switch.c: the switch inside the card: VSIs, rules */

/* The number of queue @idx of the VSI, or -1. */
int e810_vsi_queue(E810Vsi *v, unsigned idx);

/* The VSIs that get a frame, into @dest: by address, else the default one. */
unsigned e810_classify(E810State *s, const uint8_t *b, E810Pkt *p,
                       uint16_t *dest);

/* Forgets VSIs, rules and VSI lists. */
void e810_switch_clear(E810State *s);

/* Admin commands: resources, VSIs, switch rules. */
uint16_t e810_aq_res(E810State *s, E810Aq *a, bool alloc);
uint16_t e810_aq_vsi(E810State *s, E810Aq *a, uint16_t op);
uint16_t e810_aq_sw_rules(E810State *s, E810Aq *a, uint16_t op);

/* e810/packet.c: packet headers and checksums */

/* Finds the headers of a frame and verifies its checksums. */
void e810_parse(const uint8_t *b, size_t len, E810Pkt *p);

/* e810/rss.c: spreading received packets over queues */

/*
 * The queue of the VSI, counted from its first, for a frame; sets the frame's
 * hash.
 */
unsigned e810_rss(E810State *s, E810Vsi *v, const uint8_t *b, E810Pkt *p);

/* Admin commands: RSS key and lookup table. */
uint16_t e810_aq_rss(E810State *s, E810Aq *a, uint16_t op);

/* e810/receive.c: the receive side */

/*
 * Delivers a frame; 0: no descriptors, ask again (only if @may_stall), else
 * @size.
 */
ssize_t e810_rx(E810State *s, const uint8_t *in, size_t size, bool may_stall);

/* QEMU has a frame for the port. */
ssize_t e810_receive(NetClientState *nc, const uint8_t *buf, size_t size);

/* Timer: frames that waited for descriptors get another chance. */
void e810_stall_timer(void *opaque);

/* e810/transmit.c: the transmit side */

/* Serves a transmit ring up to its tail. */
void e810_txq_run(E810State *s, unsigned q);

/* e810/scheduler.c: the tree of the transmit scheduler: bookkeeping only */

/*
 * Adds an element to the transmit scheduler's tree; returns its TEID, 0: no
 * room.
 */
uint32_t e810_sched_add(E810State *s, uint32_t parent, const uint8_t *data);

/* Removes it. */
void e810_sched_del(E810State *s, uint32_t teid);

/* Sets up the default branch of the tree. */
void e810_sched_init(E810State *s);

/* Admin commands about the transmit scheduler. */
uint16_t e810_aq_sched(E810State *s, E810Aq *a, uint16_t op);
uint16_t e810_aq_dflt_topo(E810State *s, E810Aq *a);
uint16_t e810_aq_sched_res(E810State *s, E810Aq *a);
uint16_t e810_aq_port_ets(E810State *s, E810Aq *a);
uint16_t e810_aq_rl_prof(E810State *s, E810Aq *a, bool add);

/* e810/reset.c: resets */

/* What every reset does: this function's queues, switch, interrupts. */
void e810_function_reset(E810State *s);

/* The reset of the core: registers and the DDP package too. */
void e810_core_reset(E810State *s);

/*
 * A reset of the whole card (1 core, 2 global, 3 firmware), which the driver
 * is told.
 */
void e810_global_reset(E810State *s, unsigned type);

/* Power on. */
void e810_qdev_reset(DeviceState *dev);

/* e810/admin.c: the admin queue */

/* Executes the commands in the send side of control queue @q. */
void e810_ctlq_run(E810State *s, int q);

/* e810/ddp.c: the DDP package */

/* Admin commands: load a DDP package, tell which one is loaded. */
uint16_t e810_aq_download_pkg(E810State *s, E810Aq *a);
uint16_t e810_aq_pkg_info(E810State *s, E810Aq *a);

/* e810/rdma.c: the protocol engine (RDMA): its control path */

/* Stops the protocol engine. */
void e810_pe_reset(E810State *s);

/* The driver wants an event for the next completion in queue @id. */
void e810_pe_arm(E810State *s, unsigned id);

/* Executes the commands in the control queue pair. */
void e810_pe_run(E810State *s);

/* The driver has set up the control queue pair. */
void e810_pe_ccqp(E810State *s);

/* e810/vf.c: virtual functions */

/* Gives the function the SR-IOV capability, if it has VFs, and takes it away. */
void e810_vfs_init(E810State *s);
void e810_vfs_exit(E810State *s);

/* Removes the VFs. */
void e810_vfs_reset(E810State *s);

/* How many VFs the function has, and the first one's number on the card. */
void e810_vfs_caps(E810State *s, uint32_t *number, uint32_t *first);

/* e810/regs.c: registers */

/* BAR 0. */
extern const MemoryRegionOps e810_mmio_ops;

#endif
