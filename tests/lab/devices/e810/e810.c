/*
 * QEMU model of the Intel E810-C Ethernet controller (Linux driver: ice)
 *
 * One PCI function, one port.  Written against the behaviour the Linux ice
 * driver expects (there is no public register level description that this
 * was taken from); it is a test vehicle for driver probe / reset / reload,
 * not a performance or feature complete model.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/units.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "qemu/bitmap.h"
#include "qemu/bswap.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "net/net.h"
#include "net/eth.h"
#include "net/checksum.h"
#include "hw/pci/pci.h"
#include "hw/pci/pcie.h"
#include "hw/pci/msix.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qom/object.h"

#include "e810_regs.h"
#define E810_NIC_HAS_GUARD 1

#define TYPE_E810 "e810"
OBJECT_DECLARE_SIMPLE_TYPE(E810State, E810)

#define E810_BAR0_SIZE      (32 * MiB)
#define E810_REG_SPACE      (8 * MiB)       /* backed part of BAR 0 */
#define E810_BAR3_SIZE      (64 * KiB)
#define E810_MSIX_PBA       0x8000
#define E810_MAX_VEC        2048
#define E810_MAX_Q          2048
#define E810_MAX_VSI        768
#define E810_FIRST_VSI      8
#define E810_MAX_RULES      4096
#define E810_MAX_VSI_LISTS  256
#define E810_MAX_SCHED      8192
#define E810_MAX_TXBUF      (272 * KiB)
#define E810_AQ_BUF         4096
#define E810_NRES           128
#define E810_RES_IDS        4096
#define E810_LAYERS         9
#define E810_FLASH_SIZE     (1 * MiB)
#define E810_SR_SIZE        (64 * KiB)
#define E810_NVM_BANK       0x40000
#define E810_NVM_BANK_SZ    0x40000         /* each of two banks */
#define E810_OROM_BANK      0xC0000
#define E810_OROM_BANK_SZ   0x10000
#define E810_NETL_BANK      0xE0000
#define E810_NETL_BANK_SZ   0x4000
#define E810_STALL_MS       200
#define E810_MAX_FRAME      (16 * KiB)

/* values of the "trace" property / E810_TRACE environment variable */
#define TR_AQ   1
#define TR_REG  2
#define TR_PKT  4
#define TR_IRQ  8
#define TR_MISC 16

#define E810_PRINT(s, mask, fmt, ...) do {                              \
        if ((s)->trace & (mask)) {                                      \
            fprintf(stderr, "e810[%02x]: " fmt "\n",                    \
                    PCI_DEVICE(s)->devfn, ## __VA_ARGS__);              \
        }                                                               \
    } while (0)

enum { CQ_FW, CQ_MBX, CQ_SB, CQ_NUM };

typedef struct E810CtlqRegs {
    uint32_t tbal, tbah, tlen, thead, ttail;
    uint32_t rbal, rbah, rlen, rhead, rtail;
    uint32_t intctl;
} E810CtlqRegs;

static const E810CtlqRegs e810_cq[CQ_NUM] = {
    [CQ_FW] = {
        R_FW_ATQBAL, R_FW_ATQBAH, R_FW_ATQLEN, R_FW_ATQH, R_FW_ATQT,
        R_FW_ARQBAL, R_FW_ARQBAH, R_FW_ARQLEN, R_FW_ARQH, R_FW_ARQT,
        R_PFINT_FW_CTL },
    [CQ_MBX] = {
        R_MBX_ATQBAL, R_MBX_ATQBAH, R_MBX_ATQLEN, R_MBX_ATQH, R_MBX_ATQT,
        R_MBX_ARQBAL, R_MBX_ARQBAH, R_MBX_ARQLEN, R_MBX_ARQH, R_MBX_ARQT,
        R_PFINT_MBX_CTL },
    [CQ_SB] = {
        R_SB_ATQBAL, R_SB_ATQBAH, R_SB_ATQLEN, R_SB_ATQH, R_SB_ATQT,
        R_SB_ARQBAL, R_SB_ARQBAH, R_SB_ARQLEN, R_SB_ARQH, R_SB_ARQT,
        R_PFINT_SB_CTL },
};

typedef struct E810Vsi {
    bool valid;
    uint8_t ctx[VSI_CTX_SIZE];
    uint8_t key[52];
    bool key_set;
    uint16_t lut_size;
    uint8_t lut[2048];
} E810Vsi;

typedef struct E810Rule {
    bool valid;
    uint8_t type;               /* 0 Rx lookup, 1 Tx lookup, 2 large action */
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
    int64_t stalled;            /* ms, 0: not stalled */
} E810Rxq;

#define E810_PE_CQS     1024
#define E810_PE_CEQS    32

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
    uint64_t dsn;
    uint8_t nvm_major, nvm_minor;
    uint32_t eetrack;
    uint8_t orom_major, orom_patch;
    uint16_t orom_build;
    char *pba;

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

static uint32_t *e810_reg(E810State *s, uint32_t addr)
{
    assert(addr < E810_REG_SPACE);
    return &s->regs[addr / 4];
}
#define REG(addr) (*e810_reg(s, (addr)))

static void e810_stat_add(E810State *s, uint32_t addr, uint64_t n)
{
    uint64_t v = REG(addr) | ((uint64_t)REG(addr + 4) << 32);

    v = (v + n) & ((1ULL << 40) - 1);
    REG(addr) = v;
    REG(addr + 4) = v >> 32;
}

/* each function has a port of its own */
static unsigned e810_lport(E810State *s)
{
    return PCI_FUNC(PCI_DEVICE(s)->devfn);
}

static void e810_port_stat(E810State *s, uint32_t addr, uint64_t n)
{
    e810_stat_add(s, addr + e810_lport(s) * 8, n);
}

static bool e810_can_dma(E810State *s)
{
    return PCI_DEVICE(s)->config[PCI_COMMAND] & PCI_COMMAND_MASTER;
}

/* ------------------------------------------------------------------ */
/* interrupts                                                          */

static void e810_fire(E810State *s, unsigned vec)
{
    PCIDevice *d = PCI_DEVICE(s);

    if (vec >= s->nvec) {
        return;
    }
    if (!test_bit(vec, s->intena)) {
        set_bit(vec, s->pending);
        return;
    }
    clear_bit(vec, s->pending);
    clear_bit(vec, s->intena);          /* automask */
    E810_PRINT(s, TR_IRQ, "irq vector %u", vec);
    if (msix_enabled(d)) {
        msix_notify(d, vec);
    }
}

static void e810_cause(E810State *s, uint32_t ctl)
{
    if (ctl & CTL_CAUSE_ENA) {
        e810_fire(s, ctl & CTL_MSIX_MASK);
    }
}

static void e810_oicr(E810State *s, uint32_t bits)
{
    REG(R_PFINT_OICR) |= bits;
    if (REG(R_PFINT_OICR) & REG(R_PFINT_OICR_ENA)) {
        e810_cause(s, REG(R_PFINT_OICR_CTL));
    }
}

static void e810_dyn_ctl(E810State *s, unsigned vec, uint32_t val)
{
    if (vec >= s->nvec) {
        return;
    }
    if (!(val & DYN_INTENA_MSK)) {
        if (val & DYN_INTENA) {
            set_bit(vec, s->intena);
        } else {
            clear_bit(vec, s->intena);
        }
    }
    /*
     * A latched cause survives CLEARPBA here: at worst this is one more
     * (empty) interrupt, and no event can get lost between the driver's
     * look at its rings and the write that re-enables the vector.
     */
    if ((val & DYN_SWINT_TRIG) &&
        vec == (REG(R_PFINT_OICR_CTL) & CTL_MSIX_MASK)) {
        REG(R_PFINT_OICR) |= OICR_SWINT;
    }
    if ((val & DYN_SWINT_TRIG) ||
        (test_bit(vec, s->intena) && test_bit(vec, s->pending))) {
        e810_fire(s, vec);
    }
}

/* ------------------------------------------------------------------ */
/* flash image                                                         */

static void e810_w16(uint8_t *base, uint32_t word, uint16_t v)
{
    stw_le_p(base + word * 2, v);
}

static void e810_build_flash(E810State *s)
{
    uint8_t *sr, *nvm, *orom, *netl;
    uint16_t pfa = 0x2000;              /* in words, inside the shadow RAM */
    uint32_t css_words = 322;           /* + 8 words of authentication header */
    uint32_t sr_copy = ROUND_UP(css_words + 8, 32);
    unsigned i, n, bank;
    uint8_t sum;

    s->flash = g_malloc0(E810_FLASH_SIZE);
    sr = s->flash;

    e810_w16(sr, 0x00, 1 << 6);         /* control word: valid, 1st banks */
    e810_w16(sr, 0x18, (s->nvm_major << 12) | s->nvm_minor);
    e810_w16(sr, 0x2d, s->eetrack & 0xffff);
    e810_w16(sr, 0x2e, s->eetrack >> 16);
    e810_w16(sr, 0x40, pfa);
    e810_w16(sr, 0x42, 0x8000 | (E810_NVM_BANK / 4096));
    e810_w16(sr, 0x43, E810_NVM_BANK_SZ / 4096);
    e810_w16(sr, 0x44, 0x8000 | (E810_OROM_BANK / 4096));
    e810_w16(sr, 0x45, E810_OROM_BANK_SZ / 4096);
    e810_w16(sr, 0x46, 0x8000 | (E810_NETL_BANK / 4096));
    e810_w16(sr, 0x47, E810_NETL_BANK_SZ / 4096);

    /* preserved field area: length word, PBA block, end */
    n = DIV_ROUND_UP(strlen(s->pba), 2);
    e810_w16(sr, pfa + 1, 0x16);
    e810_w16(sr, pfa + 2, n + 1);
    e810_w16(sr, pfa + 3, n + 1);
    for (i = 0; i < n; i++) {
        e810_w16(sr, pfa + 4 + i, (uint8_t)s->pba[2 * i] << 8 |
                                  (uint8_t)s->pba[2 * i + 1]);
    }
    e810_w16(sr, pfa, 1 + 2 + n + 1 + 1);

    for (bank = 0; bank < 2; bank++) {
        nvm = s->flash + E810_NVM_BANK + bank * E810_NVM_BANK_SZ;
        e810_w16(nvm, 0x02, css_words / 2);
        e810_w16(nvm, 0x03, 0);
        memcpy(nvm + sr_copy * 2, sr, 0x8000);

        orom = s->flash + E810_OROM_BANK + bank * E810_OROM_BANK_SZ;
        orom += 0x1000;
        memcpy(orom, "$CIV", 4);
        stl_le_p(orom + 5, s->orom_major << 24 | s->orom_build << 8 |
                           s->orom_patch);
        orom[9] = 4;
        for (i = 0; i < 4; i++) {
            e810_w16(orom + 10, i, "E810"[i]);
        }
        for (sum = 0, i = 0; i < 74; i++) {
            sum += orom[i];
        }
        orom[4] = -sum;

        netl = s->flash + E810_NETL_BANK + bank * E810_NETL_BANK_SZ;
        e810_w16(netl, 0, 0x011b);      /* link topology module */
        e810_w16(netl, 1, 0x100);
        e810_w16(netl, 2, 0x100);       /* module length */
        e810_w16(netl, 3, 0);           /* node count */
        e810_w16(netl, 6 + 2, 4);       /* shown as 4.0.5000-3.14.0 */
        e810_w16(netl, 6 + 6, 0x0003);
        e810_w16(netl, 6 + 7, 0x5000);
        e810_w16(netl, 6 + 8, 0x0014);
        e810_w16(netl, 6 + 0x0a + 14, 0x5678);
        e810_w16(netl, 6 + 0x0a + 15, 0x1234);
    }
}

/* ------------------------------------------------------------------ */
/* link                                                                */

#define PHY_100G_SR4   (1ULL << 52)
#define PHY_25G_SR     (1ULL << 23)
#define PHY_10G_SR     (1ULL << 14)
#define PHY_40G_SR4    (1ULL << 31)

static uint64_t e810_phy_types(E810State *s)
{
    return s->sfp ? PHY_25G_SR | PHY_10G_SR : PHY_100G_SR4 | PHY_40G_SR4;
}

static bool e810_link_state(E810State *s)
{
    return s->phy_enabled &&
           (s->loopback || !qemu_get_queue(s->nic)->link_down);
}

static void e810_link_data(E810State *s, uint8_t d[32])
{
    memset(d, 0, 32);
    d[2] = 1 << 6;                      /* media available */
    stw_le_p(d + 6, 9728);
    stw_le_p(d + 10, 1 << 15);          /* speed unknown */
    if (s->link_up) {
        d[2] |= 0x01 | 0x20 | 0x80;     /* up, port up, signal detect */
        d[3] = 0x01 | 0x08 | 0x80;      /* AN done, FEC, qualified module */
        d[8] = 1 << 1;                  /* RS-FEC */
        stw_le_p(d + 10, s->sfp ? 1 << 7 : 1 << 10);
        stq_le_p(d + 16, s->sfp ? PHY_25G_SR : PHY_100G_SR4);
    }
}

static void e810_arq_event(E810State *s, int q, uint16_t opcode,
                           const uint8_t *params, const void *data,
                           uint16_t len)
{
    const E810CtlqRegs *r = &e810_cq[q];
    PCIDevice *d = PCI_DEVICE(s);
    uint32_t n = REG(r->rlen) & CTLQ_LEN_MASK;
    uint32_t head = REG(r->rhead);
    uint8_t desc[32];
    uint64_t base, addr;

    if (!(REG(r->rlen) & CTLQ_ENABLE) || !n || head >= n ||
        head == REG(r->rtail) || !e810_can_dma(s)) {
        E810_PRINT(s, TR_AQ, "event %04x dropped", opcode);
        return;
    }
    base = REG(r->rbal) | (uint64_t)REG(r->rbah) << 32;
    pci_dma_read(d, base + head * 32, desc, 32);
    addr = (uint64_t)ldl_le_p(desc + 24) << 32 | ldl_le_p(desc + 28);
    len = MIN(len, lduw_le_p(desc + 4));
    if (len) {
        pci_dma_write(d, addr, data, len);
    }
    memset(desc, 0, 16);
    stw_le_p(desc, AQF_DD | AQF_CMP | (len ? AQF_BUF : 0));
    stw_le_p(desc + 2, opcode);
    stw_le_p(desc + 4, len);
    memcpy(desc + 16, params, 8);
    pci_dma_write(d, base + head * 32, desc, 32);
    smp_wmb();
    REG(r->rhead) = (head + 1) % n;
    E810_PRINT(s, TR_AQ, "event %04x len %u", opcode, len);
    e810_cause(s, REG(r->intctl));
}

static void e810_link_update(E810State *s)
{
    bool up = e810_link_state(s);
    uint8_t data[32], params[8] = { 0 };

    if (up == s->link_up) {
        return;
    }
    s->link_up = up;
    E810_PRINT(s, TR_MISC, "link %s", up ? "up" : "down");
    if (s->lse) {
        e810_link_data(s, data);
        stw_le_p(params + 2, 1);
        e810_arq_event(s, CQ_FW, AQ_GET_LINK, params, data, sizeof(data));
    }
}

static void e810_link_timer(void *opaque)
{
    e810_link_update(opaque);
}

static void e810_link_kick(E810State *s)
{
    timer_mod(s->link_timer, qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL) + 20);
}

static void e810_set_link_status(NetClientState *nc)
{
    e810_link_update(qemu_get_nic_opaque(nc));
}

/* ------------------------------------------------------------------ */
/* queues: shared helpers                                              */

static uint64_t e810_bits(const uint8_t *p, unsigned lsb, unsigned width)
{
    uint64_t v = 0;
    unsigned i;

    for (i = 0; i < width; i++) {
        if (p[(lsb + i) / 8] & (1 << ((lsb + i) % 8))) {
            v |= 1ULL << i;
        }
    }
    return v;
}

static void e810_rxq_enable(E810State *s, unsigned q)
{
    E810Rxq *r = &s->rxq[q];
    uint8_t ctx[32];
    unsigned i;

    for (i = 0; i < 8; i++) {
        stl_le_p(ctx + i * 4,
                 REG(R_QRX_CONTEXT + i * QRX_CONTEXT_STRIDE + q * 4));
    }
    if (!r->enabled) {
        s->n_rxq_enabled++;
    }
    r->enabled = true;
    r->head = e810_bits(ctx, 0, 13);
    r->base = e810_bits(ctx, 32, 57) << 7;
    r->qlen = e810_bits(ctx, 89, 13);
    r->dbuf = e810_bits(ctx, 102, 7) << 7;
    r->dsize = e810_bits(ctx, 116, 1);
    r->crcstrip = e810_bits(ctx, 117, 1);
    r->l2tsel = e810_bits(ctx, 119, 1);
    r->rxmax = e810_bits(ctx, 174, 14);
    r->rxdid = REG(R_QRXFLXP_CNTXT + q * 4) & 0x3f;
    r->tail = REG(R_QRX_TAIL + q * 4) & 0x1fff;
    r->stalled = 0;
    E810_PRINT(s, TR_MISC, "rxq %u on: base %" PRIx64 " len %u dbuf %u "
               "rxmax %u rxdid %u dsize %d", q, r->base, r->qlen, r->dbuf,
               r->rxmax, r->rxdid, r->dsize);
}

static void e810_rxq_disable(E810State *s, unsigned q)
{
    if (s->rxq[q].enabled) {
        s->rxq[q].enabled = false;
        s->n_rxq_enabled--;
        E810_PRINT(s, TR_MISC, "rxq %u off", q);
    }
}

static int e810_vsi_queue(E810Vsi *v, unsigned idx)
{
    unsigned flags = lduw_le_p(v->ctx + VSI_MAP_FLAGS);

    if (flags & 1) {                    /* scattered */
        return idx < 16 ? lduw_le_p(v->ctx + VSI_Q_MAP + idx * 2) & 0x7ff : -1;
    }
    return ((lduw_le_p(v->ctx + VSI_Q_MAP) & 0x7ff) + idx) % E810_MAX_Q;
}

/* ------------------------------------------------------------------ */
/* receive                                                             */

typedef struct E810Pkt {
    unsigned l2len;                     /* Ethernet header incl. VLAN tags */
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

static uint32_t e810_pseudo(const uint8_t *b, const E810Pkt *p)
{
    uint8_t ph[40];
    int n;

    if (p->v4) {
        memcpy(ph, b + p->l3off + 12, 8);
        n = 8;
    } else {
        memcpy(ph, b + p->l3off + 8, 32);
        n = 32;
    }
    ph[n] = 0;
    ph[n + 1] = p->proto;
    stw_be_p(ph + n + 2, p->l4len);
    return net_checksum_add(n + 4, ph);
}

static void e810_parse(const uint8_t *b, size_t len, E810Pkt *p)
{
    size_t o = 12, end;
    unsigned hl;

    memset(p, 0, sizeof(*p));
    p->ptype = PTYPE_L2;
    p->etype = lduw_be_p(b + o);
    if (p->etype == 0x8100 || p->etype == 0x88a8) {
        if (len < 18) {
            return;
        }
        p->tagged = true;
        p->tci = lduw_be_p(b + o + 2);
        o += 4;
        p->etype = lduw_be_p(b + o);
        if (p->etype == 0x8100 && len >= 22) {
            o += 4;
            p->etype = lduw_be_p(b + o);
        }
    }
    o += 2;
    p->l2len = o;
    p->l3off = o;
    if (p->etype == 0x0806) {
        p->ptype = PTYPE_ARP;
    } else if (p->etype == 0x0800 && len >= o + 20 && (b[o] >> 4) == 4) {
        hl = (b[o] & 15) * 4;
        end = o + lduw_be_p(b + o + 2);
        if (hl < 20 || o + hl > len || end > len || end < o + hl) {
            return;
        }
        p->v4 = true;
        p->status |= RXS_L3L4P;
        if (net_raw_checksum((uint8_t *)b + o, hl)) {
            p->status |= RXS_IPE;
        }
        p->proto = b[o + 9];
        p->frag = lduw_be_p(b + o + 6) & 0x3fff;
        p->l4off = o + hl;
        p->l4len = end - p->l4off;
        p->ptype = p->frag ? PTYPE_V4_FRAG : PTYPE_V4;
    } else if (p->etype == 0x86dd && len >= o + 40 && (b[o] >> 4) == 6) {
        end = o + 40 + lduw_be_p(b + o + 4);
        if (end > len) {
            return;
        }
        p->v6 = true;
        p->status |= RXS_L3L4P;
        p->proto = b[o + 6];
        p->l4off = o + 40;
        p->l4len = end - p->l4off;
        p->frag = p->proto == 44;
        p->ptype = p->frag ? PTYPE_V6_FRAG : PTYPE_V6;
    } else {
        return;
    }
    if (p->frag) {
        return;
    }
    switch (p->proto) {
    case 1:
        if (p->v4) {
            p->ptype = PTYPE_V4_ICMP;
        }
        return;
    case 58:
        if (p->v6) {
            p->ptype = PTYPE_V6_ICMP;
        }
        return;
    case 6:
        if (p->l4len < 20) {
            return;
        }
        p->ptype = p->v4 ? PTYPE_V4_TCP : PTYPE_V6_TCP;
        break;
    case 17:
        if (p->l4len < 8) {
            return;
        }
        p->ptype = p->v4 ? PTYPE_V4_UDP : PTYPE_V6_UDP;
        if (!lduw_be_p(b + p->l4off + 6)) {
            p->l4ok = true;
            return;
        }
        break;
    default:
        return;
    }
    p->l4ok = true;
    if (net_checksum_finish(e810_pseudo(b, p) +
                            net_checksum_add(p->l4len,
                                             (uint8_t *)b + p->l4off))) {
        p->status |= RXS_L4E;
    }
}

static bool e810_vsi_wants_vlan(E810State *s, unsigned vsi, E810Pkt *p)
{
    unsigned i;

    if (!(s->vsi[vsi].ctx[4] & 1) || !p->tagged || !(p->tci & 0xfff)) {
        return true;
    }
    for (i = 0; i < E810_MAX_RULES; i++) {
        E810Rule *r = &s->rules[i];

        if (r->valid && r->recipe == RECIPE_VLAN &&
            (lduw_be_p(r->hdr + 14) & 0xfff) == (p->tci & 0xfff)) {
            return true;
        }
    }
    return false;
}

#define E810_MAX_DEST 16

static void e810_dest_add(E810State *s, unsigned vsi, E810Pkt *p,
                          uint16_t *dest, unsigned *n)
{
    unsigned i;

    if (vsi >= E810_MAX_VSI || !s->vsi[vsi].valid || *n == E810_MAX_DEST ||
        !e810_vsi_wants_vlan(s, vsi, p)) {
        return;
    }
    for (i = 0; i < *n; i++) {
        if (dest[i] == vsi) {
            return;
        }
    }
    dest[(*n)++] = vsi;
}

static void e810_rule_dest(E810State *s, E810Rule *r, E810Pkt *p,
                           uint16_t *dest, unsigned *n)
{
    unsigned id = (r->act >> 4) & 0x3ff, i;

    if ((r->act & 3) || (r->act & (1u << 18))) {
        return;                         /* not "forward to VSI", or drop */
    }
    if (!(r->act & (1u << 14))) {
        e810_dest_add(s, id, p, dest, n);
    } else if (id < E810_MAX_VSI_LISTS && s->vsi_list[id]) {
        for (i = 0; i < s->vsi_list[id]->len; i++) {
            e810_dest_add(s, g_array_index(s->vsi_list[id], uint16_t, i), p,
                          dest, n);
        }
    }
}

/* VSIs that get a frame: by address, else the default one */
static unsigned e810_classify(E810State *s, const uint8_t *b, E810Pkt *p,
                              uint16_t *dest)
{
    unsigned i, n = 0;
    E810Rule *dflt = NULL;
    bool match;

    for (i = 0; i < E810_MAX_RULES; i++) {
        E810Rule *r = &s->rules[i];

        /*
         * MAC and VLAN rules name a VSI as their source (type 1) and hold
         * for both directions; the others are per direction.
         */
        if (!r->valid || r->type > 1 ||
            (r->type == 1 && r->recipe != RECIPE_MAC &&
             r->recipe != RECIPE_MAC_VLAN)) {
            continue;
        }
        match = false;
        switch (r->recipe) {
        case RECIPE_MAC:
        case RECIPE_MAC_VLAN:
            match = !memcmp(r->hdr, b, 6);
            break;
        case RECIPE_PROMISC:
        case RECIPE_PROMISC_VLAN:
            if (r->hdr[0] == 0xff) {
                match = is_broadcast_ether_addr(b);
            } else {
                match = (r->hdr[0] & 1) == (b[0] & 1);
            }
            break;
        case RECIPE_ETHERTYPE:
            match = lduw_be_p(r->hdr + 12) == p->etype;
            break;
        case RECIPE_DFLT:
            dflt = r;
            break;
        }
        if (match) {
            e810_rule_dest(s, r, p, dest, &n);
        }
    }
    if (!n && dflt) {
        e810_rule_dest(s, dflt, p, dest, &n);
    }
    return n;
}

static const uint8_t e810_dflt_key[52] = {
    0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67,
    0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb,
    0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30,
    0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

static unsigned e810_rss(E810State *s, E810Vsi *v, const uint8_t *b,
                         E810Pkt *p)
{
    unsigned tc = lduw_le_p(v->ctx + VSI_TC_MAP);
    unsigned off = tc & 0x7ff, num = 1u << ((tc >> 11) & 0xf);
    uint8_t key[52], in[40];
    net_toeplitz_key k;
    unsigned n, idx;

    if (!p->v4 && !p->v6) {
        return off;
    }
    if (p->v4) {
        memcpy(in, b + p->l3off + 12, 8);
        n = 8;
    } else {
        memcpy(in, b + p->l3off + 8, 32);
        n = 32;
    }
    if (p->l4ok) {
        memcpy(in + n, b + p->l4off, 4);
        n += 4;
    }
    memcpy(key, v->key_set ? v->key : e810_dflt_key, sizeof(key));
    net_toeplitz_key_init(&k, key);
    net_toeplitz_add(&p->hash, in, n, &k);
    p->status |= RXS_RSS_VALID;
    if (!v->lut_size || num == 1) {
        return off;
    }
    idx = v->lut[p->hash % v->lut_size];
    return off + idx % num;
}

static bool e810_can_receive(NetClientState *nc)
{
    return true;
}

/* false: no room, the peer may hold on to the frame for a while */
static bool e810_rx_vsi(E810State *s, unsigned vsi, const uint8_t *in,
                        size_t len, const E810Pkt *parsed, bool may_stall)
{
    PCIDevice *d = PCI_DEVICE(s);
    uint8_t frame[E810_MAX_FRAME + 8];
    E810Vsi *v = &s->vsi[vsi];
    E810Pkt p = *parsed;
    E810Rxq *r;
    size_t off, need;
    unsigned avail;
    uint16_t tag = 0;
    int q;

    q = e810_vsi_queue(v, e810_rss(s, v, in, &p));
    if (q < 0 || !s->rxq[q].enabled) {
        E810_PRINT(s, TR_PKT, "rx %zu vsi %u queue %d not enabled", len,
                   vsi, q);
        return true;
    }
    r = &s->rxq[q];
    if (!r->qlen || !r->dbuf || !r->dsize) {
        return true;
    }
    memcpy(frame, in, len);

    /* VLAN tag to the descriptor when the VSI strips tags */
    if (p.tagged && ((v->ctx[VSI_INNER_VLAN_FLG] >> 3) & 3) != 3) {
        tag = p.tci;
        memmove(frame + 12, frame + 16, len - 16);
        len -= 4;
        p.status |= RXS_L2TAG1P;
    }
    if (!r->crcstrip) {
        stl_le_p(frame + len, net_crc32_le(frame, len));
        len += 4;
    }
    if (r->rxmax && len > r->rxmax) {
        REG(R_GLV_RDPC + vsi * 4)++;
        return true;
    }

    need = DIV_ROUND_UP(len, r->dbuf);
    avail = (r->tail + r->qlen - r->head) % r->qlen;
    if (avail < need) {
        int64_t now = qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL);

        if (!r->stalled) {
            r->stalled = now ? now : 1;
        }
        if (may_stall && now - r->stalled < E810_STALL_MS) {
            timer_mod(s->stall_timer, now + E810_STALL_MS + 1);
            return false;
        }
        REG(R_GLV_RDPC + vsi * 4)++;
        return true;
    }

    e810_stat_add(s, R_GLV_GORC + vsi * 8, len);
    e810_stat_add(s, (is_broadcast_ether_addr(frame) ? R_GLV_BPRC :
                      frame[0] & 1 ? R_GLV_MPRC : R_GLV_UPRC) + vsi * 8, 1);

    for (off = 0; off < len; ) {
        uint64_t da = r->base + r->head * 32;
        uint8_t desc[32];
        size_t n = MIN(len - off, r->dbuf);
        bool eof = off + n == len;

        pci_dma_read(d, da, desc, 8);
        pci_dma_write(d, ldq_le_p(desc), frame + off, n);
        memset(desc, 0, sizeof(desc));
        desc[0] = r->rxdid;
        stw_le_p(desc + 2, p.ptype);
        stw_le_p(desc + 4, n);
        stw_le_p(desc + 8, RXS_DD | (eof ? RXS_EOF | p.status : 0));
        if (eof) {
            stw_le_p(desc + 10, tag);
            stl_le_p(desc + 12, p.hash);
        }
        /* everything else first, the dword with DD last */
        pci_dma_write(d, da + 16, desc + 16, 16);
        pci_dma_write(d, da, desc, 8);
        pci_dma_write(d, da + 12, desc + 12, 4);
        smp_wmb();
        pci_dma_write(d, da + 8, desc + 8, 4);
        r->head = (r->head + 1) % r->qlen;
        off += n;
    }
    E810_PRINT(s, TR_PKT, "rx %zu -> vsi %u q %d ptype %u hash %08x", len,
               vsi, q, p.ptype, p.hash);
    e810_cause(s, REG(R_QINT_RQCTL + q * 4));
    return true;
}

static ssize_t e810_rx(E810State *s, const uint8_t *in, size_t size,
                       bool may_stall)
{
    uint16_t dest[E810_MAX_DEST];
    uint8_t pad[60];
    unsigned i, n;
    E810Pkt p;
    size_t len = size;

    if (!e810_can_dma(s) || !s->link_up || size < 14 ||
        size > E810_MAX_FRAME || !s->n_rxq_enabled) {
        return size;
    }
    if (len < sizeof(pad)) {
        memset(pad, 0, sizeof(pad));
        memcpy(pad, in, len);
        in = pad;
        len = sizeof(pad);
    }
    e810_parse(in, len, &p);
    n = e810_classify(s, in, &p, dest);
    for (i = 0; i < n; i++) {
        if (!e810_rx_vsi(s, dest[i], in, len, &p, may_stall && i == 0)) {
            return 0;
        }
    }
    if (!n) {
        E810_PRINT(s, TR_PKT, "rx %zu: nobody wants it", size);
    }
    e810_port_stat(s, R_GLPRT_GORC, len + 4);
    e810_port_stat(s, is_broadcast_ether_addr(in) ? R_GLPRT_BPRC :
                      in[0] & 1 ? R_GLPRT_MPRC : R_GLPRT_UPRC, 1);
    return size;
}

static ssize_t e810_receive(NetClientState *nc, const uint8_t *buf,
                            size_t size)
{
    return e810_rx(qemu_get_nic_opaque(nc), buf, size, true);
}

static void e810_stall_timer(void *opaque)
{
    E810State *s = opaque;

    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}

/* ------------------------------------------------------------------ */
/* transmit                                                            */

static void e810_xmit(E810State *s, unsigned vsi, const uint8_t *b,
                      size_t len)
{
    uint8_t pad[60];
    uint32_t st;

    if (len < 60) {
        memset(pad, 0, sizeof(pad));
        memcpy(pad, b, len);
        b = pad;
        len = 60;
    }
    e810_port_stat(s, R_GLPRT_GOTC, len + 4);
    st = is_broadcast_ether_addr(b) ? R_GLPRT_BPTC :
         b[0] & 1 ? R_GLPRT_MPTC : R_GLPRT_UPTC;
    e810_port_stat(s, st, 1);
    if (vsi < E810_MAX_VSI) {
        e810_stat_add(s, R_GLV_GOTC + vsi * 8, len);
        st = is_broadcast_ether_addr(b) ? R_GLV_BPTC :
             b[0] & 1 ? R_GLV_MPTC : R_GLV_UPTC;
        e810_stat_add(s, st + vsi * 8, 1);
    }
    E810_PRINT(s, TR_PKT, "tx %zu", len);
    if (s->loopback) {
        e810_rx(s, b, len, false);
    } else if (s->link_up) {
        qemu_send_packet(qemu_get_queue(s->nic), b, len);
    }
}

/* checksums of one frame, as asked for by the descriptor */
static void e810_tx_csum(uint8_t *b, size_t len, uint16_t cmd, unsigned mac,
                         unsigned ip, unsigned l4)
{
    unsigned l4off = mac + ip, iipt = cmd & TXC_IIPT_MASK;
    E810Pkt p = { 0 };
    unsigned coff;
    uint16_t c;

    if (!iipt || ip < 20 || l4off > len) {
        return;
    }
    if (iipt == TXC_IIPT_V4_CSUM) {
        stw_be_p(b + mac + 10, 0);
        stw_be_p(b + mac + 10, net_raw_checksum(b + mac, ip));
    }
    p.v4 = iipt != TXC_IIPT_V6;
    p.v6 = !p.v4;
    p.l3off = mac;
    p.l4off = l4off;
    p.l4len = len - l4off;
    if (p.v4) {
        unsigned tot = lduw_be_p(b + mac + 2);

        if (tot >= ip && mac + tot <= len) {
            p.l4len = tot - ip;
        }
    }
    switch (cmd & TXC_L4T_MASK) {
    case TXC_L4T_TCP:
        p.proto = 6;
        coff = 16;
        break;
    case TXC_L4T_UDP:
        p.proto = 17;
        coff = 6;
        break;
    default:
        return;
    }
    if (p.l4len < coff + 2 || (p.v6 && ip < 40)) {
        return;
    }
    stw_be_p(b + l4off + coff, 0);
    c = net_checksum_finish(e810_pseudo(b, &p) +
                            net_checksum_add(p.l4len, b + l4off));
    if (!c && p.proto == 17) {
        c = 0xffff;
    }
    stw_be_p(b + l4off + coff, c);
}

static void e810_tx_packet(E810State *s, E810Txq *t)
{
    uint8_t *b = s->txbuf;
    uint32_t len = s->txlen;
    unsigned mac = (t->off & 0x7f) * 2;
    unsigned ip = ((t->off >> 7) & 0x7f) * 4;
    unsigned l4 = ((t->off >> 14) & 0xf) * 4;
    unsigned hdr, pos, seg, n;
    uint8_t *f;
    uint32_t seq;
    uint16_t id;
    int tag = -1;

    if (t->dummy || len < 14) {
        return;
    }
    if (t->cmd & TXC_IL2TAG1) {
        tag = t->tag1;
    } else if (t->ctx_tag) {
        tag = t->tag2;
    }
    if (tag >= 0 && len + 4 <= E810_MAX_TXBUF) {
        memmove(b + 16, b + 12, len - 12);
        stw_be_p(b + 12, 0x8100);
        stw_be_p(b + 14, tag);
        len += 4;
        mac += 4;
    }
    if (!t->tso) {
        e810_tx_csum(b, len, t->cmd, mac, ip, l4);
        e810_xmit(s, t->vsi, b, len);
        return;
    }

    hdr = mac + ip + l4;
    if (!t->mss || hdr >= len || ip < 20 || l4 < 8 || hdr > 512) {
        return;
    }
    f = g_malloc(hdr + t->mss);
    seq = ldl_be_p(b + mac + ip + 4);
    id = lduw_be_p(b + mac + 4);
    for (pos = hdr, seg = 0; pos < len; pos += n, seg++) {
        bool tcp = (t->cmd & TXC_L4T_MASK) == TXC_L4T_TCP;

        n = MIN(t->mss, len - pos);
        memcpy(f, b, hdr);
        memcpy(f + hdr, b + pos, n);
        if ((t->cmd & TXC_IIPT_MASK) == TXC_IIPT_V6) {
            stw_be_p(f + mac + 4, ip - 40 + l4 + n);
        } else {
            stw_be_p(f + mac + 2, ip + l4 + n);
            stw_be_p(f + mac + 4, id + seg);
        }
        if (tcp) {
            stl_be_p(f + mac + ip + 4, seq);
            if (pos + n < len) {
                f[mac + ip + 13] &= ~0x09;      /* FIN, PSH on the last only */
            }
            if (seg) {
                f[mac + ip + 13] &= ~0x80;      /* CWR on the first only */
            }
            seq += n;
        } else {
            stw_be_p(f + mac + ip + 4, l4 + n);
        }
        e810_tx_csum(f, hdr + n, t->cmd, mac, ip, l4);
        e810_xmit(s, t->vsi, f, hdr + n);
    }
    g_free(f);
}

static void e810_txq_run(E810State *s, unsigned q)
{
    PCIDevice *d = PCI_DEVICE(s);
    E810Txq *t = &s->txq[q];
    bool report = false;

    if (!t->enabled || t->busy || !t->qlen || !e810_can_dma(s)) {
        return;
    }
    t->busy = true;
    while (t->enabled && t->head != t->tail) {
        uint64_t da = t->base + t->head * 16;
        uint8_t desc[16];
        uint64_t qw1;
        uint16_t cmd;
        uint32_t size;

        pci_dma_read(d, da, desc, 16);
        qw1 = ldq_le_p(desc + 8);
        cmd = (qw1 >> 4) & 0xfff;
        switch (qw1 & 0xf) {
        case TXD_CTX:
            cmd &= 0x7f;
            t->tso = cmd & TXCTX_TSO;
            t->mss = (qw1 >> 50) & 0x3fff;
            t->ctx_tag = cmd & TXCTX_IL2TAG2;
            t->tag2 = lduw_le_p(desc + 4);
            break;
        case TXD_FLTR:
            break;
        case TXD_DATA:
            size = (qw1 >> 34) & 0x3fff;
            if (!t->in_pkt) {
                t->in_pkt = true;
                s->txlen = 0;
                t->cmd = cmd;
                t->off = (qw1 >> 16) & 0x3ffff;
                t->tag1 = qw1 >> 48;
                t->dummy = cmd & TXC_DUMMY;
            }
            if (size && s->txlen + size <= E810_MAX_TXBUF - 4) {
                pci_dma_read(d, ldq_le_p(desc), s->txbuf + s->txlen, size);
                s->txlen += size;
            }
            if (cmd & TXC_EOP) {
                e810_tx_packet(s, t);
                t->in_pkt = t->tso = t->ctx_tag = t->dummy = false;
            }
            if (cmd & TXC_RS) {
                stq_le_p(desc + 8, TXD_DONE);
                pci_dma_write(d, da + 8, desc + 8, 8);
                report = true;
            }
            break;
        default:
            E810_PRINT(s, TR_MISC, "txq %u: odd descriptor %" PRIx64, q, qw1);
        }
        t->head = (t->head + 1) % t->qlen;
        /* a packet is never left half collected: head meets tail at EOP */
    }
    t->busy = false;
    REG(R_QTX_COMM_HEAD + q * 4) = t->head;
    if (report) {
        e810_cause(s, REG(R_QINT_TQCTL + q * 4));
    }
}

/* ------------------------------------------------------------------ */
/* scheduler                                                           */

static uint32_t e810_sched_add(E810State *s, uint32_t parent,
                               const uint8_t *data)
{
    uint32_t i;

    for (i = 1; i < E810_MAX_SCHED; i++) {
        if (!s->sched[i].valid) {
            s->sched[i].valid = true;
            stl_le_p(s->sched[i].elem, parent);
            stl_le_p(s->sched[i].elem + 4, i);
            memcpy(s->sched[i].elem + 8, data, 16);
            return i;
        }
    }
    return 0;
}

static void e810_sched_del(E810State *s, uint32_t teid)
{
    if (teid < E810_MAX_SCHED) {
        s->sched[teid].valid = false;
    }
}

static void e810_sched_init(E810State *s)
{
    static const uint8_t types[E810_LAYERS] = {
        ELEM_ROOT_PORT, ELEM_TC, ELEM_ENTRY_POINT, ELEM_SE_GENERIC,
        ELEM_SE_GENERIC, ELEM_SE_GENERIC, ELEM_SE_GENERIC, ELEM_SE_GENERIC,
        ELEM_LEAF,
    };
    uint32_t parent = 0xffffffff;
    unsigned i;

    for (i = 0; i < E810_MAX_SCHED; i++) {
        s->sched[i].valid = false;
    }
    for (i = 0; i < E810_LAYERS; i++) {
        uint8_t data[16] = { types[i], 0x7 };

        stw_le_p(data + 6, 4);          /* weights */
        stw_le_p(data + 10, 4);
        parent = e810_sched_add(s, parent, data);
    }
    s->rl_prof_next = 1;
}

/* ------------------------------------------------------------------ */
/* resets                                                              */

static void e810_pe_reset(E810State *s);

static void e810_switch_clear(E810State *s)
{
    unsigned i;

    for (i = 0; i < E810_MAX_VSI; i++) {
        if (s->vsi[i].valid) {
            memset(&s->vsi[i], 0, sizeof(s->vsi[i]));
        }
    }
    for (i = 0; i < E810_MAX_RULES; i++) {
        s->rules[i].valid = false;
    }
    for (i = 0; i < E810_MAX_VSI_LISTS; i++) {
        if (s->vsi_list[i]) {
            g_array_free(s->vsi_list[i], true);
            s->vsi_list[i] = NULL;
        }
    }
}

static void e810_clear_range(E810State *s, uint32_t start, uint32_t len)
{
    memset(e810_reg(s, start), 0, len);
}

/* what every reset level does: this function's queues, switch, interrupts */
static void e810_function_reset(E810State *s)
{
    unsigned i;

    for (i = 0; i < CQ_NUM; i++) {
        const E810CtlqRegs *r = &e810_cq[i];

        REG(r->tlen) = REG(r->thead) = REG(r->ttail) = 0;
        REG(r->rlen) = REG(r->rhead) = REG(r->rtail) = 0;
        REG(r->tbal) = REG(r->tbah) = REG(r->rbal) = REG(r->rbah) = 0;
        REG(r->intctl) = 0;
    }
    for (i = 0; i < E810_MAX_Q; i++) {
        bool busy = s->txq[i].busy;

        if (s->txq[i].enabled || busy) {
            memset(&s->txq[i], 0, sizeof(s->txq[i]));
            s->txq[i].busy = busy;
        }
        e810_rxq_disable(s, i);
    }
    e810_clear_range(s, R_QRX_CTRL, E810_MAX_Q * 4);
    e810_clear_range(s, R_QRX_TAIL, E810_MAX_Q * 4);
    e810_clear_range(s, R_QRX_CONTEXT, 8 * QRX_CONTEXT_STRIDE);
    e810_clear_range(s, R_QINT_RQCTL, E810_MAX_Q * 4);
    e810_clear_range(s, R_QINT_TQCTL, E810_MAX_Q * 4);
    e810_clear_range(s, R_QTX_COMM_HEAD, E810_MAX_Q * 4);
    REG(R_PFINT_OICR) = 0;
    REG(R_PFINT_OICR_ENA) = 0;
    REG(R_PFINT_OICR_CTL) = 0;
    bitmap_zero(s->intena, E810_MAX_VEC);
    bitmap_zero(s->pending, E810_MAX_VEC);
    e810_switch_clear(s);
    for (i = 0; i < E810_NRES; i++) {
        g_free(s->res[i]);
        s->res[i] = NULL;
    }
    e810_sched_init(s);
    e810_pe_reset(s);
    s->lse = false;
    s->loopback = false;
}

static void e810_core_reset(E810State *s)
{
    uint64_t types = e810_phy_types(s);

    memset(s->regs, 0, E810_REG_SPACE);
    e810_function_reset(s);
    REG(R_GLNVM_ULD) = ULD_ALL_DONE;
    REG(R_GLNVM_GENS) = 6 << 5;         /* 64 KiB of shadow RAM */
    REG(R_GLNVM_FLA) = 1 << 6;
    REG(R_GL_PWR_MODE_CTL) = 1u << 30;
    REG(R_GLGEN_CLKSTAT_SRC) = 2 << 4;
    REG(R_PRTDCB_GENS) = 7;             /* no DCBX agent in firmware */
    REG(R_PF_FUNC_RID) = PCI_FUNC(PCI_DEVICE(s)->devfn);
    if (s->fd) {
        REG(R_GLQF_FD_SIZE) = 0x1000 << 16 | 0x1000;
    }
    if (s->rdma) {
        for (unsigned i = 0; i < 3; i++) {
            REG(R_GLPE_CPUSTATUS0 + i * 4) = PE_CPU_READY;
        }
        REG(R_GLPCI_LBARCTRL) = LBARCTRL_DB_8M;
    }
    s->pkg_loaded = false;
    s->phy_enabled = true;
    memset(s->phy_cfg, 0, sizeof(s->phy_cfg));
    stq_le_p(s->phy_cfg, types);
    s->phy_cfg[16] = 0x08 | 0x10 | 0x20 | 0x80;
    s->phy_cfg[22] = 0xd0 | 0x04;
    memset(s->recipe_prof, 0, sizeof(s->recipe_prof));
}

static void e810_global_reset(E810State *s, unsigned type)
{
    E810_PRINT(s, TR_MISC, "global reset type %u", type);
    REG(R_GLGEN_RSTAT) = type << 2;
    e810_oicr(s, OICR_GRST);            /* the warning goes out first */
    e810_core_reset(s);
    REG(R_GLGEN_RSTAT) = type << 2;     /* device active again */
    REG(R_PFINT_OICR) = OICR_GRST;
    s->link_up = e810_link_state(s);
}

static void e810_qdev_reset(DeviceState *dev)
{
    E810State *s = E810(dev);

    timer_del(s->link_timer);
    timer_del(s->stall_timer);
    e810_core_reset(s);
    s->link_up = e810_link_state(s);
}

/* ------------------------------------------------------------------ */
/* admin queue                                                         */

typedef struct E810Aq {
    uint8_t *p;                 /* 16 bytes of parameters in the descriptor */
    uint8_t *buf;
    uint16_t len;               /* length of buf */
    bool wb;                    /* buf is to be written back */
} E810Aq;

static uint8_t *e810_cap(uint8_t *e, uint16_t cap, uint32_t number,
                         uint32_t logical, uint32_t phys)
{
    memset(e, 0, 32);
    stw_le_p(e, cap);
    e[2] = 1;
    stl_le_p(e + 4, number);
    stl_le_p(e + 8, logical);
    stl_le_p(e + 12, phys);
    return e + 32;
}

static uint16_t aq_list_caps(E810State *s, E810Aq *a, bool dev)
{
    uint8_t tmp[32 * 32], *e = tmp;

    e = e810_cap(e, CAP_VALID_FUNCTIONS, (1u << s->nfunc) - 1, 0, 0);
    e = e810_cap(e, CAP_SRIOV, 0, 0, 0);
    e = e810_cap(e, CAP_VF, 0, 0, 0);
    e = e810_cap(e, CAP_VSI, dev ? E810_MAX_VSI : 256, 0, 0);
    e = e810_cap(e, CAP_DCB, 1, 1, 8);
    e = e810_cap(e, CAP_RSS, 2048, 8, 0);
    e = e810_cap(e, CAP_RXQS, s->nqueues, 0, 0);
    e = e810_cap(e, CAP_TXQS, s->nqueues, 0, 0);
    e = e810_cap(e, CAP_MSIX, s->nvec, 0, 0);
    if (s->fd) {
        e = e810_cap(e, CAP_FD, dev ? 0x2000 : 0x1000, 0x1000, 0);
    }
    e = e810_cap(e, CAP_MAX_MTU, 9702, 0, 0);
    e = e810_cap(e, CAP_NVM_MGMT, 1 << 3, 0, 0);
    e = e810_cap(e, CAP_TX_TOPO, 1, 0, 0);
    if (s->rdma) {
        e = e810_cap(e, CAP_RDMA, 1, 0, 0);
    }
    if (a->len < e - tmp) {
        stl_le_p(a->p + 4, (e - tmp) / 32);
        return AQRC_ENOMEM;
    }
    memcpy(a->buf, tmp, e - tmp);
    stl_le_p(a->p + 4, (e - tmp) / 32);
    a->wb = true;
    return 0;
}

static unsigned e810_res_size(unsigned type)
{
    switch (type) {
    case 0x05:
        return 64;
    case 0x58:
    case 0x60:
        return 128;
    case 0x59:
    case 0x61:
        return 512;
    case 0x03:
    case 0x04:
        return E810_MAX_VSI_LISTS;
    default:
        return E810_RES_IDS;
    }
}

static unsigned e810_res_first(unsigned type)
{
    switch (type) {
    case 0x05:
        return 10;              /* below: the recipes that always exist */
    default:
        return 1;
    }
}

static uint16_t aq_res(E810State *s, E810Aq *a, bool alloc)
{
    unsigned type, n, i, size, id;

    if (a->len < 6) {
        return AQRC_EINVAL;
    }
    type = lduw_le_p(a->buf) & 0x7f;
    n = lduw_le_p(a->buf + 2);
    size = e810_res_size(type);
    if (4 + n * 2 > a->len) {
        n = (a->len - 4) / 2;
    }
    if (!s->res[type]) {
        s->res[type] = bitmap_new(E810_RES_IDS);
    }
    for (i = 0; i < n; i++) {
        if (alloc) {
            id = find_next_zero_bit(s->res[type], size,
                                    e810_res_first(type));
            if (id >= size) {
                return AQRC_ENOSPC;
            }
            set_bit(id, s->res[type]);
            stw_le_p(a->buf + 4 + i * 2, id);
        } else {
            id = lduw_le_p(a->buf + 4 + i * 2);
            if (id < size) {
                clear_bit(id, s->res[type]);
            }
        }
    }
    a->wb = alloc;
    return 0;
}

static uint16_t aq_vsi(E810State *s, E810Aq *a, uint16_t op)
{
    unsigned num = lduw_le_p(a->p) & 0x3ff, used = 0, i;
    E810Vsi *v;

    if (op == AQ_ADD_VSI) {
        if (!(lduw_le_p(a->p) & 0x8000)) {
            for (num = E810_FIRST_VSI; num < E810_MAX_VSI; num++) {
                if (!s->vsi[num].valid) {
                    break;
                }
            }
        }
        if (num >= E810_MAX_VSI) {
            return AQRC_ENOSPC;
        }
        memset(&s->vsi[num], 0, sizeof(s->vsi[num]));
        s->vsi[num].valid = true;
        e810_clear_range(s, R_GLV_GORC + num * 8, 8);
        e810_clear_range(s, R_GLV_UPRC + num * 8, 8);
        e810_clear_range(s, R_GLV_MPRC + num * 8, 8);
        e810_clear_range(s, R_GLV_BPRC + num * 8, 8);
        e810_clear_range(s, R_GLV_GOTC + num * 8, 8);
        e810_clear_range(s, R_GLV_UPTC + num * 8, 8);
        e810_clear_range(s, R_GLV_MPTC + num * 8, 8);
        e810_clear_range(s, R_GLV_BPTC + num * 8, 8);
    }
    if (num >= E810_MAX_VSI || !s->vsi[num].valid) {
        return AQRC_ENOENT;
    }
    v = &s->vsi[num];
    if (op == AQ_ADD_VSI || op == AQ_UPDATE_VSI) {
        if (a->len >= VSI_CTX_SIZE) {
            unsigned valid = lduw_le_p(a->buf);
            static const struct { uint8_t bit, off, len; } sect[] = {
                { 0, 2, 4 }, { 1, 6, 2 }, { 2, 8, 8 }, { 3, 24, 4 },
                { 4, 16, 4 }, { 5, 20, 4 }, { 6, 28, 50 }, { 7, 78, 6 },
                { 8, 84, 4 }, { 11, 90, 10 }, { 12, 100, 4 },
            };

            for (i = 0; i < ARRAY_SIZE(sect); i++) {
                if (op == AQ_ADD_VSI || (valid & (1u << sect[i].bit))) {
                    memcpy(v->ctx + sect[i].off, a->buf + sect[i].off,
                           sect[i].len);
                }
            }
        }
    } else if (op == AQ_GET_VSI) {
        memcpy(a->buf, v->ctx, MIN(a->len, VSI_CTX_SIZE));
        a->wb = true;
    } else {
        memset(v, 0, sizeof(*v));
    }
    for (i = 0; i < E810_MAX_VSI; i++) {
        used += s->vsi[i].valid;
    }
    stw_le_p(a->p, num);
    stw_le_p(a->p + 2, 0);
    stw_le_p(a->p + 4, used);
    stw_le_p(a->p + 6, E810_MAX_VSI - used);
    E810_PRINT(s, TR_AQ, "vsi %u op %04x qmap %04x,%u tc %04x", num, op,
               lduw_le_p(v->ctx + VSI_Q_MAP),
               lduw_le_p(v->ctx + VSI_Q_MAP + 2),
               lduw_le_p(v->ctx + VSI_TC_MAP));
    return 0;
}

static void e810_vsi_list(E810State *s, unsigned id, const uint8_t *vsis,
                          unsigned n, bool set)
{
    unsigned i, j;

    if (id >= E810_MAX_VSI_LISTS) {
        return;
    }
    if (!s->vsi_list[id]) {
        s->vsi_list[id] = g_array_new(false, false, sizeof(uint16_t));
    }
    for (i = 0; i < n; i++) {
        uint16_t v = lduw_le_p(vsis + i * 2);

        for (j = 0; j < s->vsi_list[id]->len; j++) {
            if (g_array_index(s->vsi_list[id], uint16_t, j) == v) {
                g_array_remove_index(s->vsi_list[id], j);
                break;
            }
        }
        if (set) {
            g_array_append_val(s->vsi_list[id], v);
        }
    }
}

static uint16_t aq_sw_rules(E810State *s, E810Aq *a, uint16_t op)
{
    unsigned n = lduw_le_p(a->p), i, off = 0, id;
    uint16_t rc = 0;

    for (i = 0; i < n && off + 8 <= a->len; i++) {
        uint8_t *e = a->buf + off;
        unsigned type = lduw_le_p(e), hlen;
        E810Rule *r;

        stw_le_p(e + 2, 0);
        switch (type) {
        case 0:
        case 1:
            if (off + 16 > a->len) {
                return AQRC_EINVAL;
            }
            hlen = lduw_le_p(e + 14);
            id = lduw_le_p(e + 12);
            if (op == AQ_ADD_SW_RULES) {
                for (id = 1; id < E810_MAX_RULES; id++) {
                    if (!s->rules[id].valid) {
                        break;
                    }
                }
                if (id == E810_MAX_RULES) {
                    return AQRC_ENOSPC;
                }
                r = &s->rules[id];
                memset(r, 0, sizeof(*r));
                r->valid = true;
                r->type = type;
                r->recipe = lduw_le_p(e + 4);
                r->src = lduw_le_p(e + 6);
                r->act = ldl_le_p(e + 8);
                if (off + 16 + hlen <= a->len) {
                    memcpy(r->hdr, e + 16, MIN(hlen, 16));
                }
                stw_le_p(e + 12, id);
                E810_PRINT(s, TR_AQ, "rule %u: type %u recipe %u src %u act "
                           "%05x da %02x:%02x:%02x:%02x:%02x:%02x "
                           "et/tci %04x %04x", id, type, r->recipe, r->src,
                           r->act, r->hdr[0], r->hdr[1], r->hdr[2],
                           r->hdr[3], r->hdr[4], r->hdr[5],
                           lduw_be_p(r->hdr + 12), lduw_be_p(r->hdr + 14));
            } else if (id >= E810_MAX_RULES || !s->rules[id].valid) {
                rc = AQRC_ENOENT;
                stw_le_p(e + 2, rc);
            } else if (op == AQ_UPDATE_SW_RULES) {
                s->rules[id].act = ldl_le_p(e + 8);
            } else {
                E810_PRINT(s, TR_AQ, "rule %u removed", id);
                s->rules[id].valid = false;
            }
            off += 16 + hlen;
            break;
        case 2:
            off += 8 + lduw_le_p(e + 6) * 4;
            break;
        case 3:
        case 4:
        case 5:
        case 6:
            hlen = lduw_le_p(e + 6);
            if (off + 8 + hlen * 2 > a->len) {
                return AQRC_EINVAL;
            }
            if (op == AQ_REMOVE_SW_RULES) {
                id = lduw_le_p(e + 4);
                if (id < E810_MAX_VSI_LISTS && s->vsi_list[id]) {
                    g_array_set_size(s->vsi_list[id], 0);
                }
            } else {
                e810_vsi_list(s, lduw_le_p(e + 4), e + 8, hlen,
                              type == 3 || type == 5);
            }
            off += 8 + hlen * 2;
            break;
        default:
            return AQRC_EINVAL;
        }
    }
    a->wb = true;
    return rc;
}

static uint16_t aq_sched(E810State *s, E810Aq *a, uint16_t op)
{
    unsigned n = lduw_le_p(a->p), i, j, off = 0;
    uint32_t teid;

    switch (op) {
    case AQ_GET_SCHED:
    case AQ_CFG_SCHED:
        for (i = 0; i < n && (i + 1) * 24 <= a->len; i++) {
            uint8_t *e = a->buf + i * 24;

            teid = ldl_le_p(e + 4);
            if (teid >= E810_MAX_SCHED || !s->sched[teid].valid) {
                return AQRC_ENOENT;
            }
            if (op == AQ_CFG_SCHED) {
                uint8_t type = s->sched[teid].elem[8];

                memcpy(s->sched[teid].elem + 8, e + 8, 16);
                s->sched[teid].elem[8] = type;
            }
            memcpy(e, s->sched[teid].elem, 24);
        }
        break;
    case AQ_ADD_SCHED:
        for (i = 0; i < n && off + 8 <= a->len; i++) {
            uint8_t *g = a->buf + off;
            uint32_t parent = ldl_le_p(g);
            unsigned cnt = lduw_le_p(g + 4);

            if (off + 8 + cnt * 24 > a->len) {
                return AQRC_EINVAL;
            }
            if (parent >= E810_MAX_SCHED || !s->sched[parent].valid) {
                return AQRC_ENOENT;
            }
            for (j = 0; j < cnt; j++) {
                uint8_t *e = g + 8 + j * 24;

                teid = e810_sched_add(s, parent, e + 8);
                if (!teid) {
                    return AQRC_ENOSPC;
                }
                memcpy(e, s->sched[teid].elem, 24);
            }
            off += 8 + cnt * 24;
        }
        break;
    case AQ_DELETE_SCHED:
        for (i = 0; i < n && off + 8 <= a->len; i++) {
            unsigned cnt = lduw_le_p(a->buf + off + 4);

            for (j = 0; j < cnt && off + 12 + j * 4 <= a->len; j++) {
                e810_sched_del(s, ldl_le_p(a->buf + off + 8 + j * 4));
            }
            off += 8 + cnt * 4;
        }
        break;
    case AQ_MOVE_SCHED:
        for (i = 0; i < n && off + 12 <= a->len; i++) {
            uint32_t dst = ldl_le_p(a->buf + off + 4);
            unsigned cnt = lduw_le_p(a->buf + off + 8);

            for (j = 0; j < cnt && off + 16 + j * 4 <= a->len; j++) {
                teid = ldl_le_p(a->buf + off + 12 + j * 4);
                if (teid < E810_MAX_SCHED && s->sched[teid].valid) {
                    stl_le_p(s->sched[teid].elem, dst);
                }
            }
            off += 12 + cnt * 4;
        }
        break;
    case AQ_SUSPEND_SCHED:
    case AQ_RESUME_SCHED:
        break;
    }
    stw_le_p(a->p + 2, n);
    a->wb = true;
    return 0;
}

static uint16_t aq_dflt_topo(E810State *s, E810Aq *a)
{
    unsigned i;

    /* the default branch is only there until the driver removes it */
    if (a->len < 8 + E810_LAYERS * 24) {
        return AQRC_EINVAL;
    }
    if (!s->sched[E810_LAYERS].valid) {
        e810_sched_init(s);
    }
    memset(a->buf, 0, 8 + E810_LAYERS * 24);
    stl_le_p(a->buf, 1);
    stw_le_p(a->buf + 4, E810_LAYERS);
    for (i = 0; i < E810_LAYERS; i++) {
        memcpy(a->buf + 8 + i * 24, s->sched[1 + i].elem, 24);
    }
    a->p[1] = 1;                        /* branches */
    a->wb = true;
    return 0;
}

static uint16_t aq_sched_res(E810State *s, E810Aq *a)
{
    uint8_t tmp[32 + E810_LAYERS * 32] = { 0 };
    unsigned i;

    stw_le_p(tmp, E810_LAYERS);
    stw_le_p(tmp + 2, E810_LAYERS);
    tmp[5] = 32;                        /* CGDs */
    tmp[6] = 16;
    stw_le_p(tmp + 8, 64);              /* RDMA qsets */
    for (i = 0; i < E810_LAYERS; i++) {
        uint8_t *l = tmp + 32 + i * 32;

        l[0] = i;
        l[1] = 8;
        stw_le_p(l + 2, 2048);
        stw_le_p(l + 4, 1024);
        stw_le_p(l + 10, i == 0 ? 1 : i <= 2 ? 8 : 64);
        stw_le_p(l + 12, 255);
        stw_le_p(l + 14, 255);
        stw_le_p(l + 16, 255);
    }
    memcpy(a->buf, tmp, MIN(a->len, sizeof(tmp)));
    a->wb = true;
    return 0;
}

static uint16_t aq_port_ets(E810State *s, E810Aq *a)
{
    uint8_t tmp[64] = { 0 };

    tmp[0] = 1;                         /* TC 0 */
    tmp[8] = 100;
    memset(tmp + 32, 0xff, 32);         /* no other traffic class */
    stl_le_p(tmp + 32, 2);              /* its TEID */
    memcpy(a->buf, tmp, MIN(a->len, sizeof(tmp)));
    a->wb = true;
    return 0;
}

static uint16_t aq_rl_prof(E810State *s, E810Aq *a, bool add)
{
    unsigned n = lduw_le_p(a->p), i;

    for (i = 0; add && i < n && (i + 1) * 12 <= a->len; i++) {
        stw_le_p(a->buf + i * 12 + 2, s->rl_prof_next++);
    }
    stw_le_p(a->p + 2, n);
    a->wb = add;
    return 0;
}

static uint16_t aq_phy_caps(E810State *s, E810Aq *a)
{
    unsigned mode = (lduw_le_p(a->p + 2) >> 1) & 7;
    uint8_t d[560] = { 0 };

    stq_le_p(d, e810_phy_types(s));
    d[16] = 0x01 | 0x02 | 0x08 | 0x10 | 0x20 | 0x80;
    d[17] = 0x04;                       /* clause 73 */
    d[34] = 0xd4;
    if (mode == 2) {                    /* what software configured */
        memcpy(d, s->phy_cfg, 16);
        d[16] = (s->phy_cfg[16] & ~0x60) | 0x30;
        d[17] = s->phy_cfg[17];
        d[34] = s->phy_cfg[22];
    } else if (mode == 4 || mode == 0) {
        d[16] = 0x08 | 0x10 | 0x20 | 0x80;
    }
    d[35] = 0;
    d[37] = s->sfp ? 0xa0 : 0x80;       /* module type */
    d[38] = s->sfp ? 1 << 4 : 0;
    d[39] = s->sfp ? 0xa0 : 0x86;
    memcpy(a->buf, d, MIN(a->len, sizeof(d)));
    a->wb = true;
    return 0;
}

static uint16_t aq_set_phy(E810State *s, E810Aq *a)
{
    if (a->len < 24) {
        return AQRC_EINVAL;
    }
    memcpy(s->phy_cfg, a->buf, 24);
    s->phy_enabled = s->phy_cfg[16] & 0x08;
    e810_link_kick(s);
    return 0;
}

static uint16_t aq_get_link(E810State *s, E810Aq *a)
{
    unsigned lse = lduw_le_p(a->p + 2) & 3;
    uint8_t d[32];

    if (lse == 3) {
        s->lse = true;
    } else if (lse == 2) {
        s->lse = false;
    }
    stw_le_p(a->p + 2, s->lse ? 1 : 0);
    e810_link_data(s, d);
    memset(a->buf, 0, a->len);
    memcpy(a->buf, d, MIN(a->len, sizeof(d)));
    a->wb = true;
    return 0;
}

static uint16_t aq_nvm_read(E810State *s, E810Aq *a)
{
    uint32_t off = lduw_le_p(a->p) | a->p[2] << 16;
    uint16_t module = lduw_le_p(a->p + 4);
    uint32_t len = MIN(lduw_le_p(a->p + 6), a->len);
    uint32_t size = a->p[3] & 0x80 ? E810_FLASH_SIZE : E810_SR_SIZE;

    if (module == NVM_MOD_TX_TOPO) {    /* user's choice: nine layers */
        memset(a->buf, 0, a->len);
        a->wb = true;
        return 0;
    }
    if (module || off >= size || off + len > size) {
        return AQRC_EINVAL;
    }
    memcpy(a->buf, s->flash + off, len);
    a->wb = true;
    return 0;
}

static uint16_t aq_rss(E810State *s, E810Aq *a, uint16_t op)
{
    unsigned num = lduw_le_p(a->p) & 0x3ff;
    E810Vsi *v;

    if (num >= E810_MAX_VSI || !s->vsi[num].valid) {
        return AQRC_ENOENT;
    }
    v = &s->vsi[num];
    switch (op) {
    case AQ_SET_RSS_KEY:
        memcpy(v->key, a->buf, MIN(a->len, sizeof(v->key)));
        v->key_set = true;
        break;
    case AQ_GET_RSS_KEY:
        memset(a->buf, 0, a->len);
        memcpy(a->buf, v->key_set ? v->key : e810_dflt_key,
               MIN(a->len, sizeof(v->key)));
        a->wb = true;
        break;
    case AQ_SET_RSS_LUT:
        v->lut_size = MIN(a->len, sizeof(v->lut));
        memcpy(v->lut, a->buf, v->lut_size);
        break;
    case AQ_GET_RSS_LUT:
        memset(a->buf, 0, a->len);
        memcpy(a->buf, v->lut, MIN(a->len, v->lut_size));
        a->wb = true;
        break;
    }
    return 0;
}

static uint16_t aq_add_txqs(E810State *s, E810Aq *a)
{
    unsigned groups = a->p[0], g, i, off = 0;

    for (g = 0; g < groups && off + 8 <= a->len; g++) {
        uint32_t parent = ldl_le_p(a->buf + off);
        unsigned n = a->buf[off + 4];

        off += 8;
        for (i = 0; i < n && off + 48 <= a->len; i++, off += 48) {
            uint8_t *e = a->buf + off, info[16];
            unsigned q = lduw_le_p(e);
            E810Txq *t;
            uint32_t teid;

            if (q >= s->nqueues || s->txq[q].enabled) {
                return q >= s->nqueues ? AQRC_EINVAL : AQRC_EEXIST;
            }
            memcpy(info, e + 32, 16);
            info[0] = ELEM_LEAF;
            teid = e810_sched_add(s, parent, info);
            if (!teid) {
                return AQRC_ENOSPC;
            }
            t = &s->txq[q];
            memset(t, 0, sizeof(*t));
            t->base = e810_bits(e + 8, 0, 57) << 7;
            t->vsi = e810_bits(e + 8, 80, 10);
            t->qlen = e810_bits(e + 8, 135, 13);
            t->teid = teid;
            t->enabled = true;
            REG(R_QTX_COMM_HEAD + q * 4) = 0;
            stl_le_p(e + 4, teid);
            E810_PRINT(s, TR_MISC, "txq %u on: base %" PRIx64 " len %u "
                       "vsi %u teid %u", q, t->base, t->qlen, t->vsi, teid);
        }
    }
    a->wb = true;
    return 0;
}

static uint16_t aq_dis_txqs(E810State *s, E810Aq *a)
{
    unsigned n = a->p[1], g, i, off = 0;

    for (g = 0; g < n && off + 6 <= a->len; g++) {
        unsigned cnt = a->buf[off + 4];

        for (i = 0; i < cnt && off + 8 + i * 2 <= a->len; i++) {
            unsigned q = lduw_le_p(a->buf + off + 6 + i * 2);

            if (q & 0x8000 || q >= E810_MAX_Q) {
                continue;
            }
            if (s->txq[q].enabled) {
                s->txq[q].enabled = false;
                e810_sched_del(s, s->txq[q].teid);
                E810_PRINT(s, TR_MISC, "txq %u off", q);
            }
        }
        off += 6 + cnt * 2;
        if (cnt % 2 == 0) {
            off += 2;
        }
    }
    stl_le_p(a->p + 4, 0);              /* no blocked CGDs */
    return 0;
}

static uint16_t aq_add_qset(E810State *s, E810Aq *a)
{
    unsigned groups = a->p[0], g, i, off = 0;

    for (g = 0; g < groups && off + 8 <= a->len; g++) {
        uint32_t parent = ldl_le_p(a->buf + off);
        unsigned n = lduw_le_p(a->buf + off + 4);

        off += 8;
        for (i = 0; i < n && off + 24 <= a->len; i++, off += 24) {
            uint8_t info[16];

            memcpy(info, a->buf + off + 8, 16);
            info[0] = ELEM_LEAF;
            stl_le_p(a->buf + off + 4, e810_sched_add(s, parent, info));
        }
    }
    a->wb = true;
    return 0;
}

static uint16_t aq_download_pkg(E810State *s, E810Aq *a)
{
    unsigned n, i;

    /* the metadata section (type 1) of the first buffer names the package */
    if (a->len >= 4) {
        n = MIN(lduw_le_p(a->buf), 64);
        for (i = 0; i < n && 4 + (i + 1) * 8 <= a->len; i++) {
            uint8_t *e = a->buf + 4 + i * 8;
            unsigned off = lduw_le_p(e + 4), sz = lduw_le_p(e + 6);

            if (ldl_le_p(e) == 1 && sz >= 36 && off + 36 <= a->len) {
                memcpy(s->pkg_ver, a->buf + off, 4);
                memcpy(s->pkg_name, a->buf + off + 4, 28);
                s->pkg_track = ldl_le_p(a->buf + off + 32);
            }
        }
    }
    if (a->p[0] & 1) {
        s->pkg_loaded = true;
        E810_PRINT(s, TR_MISC, "package %.28s %u.%u.%u.%u loaded",
                   s->pkg_name, s->pkg_ver[0], s->pkg_ver[1], s->pkg_ver[2],
                   s->pkg_ver[3]);
    }
    stl_le_p(a->p, 0);
    stl_le_p(a->p + 4, 0);
    return 0;
}

static uint16_t aq_pkg_info(E810State *s, E810Aq *a)
{
    memset(a->buf, 0, a->len);
    if (a->len < 4 + 40) {
        return AQRC_EINVAL;
    }
    if (s->pkg_loaded) {
        uint8_t *e = a->buf + 4;

        stl_le_p(a->buf, 1);
        memcpy(e, s->pkg_ver, 4);
        memcpy(e + 4, s->pkg_name, 28);
        stl_le_p(e + 32, s->pkg_track);
        e[37] = 1;                      /* active */
    }
    a->wb = true;
    return 0;
}

static uint16_t aq_req_res(E810State *s, E810Aq *a)
{
    unsigned id = lduw_le_p(a->p);

    stl_le_p(a->p + 4, id == 1 ? 3000 : id == 4 ? 3000 : 1000);
    if (id == 4) {                      /* global configuration lock */
        stw_le_p(a->p + 12, s->pkg_loaded ? 2 : 0);
    }
    return 0;
}

static uint16_t aq_fw_log_query(E810State *s, E810Aq *a)
{
    unsigned i, n = MIN(32, a->len / 4);

    a->p[0] = 0;
    stw_le_p(a->p + 4, 10);
    stw_le_p(a->p + 6, n);
    for (i = 0; i < n; i++) {
        stw_le_p(a->buf + i * 4, i);
        a->buf[i * 4 + 2] = 1;
        a->buf[i * 4 + 3] = 0;
    }
    a->wb = true;
    return 0;
}

static uint16_t e810_aq_exec(E810State *s, uint16_t op, E810Aq *a)
{
    unsigned i;

    switch (op) {
    case AQ_GET_VER:
        stl_le_p(a->p, 0x00010005);
        stl_le_p(a->p + 4, 0x5b19d2a5);
        a->p[8] = 0;                    /* firmware 7.4.13 */
        a->p[9] = 7;
        a->p[10] = 4;
        a->p[11] = 13;
        a->p[12] = 0;                   /* API 1.7.11 */
        a->p[13] = 1;
        a->p[14] = 7;
        a->p[15] = 11;
        return 0;
    case AQ_DRIVER_VER:
    case AQ_Q_SHUTDOWN:
    case AQ_RELEASE_RES:
    case AQ_CLEAR_PXE:
    case AQ_SET_PORT_PARAMS:
    case AQ_SHARE_RES:
    case AQ_SET_VLAN_MODE:
    case AQ_ADD_RECIPE:
    case AQ_SET_PFC_MODE:
    case AQ_SET_MAC_CFG:
    case AQ_SET_EVENT_MASK:
    case AQ_SET_PORT_ID_LED:
    case AQ_LLDP_SET_MIB_CHG:
    case AQ_LLDP_SET_LOCAL:
    case AQ_LLDP_FILTER:
    case AQ_LLDP_EXEC_PEND:
    case AQ_LLDP_STOP:
    case AQ_CFG_TXQS:
    case AQ_UPDATE_PKG:
    case AQ_FW_LOG_CONFIG:
    case AQ_FW_LOG_REGISTER:
    case AQ_MAC_WRITE:
        return 0;
    case AQ_REQ_RES:
        return aq_req_res(s, a);
    case AQ_LIST_FUNC_CAPS:
    case AQ_LIST_DEV_CAPS:
        return aq_list_caps(s, a, op == AQ_LIST_DEV_CAPS);
    case AQ_MAC_READ:
        if (a->len < 8) {
            return AQRC_EINVAL;
        }
        stw_le_p(a->p, 1 << 4);
        a->p[4] = 1;
        memset(a->buf, 0, a->len);
        memcpy(a->buf + 2, s->conf.macaddr.a, 6);
        a->wb = true;
        return 0;
    case AQ_GET_SW_CFG:
        if (a->len < 6) {
            return AQRC_EINVAL;
        }
        stw_le_p(a->p + 2, 0);
        stw_le_p(a->p + 4, 1);
        stw_le_p(a->buf, e810_lport(s));        /* type 0: physical port */
        stw_le_p(a->buf + 2, 1);        /* switch id */
        stw_le_p(a->buf + 4, PCI_FUNC(PCI_DEVICE(s)->devfn));
        a->wb = true;
        return 0;
    case AQ_ALLOC_RES:
    case AQ_FREE_RES:
        return aq_res(s, a, op == AQ_ALLOC_RES);
    case AQ_GET_VLAN_MODE:
        memset(a->buf, 0, a->len);
        a->wb = true;
        return 0;
    case AQ_ADD_VSI:
    case AQ_UPDATE_VSI:
    case AQ_GET_VSI:
    case AQ_FREE_VSI:
        return aq_vsi(s, a, op);
    case AQ_RECIPE_TO_PROF:
        i = lduw_le_p(a->p);
        if (i < 256) {
            s->recipe_prof[i] = ldq_le_p(a->p + 8);
        }
        return 0;
    case AQ_GET_RECIPE_PROF:
        i = lduw_le_p(a->p);
        if (i >= 256) {
            return AQRC_ENOENT;
        }
        stq_le_p(a->p + 8, s->recipe_prof[i]);
        return 0;
    case AQ_ADD_SW_RULES:
    case AQ_UPDATE_SW_RULES:
    case AQ_REMOVE_SW_RULES:
        return aq_sw_rules(s, a, op);
    case AQ_CLEAR_PF_CFG:
        e810_switch_clear(s);
        return 0;
    case AQ_QUERY_PFC_MODE:
        a->p[0] = 1;
        return 0;
    case AQ_GET_TX_TOPO:                /* nine layers, nothing pending */
        memset(a->p, 0, 8);
        memset(a->buf, 0, a->len);
        a->wb = true;
        return 0;
    case AQ_GET_DFLT_TOPO:
        return aq_dflt_topo(s, a);
    case AQ_ADD_SCHED:
    case AQ_CFG_SCHED:
    case AQ_GET_SCHED:
    case AQ_MOVE_SCHED:
    case AQ_SUSPEND_SCHED:
    case AQ_RESUME_SCHED:
    case AQ_DELETE_SCHED:
        return aq_sched(s, a, op);
    case AQ_QUERY_PORT_ETS:
        return aq_port_ets(s, a);
    case AQ_ADD_RL_PROF:
    case AQ_REMOVE_RL_PROF:
        return aq_rl_prof(s, a, op == AQ_ADD_RL_PROF);
    case AQ_QUERY_SCHED_RES:
        return aq_sched_res(s, a);
    case AQ_GET_PHY_CAPS:
        return aq_phy_caps(s, a);
    case AQ_SET_PHY_CFG:
        return aq_set_phy(s, a);
    case AQ_RESTART_AN:
        s->phy_enabled = a->p[2] & (1 << 2);
        e810_link_kick(s);
        return 0;
    case AQ_GET_LINK:
        return aq_get_link(s, a);
    case AQ_SET_MAC_LB:
        s->loopback = a->p[0] & 1;
        e810_link_kick(s);
        return 0;
    case AQ_GET_LINK_TOPO:
        /* there is a media cage, and nothing else */
        return (a->p[2] & 0xf) == 6 && !a->p[3] ? 0 : AQRC_ENOENT;
    case AQ_NVM_READ:
        return aq_nvm_read(s, a);
    case AQ_NVM_CHECKSUM:
        stw_le_p(a->p + 2, 0xbaba);
        return 0;
    case AQ_SET_RSS_KEY:
    case AQ_GET_RSS_KEY:
    case AQ_SET_RSS_LUT:
    case AQ_GET_RSS_LUT:
        return aq_rss(s, a, op);
    case AQ_ADD_TXQS:
        return aq_add_txqs(s, a);
    case AQ_DIS_TXQS:
        return aq_dis_txqs(s, a);
    case AQ_ADD_RDMA_QSET:
        return aq_add_qset(s, a);
    case AQ_DOWNLOAD_PKG:
        return aq_download_pkg(s, a);
    case AQ_GET_PKG_INFO:
        return aq_pkg_info(s, a);
    case AQ_DRV_SHARED:
        if (a->p[1] >= 16) {
            return AQRC_EINVAL;
        }
        if (a->p[0] & 1) {
            stl_le_p(a->p + 4, s->shared_params[a->p[1]]);
        } else {
            s->shared_params[a->p[1]] = ldl_le_p(a->p + 4);
        }
        return 0;
    case AQ_FW_LOG_QUERY:
        return aq_fw_log_query(s, a);
    default:
        E810_PRINT(s, TR_AQ, "opcode %04x not implemented", op);
        return AQRC_ENOSYS;
    }
}

static void e810_ctlq_run(E810State *s, int q)
{
    const E810CtlqRegs *r = &e810_cq[q];
    PCIDevice *d = PCI_DEVICE(s);
    uint8_t *buf;

    if (!e810_can_dma(s)) {
        return;
    }
    buf = g_malloc(E810_AQ_BUF);
    for (;;) {
        uint32_t n = REG(r->tlen) & CTLQ_LEN_MASK;
        uint32_t head = REG(r->thead), tail = REG(r->ttail) & CTLQ_LEN_MASK;
        uint64_t base = REG(r->tbal) | (uint64_t)REG(r->tbah) << 32;
        uint8_t desc[32];
        uint64_t addr;
        uint16_t flags, op, rc;
        E810Aq a;

        if (!(REG(r->tlen) & CTLQ_ENABLE) || !n || head >= n || tail >= n ||
            head == tail) {
            break;
        }
        pci_dma_read(d, base + head * 32, desc, 32);
        flags = lduw_le_p(desc);
        op = lduw_le_p(desc + 2);
        memset(&a, 0, sizeof(a));
        a.p = desc + 16;
        a.buf = buf;
        addr = 0;
        if (flags & AQF_BUF) {
            a.len = MIN(lduw_le_p(desc + 4), E810_AQ_BUF);
            addr = (uint64_t)ldl_le_p(desc + 24) << 32 | ldl_le_p(desc + 28);
            pci_dma_read(d, addr, buf, a.len);
        }
        if (q == CQ_FW) {
            rc = e810_aq_exec(s, op, &a);
        } else {
            rc = 0;                     /* nobody at the other end */
        }
        E810_PRINT(s, TR_AQ, "q%d op %04x flags %04x len %u p %08x %08x rc %u",
                   q, op, flags, a.len, ldl_le_p(desc + 16),
                   ldl_le_p(desc + 20), rc);
        if (a.wb && a.len) {
            pci_dma_write(d, addr, buf, a.len);
        }
        flags |= AQF_DD | AQF_CMP;
        if (rc) {
            flags |= AQF_ERR;
        }
        stw_le_p(desc, flags);
        stw_le_p(desc + 6, rc);
        pci_dma_write(d, base + head * 32, desc, 32);
        smp_wmb();
        REG(r->thead) = (head + 1) % n;
    }
    g_free(buf);
}

/* ------------------------------------------------------------------ */
/* protocol engine (RDMA)                                              */

/*
 * What irdma needs for a probe: the control QP executes every command with
 * success.  Completion and event queues of the control path work; there is
 * no RDMA data path, queue pairs never complete any work request.
 */

/* host memory cache objects: where they are in the FPM buffers */
static const struct {
    uint8_t query, commit;      /* byte offsets, 0xff: not in the query */
    uint32_t max;
    uint8_t shift;              /* log2 of the object size */
    uint8_t block;              /* free lists: block size */
} e810_hmc[] = {
    {    8,   0,   256,  9, 0 },        /* QP */
    {   16,   8,  1024,  6, 0 },        /* CQ */
    {   32,  24,  4096,  6, 0 },        /* hash table */
    {   40,  32,   512,  6, 0 },        /* ARP */
    { 0xff,  40,     1, 13, 0 },        /* port bit vector */
    {   48,  48,  4096,  6, 0 },        /* MR */
    {   56,  56,  8192,  6, 0 },        /* transmit FIFO */
    {   64,  64,  2048,  2, 4 },
    {   72,  72, 65536,  6, 0 },        /* Q1 */
    {   80,  80, 16384,  2, 4 },
    {   88,  88,   512,  6, 0 },        /* timers */
    {   96,  96,   256,  6, 0 },        /* multicast */
    {  104, 104,  1024,  6, 0 },        /* address vectors */
    {  128, 128,  8192,  6, 0 },
    {  136, 136,  2048,  2, 4 },
    {  144, 144,   256,  6, 0 },
    {  152, 152,   256,  6, 0 },
    {  160, 160,  8192,  6, 0 },
    {  168, 168,  2048,  2, 4 },
    {  112, 112, 65536,  3, 0 },        /* PBLE, last: on its own 2 MiB */
};
#define FPM_SIZE 176

static void e810_pe_reset(E810State *s)
{
    s->pe_on = false;
    memset(s->pe_cq, 0, sizeof(s->pe_cq));
    memset(s->pe_ceq, 0, sizeof(s->pe_ceq));
    REG(R_PFPE_CCQPSTATUS) = 0;
    REG(R_PFPE_CQPTAIL) = 0;
}

static void e810_pe_ceqe(E810State *s, E810PeCq *cq)
{
    E810PeCeq *q = &s->pe_ceq[cq->ceq];
    uint8_t e[8];

    cq->armed = false;
    if (!cq->ceq_valid || !q->valid || !q->size) {
        return;
    }
    stq_le_p(e, (cq->ctx & ~(1ULL << 63)) | (uint64_t)q->valid_bit << 63);
    pci_dma_write(PCI_DEVICE(s), q->base + q->head * 8, e, 8);
    q->head++;
    if (q->head == q->size) {
        q->head = 0;
        q->valid_bit = !q->valid_bit;
    }
    e810_cause(s, REG(R_GLINT_CEQCTL + cq->ceq * 4));
}

static void e810_pe_cqe(E810State *s, E810PeCq *cq, uint32_t wqe, uint32_t ret)
{
    uint8_t e[PE_CQE_SIZE] = { 0 };
    uint64_t da = cq->base + (uint64_t)cq->head * PE_CQE_SIZE;

    if (!cq->size) {
        return;
    }
    stq_le_p(e + 8, s->pe_ctx);
    stq_le_p(e + 16, ret);
    stq_le_p(e + 24, (uint64_t)wqe << 32 | 1ULL << 62 |
                     (uint64_t)cq->valid_bit << 63);
    pci_dma_write(PCI_DEVICE(s), da, e, 24);
    smp_wmb();
    pci_dma_write(PCI_DEVICE(s), da + 24, e + 24, 8);
    cq->head++;
    if (cq->head == cq->size) {
        cq->head = 0;
        cq->valid_bit = !cq->valid_bit;
    }
    if (cq->armed) {
        e810_pe_ceqe(s, cq);
    }
}

static void e810_pe_arm(E810State *s, unsigned id)
{
    uint8_t e[8];
    E810PeCq *cq;

    if (id >= E810_PE_CQS || !s->pe_cq[id].valid) {
        return;
    }
    cq = &s->pe_cq[id];
    cq->armed = true;
    /* something the driver has not seen yet? */
    pci_dma_read(PCI_DEVICE(s), cq->shadow, e, 8);
    if (ldq_le_p(e) != cq->head) {
        e810_pe_ceqe(s, cq);
    }
}

static void e810_pe_fpm(E810State *s, uint64_t da, bool commit)
{
    uint8_t b[FPM_SIZE] = { 0 };
    uint64_t base = 0;
    unsigned i;

    if (commit) {
        pci_dma_read(PCI_DEVICE(s), da, b, sizeof(b));
        for (i = 0; i < ARRAY_SIZE(e810_hmc); i++) {
            uint8_t *p = b + e810_hmc[i].commit;
            uint32_t cnt = e810_hmc[i].query == 0xff ? 1 : ldl_le_p(p);

            if (i == ARRAY_SIZE(e810_hmc) - 1) {
                base = ROUND_UP(base, 2 * MiB);
            }
            stl_le_p(p, cnt);
            stl_le_p(p + 4, base / 512);
            base = ROUND_UP(base + ((uint64_t)cnt << e810_hmc[i].shift), 512);
        }
    } else {
        stl_le_p(b + 4, 64);            /* segment descriptors */
        for (i = 0; i < ARRAY_SIZE(e810_hmc); i++) {
            uint8_t *p = b + e810_hmc[i].query;

            if (e810_hmc[i].query != 0xff) {
                stl_le_p(p, e810_hmc[i].max);
                stl_le_p(p + 4, e810_hmc[i].block ? e810_hmc[i].block :
                                                    e810_hmc[i].shift);
            }
        }
        stq_le_p(b + 120, E810_PE_CEQS | 2 << 16 | 16ULL << 32);
    }
    pci_dma_write(PCI_DEVICE(s), da, b, sizeof(b));
}

static void e810_pe_run(E810State *s)
{
    PCIDevice *d = PCI_DEVICE(s);
    uint32_t head = REG(R_PFPE_CQPDB);

    if (!s->pe_on || head >= s->pe_size || !e810_can_dma(s)) {
        return;
    }
    while (s->pe_on && s->pe_tail != head) {
        uint8_t w[PE_WQE_SIZE], f[16];
        uint32_t idx = s->pe_tail, ret = 0;
        uint64_t hdr;
        unsigned op, id;

        pci_dma_read(d, s->pe_sq + (uint64_t)idx * PE_WQE_SIZE, w, sizeof(w));
        hdr = ldq_le_p(w + 24);
        op = (hdr >> 32) & 0x3f;
        s->pe_tail = (idx + 1) % s->pe_size;

        switch (op) {
        case PEOP_CREATE_CQ:
            id = hdr & 0x7ffff;
            if (id < E810_PE_CQS) {
                E810PeCq *cq = &s->pe_cq[id];

                memset(cq, 0, sizeof(*cq));
                cq->valid = cq->valid_bit = true;
                cq->size = ldl_le_p(w);
                cq->ctx = ldq_le_p(w + 8);
                cq->base = ldq_le_p(w + 32);
                cq->shadow = ldq_le_p(w + 40);
                cq->ceq = ((hdr >> 22) & 0x3ff) % E810_PE_CEQS;
                cq->ceq_valid = hdr & (1ULL << 49);
            }
            break;
        case PEOP_DESTROY_CQ:
            id = hdr & 0x7ffff;
            if (id < E810_PE_CQS) {
                s->pe_cq[id].valid = false;
            }
            break;
        case PEOP_CREATE_CEQ:
            id = hdr & 0x3ff;
            if (id < E810_PE_CEQS) {
                E810PeCeq *q = &s->pe_ceq[id];

                memset(q, 0, sizeof(*q));
                q->valid = q->valid_bit = true;
                q->size = ldl_le_p(w + 16) & 0x3fffff;
                q->base = ldq_le_p(w + 32);
            }
            break;
        case PEOP_DESTROY_CEQ:
            id = hdr & 0x3ff;
            if (id < E810_PE_CEQS) {
                s->pe_ceq[id].valid = false;
            }
            break;
        case PEOP_QUERY_FPM:
        case PEOP_COMMIT_FPM:
            e810_pe_fpm(s, ldq_le_p(w + 32), op == PEOP_COMMIT_FPM);
            break;
        case PEOP_QUERY_FEATURES:
            /* two features: firmware 1.70, hardware information */
            stq_le_p(f, 2ULL << 32 | 1 << 16 | 70);
            stq_le_p(f + 8, 1ULL << 48);
            pci_dma_write(d, ldq_le_p(w + 32), f, sizeof(f));
            break;
        case PEOP_PUSH_PAGES:
            ret = 0xffffffff;           /* none */
            break;
        case PEOP_WS_NODE:
            ret = hdr & 0x3ff;
            break;
        default:
            break;
        }
        E810_PRINT(s, TR_MISC, "cqp %u op %02x hdr %016" PRIx64 " ret %x",
                   idx, op, hdr, ret);
        REG(R_PFPE_CQPTAIL) = s->pe_tail;
        if (s->pe_cq[0].valid) {
            e810_pe_cqe(s, &s->pe_cq[0], idx, ret);
        }
    }
}

static void e810_pe_ccqp(E810State *s)
{
    uint64_t da = (uint64_t)REG(R_PFPE_CCQPHIGH) << 32 | REG(R_PFPE_CCQPLOW);
    uint8_t ctx[64];

    e810_pe_reset(s);
    if (!da || !s->rdma || !e810_can_dma(s)) {
        return;
    }
    pci_dma_read(PCI_DEVICE(s), da, ctx, sizeof(ctx));
    s->pe_size = 4u << ((((ldl_le_p(ctx) >> 8) & 0xf) - 1) & 0xf);
    s->pe_sq = ldq_le_p(ctx + 8);
    s->pe_ctx = ldq_le_p(ctx + 24);
    s->pe_tail = 0;
    s->pe_on = true;
    REG(R_PFPE_CCQPSTATUS) = 1;
    E810_PRINT(s, TR_MISC, "cqp on: sq %" PRIx64 " size %u", s->pe_sq,
               s->pe_size);
}

/* ------------------------------------------------------------------ */
/* registers                                                           */

static uint64_t e810_mmio_read(void *opaque, hwaddr addr, unsigned size)
{
    E810State *s = opaque;
    uint32_t v;

    if (addr >= E810_REG_SPACE) {
        return 0;
    }
    v = REG(addr);
    if (addr == R_PFINT_OICR) {
        REG(addr) = 0;                  /* clear on read */
    }
    E810_PRINT(s, TR_REG, "rd %06x = %08x", (unsigned)addr, v);
    return v;
}

static bool in_range(hwaddr addr, hwaddr base, unsigned n, unsigned *idx)
{
    if (addr >= base && addr < base + n * 4) {
        *idx = (addr - base) / 4;
        return true;
    }
    return false;
}

static void e810_mmio_write(void *opaque, hwaddr addr, uint64_t val,
                            unsigned size)
{
    E810State *s = opaque;
    unsigned i;

    if (addr >= E810_REG_SPACE) {
        return;
    }
    E810_PRINT(s, TR_REG, "wr %06x = %08x", (unsigned)addr, (uint32_t)val);

    if (in_range(addr, R_QTX_COMM_DBELL, E810_MAX_Q, &i)) {
        REG(addr) = val;
        if (s->txq[i].enabled && val < s->txq[i].qlen) {
            s->txq[i].tail = val;
            e810_txq_run(s, i);
        }
        return;
    }
    if (in_range(addr, R_QRX_TAIL, E810_MAX_Q, &i)) {
        REG(addr) = val;
        if (s->rxq[i].enabled && val < s->rxq[i].qlen) {
            s->rxq[i].tail = val;
            if (s->rxq[i].stalled) {
                s->rxq[i].stalled = 0;
                qemu_flush_queued_packets(qemu_get_queue(s->nic));
            }
        }
        return;
    }
    if (in_range(addr, R_GLINT_DYN_CTL, E810_MAX_VEC, &i)) {
        REG(addr) = val;
        e810_dyn_ctl(s, i, val);
        return;
    }
    if (in_range(addr, R_QRX_CTRL, E810_MAX_Q, &i)) {
        if (val & QRX_CTRL_REQ) {
            e810_rxq_enable(s, i);
            REG(addr) = QRX_CTRL_REQ | QRX_CTRL_STAT;
        } else {
            e810_rxq_disable(s, i);
            REG(addr) = 0;
        }
        return;
    }

    switch (addr) {
    case R_GLNVM_ULD:
    case R_GLNVM_GENS:
    case R_GLNVM_FLA:
    case R_GLGEN_RSTAT:
    case R_PF_FUNC_RID:
    case R_PFINT_OICR:
    case R_PFPM_WUS:
        return;                         /* read only, or write 1 to clear */
    case R_PFGEN_CTRL:
        if (val & PFGEN_PFSWR) {
            E810_PRINT(s, TR_MISC, "PF reset");
            e810_function_reset(s);
            val &= ~PFGEN_PFSWR;
        }
        REG(addr) = val;
        return;
    case R_GLGEN_RTRIG:
        if (val & RTRIG_EMPFWR) {
            e810_global_reset(s, 3);
        } else if (val & RTRIG_GLOBR) {
            e810_global_reset(s, 2);
        } else if (val & RTRIG_CORER) {
            e810_global_reset(s, 1);
        }
        return;
    case R_PFPE_CCQPLOW:
        REG(addr) = val;
        e810_pe_ccqp(s);
        return;
    case R_PFPE_CQPDB:
        REG(addr) = val;
        e810_pe_run(s);
        return;
    case R_PFPE_CQARM:
        e810_pe_arm(s, val);
        return;
    default:
        break;
    }
    REG(addr) = val;

    for (i = 0; i < CQ_NUM; i++) {
        if (addr == e810_cq[i].ttail) {
            e810_ctlq_run(s, i);
            return;
        }
    }
}

static const MemoryRegionOps e810_mmio_ops = {
    .read = e810_mmio_read,
    .write = e810_mmio_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};

/* ------------------------------------------------------------------ */
/* PCI function                                                        */

static NetClientInfo e810_net_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .can_receive = e810_can_receive,
    .receive = e810_receive,
    .link_status_changed = e810_set_link_status,
};

static void e810_write_config(PCIDevice *d, uint32_t addr, uint32_t val,
                              int len)
{
    pci_default_write_config(d, addr, val, len);
    pcie_cap_flr_write_config(d, addr, val, len);
}

static int e810_add_pm(PCIDevice *d, uint8_t offset, Error **errp)
{
    int ret = pci_add_capability(d, PCI_CAP_ID_PM, offset, PCI_PM_SIZEOF,
                                 errp);

    if (ret < 0) {
        return ret;
    }
    pci_set_word(d->config + offset + PCI_PM_PMC, 3);
    pci_set_word(d->wmask + offset + PCI_PM_CTRL,
                 PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_ENABLE);
    pci_set_word(d->config + offset + PCI_PM_CTRL, PCI_PM_CTRL_NO_SOFT_RESET);
    pci_set_word(d->w1cmask + offset + PCI_PM_CTRL, PCI_PM_CTRL_PME_STATUS);
    return 0;
}

static void e810_realize(PCIDevice *d, Error **errp)
{
    E810State *s = E810(d);
    const char *env = getenv("E810_TRACE");
    uint8_t *m;
    unsigned i;

    if (env) {
        s->trace |= strtoul(env, NULL, 0);
    }
    if (s->nqueues < 2 || s->nqueues > E810_MAX_Q) {
        error_setg(errp, "queues must be 2..%d", E810_MAX_Q);
        return;
    }
    if (s->nvec < 4 || s->nvec > E810_MAX_VEC) {
        error_setg(errp, "vectors must be 4..%d", E810_MAX_VEC);
        return;
    }
    if (s->nfunc < 1 || s->nfunc > 8) {
        error_setg(errp, "functions must be 1..8");
        return;
    }
    if (s->nvm_major > 15) {
        error_setg(errp, "nvm-major must be 0..15");
        return;
    }

    pci_config_set_device_id(d->config, s->sfp ? 0x1593 : 0x1592);
    pci_set_word(d->config + PCI_SUBSYSTEM_VENDOR_ID, PCI_VENDOR_ID_INTEL);
    pci_set_word(d->config + PCI_SUBSYSTEM_ID, s->sfp ? 0x0005 : 0x0002);
    d->config[PCI_CACHE_LINE_SIZE] = 0x10;
    d->config[PCI_INTERRUPT_PIN] = 1;
    d->config_write = e810_write_config;

    s->regs = g_malloc0(E810_REG_SPACE);
    s->txbuf = g_malloc(E810_MAX_TXBUF);
    e810_build_flash(s);

    memory_region_init_io(&s->bar0, OBJECT(s), &e810_mmio_ops, s,
                          "e810-mmio", E810_BAR0_SIZE);
    pci_register_bar(d, 0, PCI_BASE_ADDRESS_SPACE_MEMORY |
                     PCI_BASE_ADDRESS_MEM_TYPE_64 |
                     PCI_BASE_ADDRESS_MEM_PREFETCH, &s->bar0);
    memory_region_init(&s->bar3, OBJECT(s), "e810-msix", E810_BAR3_SIZE);
    pci_register_bar(d, 3, PCI_BASE_ADDRESS_SPACE_MEMORY |
                     PCI_BASE_ADDRESS_MEM_TYPE_64 |
                     PCI_BASE_ADDRESS_MEM_PREFETCH, &s->bar3);

    if (msix_init(d, s->nvec, &s->bar3, 3, 0, &s->bar3, 3, E810_MSIX_PBA,
                  0x70, errp) < 0) {
        return;
    }
    for (i = 0; i < s->nvec; i++) {
        msix_vector_use(d, i);
    }
    if (e810_add_pm(d, 0x40, errp) < 0) {
        return;
    }
    if (pcie_endpoint_cap_init(d, 0xa0) < 0) {
        error_setg(errp, "no PCIe capability");
        return;
    }
    pcie_cap_flr_init(d);
    /* what the driver prints at probe: 16 GT/s, x16 */
    pci_long_test_and_clear_mask(d->config + 0xa0 + PCI_EXP_LNKCAP,
                                 PCI_EXP_LNKCAP_MLW | PCI_EXP_LNKCAP_SLS);
    pci_long_test_and_set_mask(d->config + 0xa0 + PCI_EXP_LNKCAP,
                               16 << 4 | 4);
    pci_set_long(d->config + 0xa0 + PCI_EXP_LNKCAP2, 0x1e);
    pci_word_test_and_clear_mask(d->config + 0xa0 + PCI_EXP_LNKSTA,
                                 PCI_EXP_LNKSTA_NLW | PCI_EXP_LNKSTA_CLS);
    pci_word_test_and_set_mask(d->config + 0xa0 + PCI_EXP_LNKSTA,
                               16 << 4 | 4);
    if (pcie_aer_init(d, PCI_ERR_VER, 0x100, PCI_ERR_SIZEOF, errp) < 0) {
        return;
    }

    qemu_macaddr_default_if_unset(&s->conf.macaddr);
    m = s->conf.macaddr.a;
    pcie_dev_ser_num_init(d, 0x150, s->dsn ? s->dsn :
                          (uint64_t)m[0] << 56 | (uint64_t)m[1] << 48 |
                          (uint64_t)m[2] << 40 | 0xffffULL << 24 |
                          (uint32_t)m[3] << 16 | m[4] << 8 | m[5]);

    s->link_timer = timer_new_ms(QEMU_CLOCK_VIRTUAL, e810_link_timer, s);
    s->stall_timer = timer_new_ms(QEMU_CLOCK_VIRTUAL, e810_stall_timer, s);
    s->nic = qemu_new_nic(&e810_net_info, &s->conf,
                          object_get_typename(OBJECT(d)), d->qdev.id,
#if E810_NIC_HAS_GUARD
                          &d->qdev.mem_reentrancy_guard,
#endif
                          s);
    qemu_format_nic_info_str(qemu_get_queue(s->nic), m);
    e810_core_reset(s);
}

static void e810_exit(PCIDevice *d)
{
    E810State *s = E810(d);
    unsigned i;

    e810_function_reset(s);
    for (i = 0; i < s->nvec; i++) {
        msix_vector_unuse(d, i);
    }
    pcie_aer_exit(d);
    pcie_cap_exit(d);
    msix_uninit(d, &s->bar3, &s->bar3);
    qemu_del_nic(s->nic);
    timer_free(s->link_timer);
    timer_free(s->stall_timer);
    g_free(s->regs);
    g_free(s->txbuf);
    g_free(s->flash);
}

static const VMStateDescription e810_vmstate = {
    .name = "e810",
    .unmigratable = 1,
};

static Property e810_properties[] = {
    DEFINE_NIC_PROPERTIES(E810State, conf),
    DEFINE_PROP_UINT32("queues", E810State, nqueues, 64),
    DEFINE_PROP_UINT32("vectors", E810State, nvec, 128),
    DEFINE_PROP_BOOL("sfp", E810State, sfp, false),
    DEFINE_PROP_BOOL("rdma", E810State, rdma, false),
    DEFINE_PROP_BOOL("fdir", E810State, fd, true),
    DEFINE_PROP_UINT32("functions", E810State, nfunc, 1),
    DEFINE_PROP_UINT64("dsn", E810State, dsn, 0),
    DEFINE_PROP_UINT8("nvm-major", E810State, nvm_major, 4),
    DEFINE_PROP_UINT8("nvm-minor", E810State, nvm_minor, 0x40),
    DEFINE_PROP_UINT32("eetrack", E810State, eetrack, 0x8001c7d4),
    DEFINE_PROP_UINT8("orom-major", E810State, orom_major, 1),
    DEFINE_PROP_UINT16("orom-build", E810State, orom_build, 3534),
    DEFINE_PROP_UINT8("orom-patch", E810State, orom_patch, 0),
    DEFINE_PROP_STRING("pba", E810State, pba),
    DEFINE_PROP_UINT32("trace", E810State, trace, 0),
    DEFINE_PROP_END_OF_LIST(),
};

/*
 * qom-set PATH inject-reset 1|2|3: a core, global or firmware reset that this
 * function did not ask for (another function of the real device would)
 */
static void e810_inject_reset(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    uint32_t type;

    if (!visit_type_uint32(v, name, &type, errp)) {
        return;
    }
    if (type < 1 || type > 3 || !DEVICE(obj)->realized) {
        error_setg(errp, "inject-reset: 1 core, 2 global, 3 firmware");
        return;
    }
    e810_global_reset(E810(obj), type);
}

static void e810_instance_init(Object *obj)
{
    E810State *s = E810(obj);

    object_property_add(obj, "inject-reset", "uint32", NULL,
                        e810_inject_reset, NULL, NULL);
    s->pba = g_strdup("K91258-006");
    PCI_DEVICE(obj)->cap_present |= QEMU_PCI_CAP_EXPRESS;
}

static void e810_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *c = PCI_DEVICE_CLASS(klass);

    c->realize = e810_realize;
    c->exit = e810_exit;
    c->vendor_id = PCI_VENDOR_ID_INTEL;
    c->device_id = 0x1592;
    c->revision = 2;
    c->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->desc = "Intel E810-C 100GbE Controller (ice)";
    dc->reset = e810_qdev_reset;
    dc->vmsd = &e810_vmstate;
    device_class_set_props(dc, e810_properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
}

static const TypeInfo e810_info = {
    .name = TYPE_E810,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(E810State),
    .instance_init = e810_instance_init,
    .class_init = e810_class_init,
    .interfaces = (InterfaceInfo[]) {
        { INTERFACE_PCIE_DEVICE },
        { }
    },
};

static void e810_register_types(void)
{
    type_register_static(&e810_info);
}

type_init(e810_register_types)
