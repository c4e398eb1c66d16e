/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: resets. */

#include "qemu/osdep.h"

#include "x710.h"

/* default input sets of RSS and flow director, per packet type */
static void x710_init_insets(X710State *s)
{
    static const struct {
        uint8_t pctype;
        uint64_t set;
    } def[] = {
        { PCTYPE_V4_UDP,
          INSET_V4_SRC | INSET_V4_DST | INSET_L4_SRC | INSET_L4_DST },
        { PCTYPE_V4_TCP,
          INSET_V4_SRC | INSET_V4_DST | INSET_L4_SRC | INSET_L4_DST },
        { PCTYPE_V4_SCTP, INSET_V4_SRC | INSET_V4_DST | INSET_L4_SRC |
                              INSET_L4_DST | INSET_VERIFY_TAG },
        { PCTYPE_V4_OTHER, INSET_V4_SRC | INSET_V4_DST },
        { PCTYPE_V4_FRAG, INSET_V4_SRC | INSET_V4_DST },
        { PCTYPE_V6_UDP,
          INSET_V6_SRC | INSET_V6_DST | INSET_L4_SRC | INSET_L4_DST },
        { PCTYPE_V6_TCP,
          INSET_V6_SRC | INSET_V6_DST | INSET_L4_SRC | INSET_L4_DST },
        { PCTYPE_V6_SCTP, INSET_V6_SRC | INSET_V6_DST | INSET_L4_SRC |
                              INSET_L4_DST | INSET_VERIFY_TAG },
        { PCTYPE_V6_OTHER, INSET_V6_SRC | INSET_V6_DST },
        { PCTYPE_V6_FRAG, INSET_V6_SRC | INSET_V6_DST },
    };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(def); i++) {
        uint32_t h = R_GLQF_HASH_INSET + 8 * def[i].pctype;
        uint32_t f = R_PRTQF_FD_INSET + 64 * def[i].pctype;

        reg_set(s, h, (uint32_t)def[i].set);
        reg_set(s, h + 4, def[i].set >> 32);
        reg_set(s, f, (uint32_t)def[i].set);
        reg_set(s, f + 32, def[i].set >> 32);
    }
}

static void x710_init_regs(X710State *s)
{
    unsigned i;

    x710_init_insets(s);

    reg_set(s, R_GLNVM_ULD, 0x1ff);
    reg_set(s, R_GLNVM_GENS, 6 << 5); /* 64 KB shadow RAM */
    reg_set(s, R_GLNVM_FLA, 1 << 6);  /* normal mode */
    reg_set(s, R_GLNVM_SRCTL, SRCTL_DONE);
    reg_set(s, R_GLGEN_RSTCTL, 1);
    reg_set(s, R_GLGEN_STAT, 0);
    reg_set(s, R_GLPCI_CNF2, ((s->nvec - 1) << 2) | (4 << 13));
    reg_set(s, R_GLPCI_CAPSUP, 0);
    reg_set(s, R_PF_FUNC_RID, PCI_DEVICE(s)->devfn & 0xff);
    reg_set(s, R_PFGEN_PORTNUM, s->port);
    reg_set(s, R_PFLAN_QALLOC, (1u << 31) | ((s->nq - 1) << 16));
    reg_set(s, R_PF_VT_PFALLOC, 0);
    reg_set(s, R_GLGEN_PCIFCNCNT, s->num_ports);
    reg_set(s, R_PFPCI_SUBSYSID, s->subsys | ((uint32_t)s->subsys_ven << 16));
    reg_set(s, R_GLHMC_LANTXOBJSZ, HMC_TX_OBJ_EXP);
    reg_set(s, R_GLHMC_LANRXOBJSZ, HMC_RX_OBJ_EXP);
    reg_set(s, R_GLHMC_LANQMAX, s->nq);
    /* no FCoE, but the filter control check adds up its minimum sizes */
    reg_set(s, R_GLHMC_FCOEFMAX, 0x2000);
    reg_set(s, R_GLHMC_FCOEDDPOBJSZ, 6);
    reg_set(s, R_GLHMC_FCOEFOBJSZ, 6);
    reg_set(s, R_PRTGL_SAL, ldl_be_p(s->perm_mac + 2));
    reg_set(s, R_PRTGL_SAH, (X710_MAX_FRAME << 16) | lduw_be_p(s->perm_mac));
    reg_set(s, R_REG_MSS, 0x00c00000);
    reg_set(s, R_GLLAN_RCTL_0, 1);
    reg_set(s, R_PRTTSYN_CTL0, s->pf_id << 8);
    reg_set(s, R_PFINT_LNKLST0, 0x7ff);
    for (i = 0; i < 13; i++) {
        reg_set(s, R_GLQF_HKEY + 4 * i, 0x6b6b0000 + i);
    }
}

static void x710_phy_default(X710State *s)
{
    s->phy_type = x710_phy_types_supported();
    s->phy_speed = SPEED_10G | SPEED_1G;
    s->phy_abilities = 0x08 | 0x10;
    s->phy_fec = 0;
    s->phy_eee = 0;
    s->phy_eeer = 0;
    s->link_enabled = true;
}

void x710_pf_reset(X710State *s)
{
    unsigned i;

    DBG(s, DBG_STATE, "PF reset");
    for (i = 0; i < s->nq; i++) {
        x710_txq_disable(s, i);
        s->rxq[i].enabled = false;
        s->rxq[i].waiting = false;
        s->rxq[i].starved = false;
        qreg_set(s, R_QRX_ENA, i, 0);
        qreg_set(s, R_QRX_TAIL, i, 0);
        qreg_set(s, R_QTX_TAIL, i, 0);
        qreg_set(s, R_QTX_HEAD, i, 0);
        qreg_set(s, R_QINT_RQCTL, i, 0);
        qreg_set(s, R_QINT_TQCTL, i, 0);
    }
    timer_del(s->starve_timer);

    memset(s->pending, 0, sizeof(s->pending));
    memset(&s->regs[R_PFINT_DYN_CTLN / 4], 0, 512 * 4);
    memset(&s->regs[R_PFINT_LNKLSTN / 4], 0, 512 * 4);
    reg_set(s, R_PFINT_DYN_CTL0, 0);
    reg_set(s, R_PFINT_ICR0, 0);
    reg_set(s, R_PFINT_ICR0_ENA, 0);
    pci_set_irq(PCI_DEVICE(s), 0);

    memset(&s->regs[R_PFHMC_SDCMD / 4], 0, 0x400);
    memset(s->sd, 0, sizeof(X710Sd) * HMC_SD_COUNT);
    for (i = 0; i < 0x400; i += 4) {
        reg_set(s, R_PF_ATQBAL + i, 0);
    }
    for (i = 0; i < 0x500; i += 0x80) {
        reg_set(s, R_PF_ATQBAL + i, 0);
    }
    reg_set(s, R_PFGEN_CTRL, 0);
    reg_set(s, R_PFQF_CTL_0, 0);
    reg_set(s, R_PFQF_HENA, 0);
    reg_set(s, R_PFQF_HENA + 128, 0);

    x710_vsi_default(s);
    x710_fdir_flush(s);
    s->laa_valid = false;
    if (s->forget_phy) {
        x710_phy_default(s);
    }
    s->lse = false;
    s->event_mask = 0xffff;
    s->lb_mode = 0;
    memset(s->udp_port, 0, sizeof(s->udp_port));
    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}

void x710_global_reset(X710State *s)
{
    uint32_t rstat = reg_get(s, R_GLGEN_RSTAT);

    memset(s->regs, 0, X710_CSR_SIZE);
    reg_set(s, R_GLGEN_RSTAT, rstat);
    x710_pf_reset(s);
    x710_phy_default(s);
    s->lldp_on = true;
    x710_init_regs(s);
    x710_link_retrain(s, s->link_delay);
}

void x710_reset_timer(void *opaque)
{
    X710State *s = opaque;

    DBG(s, DBG_STATE, "reset kind %u done", s->reset_kind);
    x710_global_reset(s);
    reg_set(s, R_GLGEN_RSTAT, s->reset_kind << 2);
}

void x710_rtrig(X710State *s, uint32_t val)
{
    if (val & RTRIG_EMPFWR) {
        s->reset_kind = 3;
    } else if (val & RTRIG_GLOBR) {
        s->reset_kind = 2;
    } else if (val & RTRIG_CORER) {
        s->reset_kind = 1;
    } else {
        return;
    }
    DBG(s, DBG_STATE, "reset kind %u requested", s->reset_kind);
    reg_set(s, R_GLGEN_RSTAT, 1 | (s->reset_kind << 2));
    x710_icr0_raise(s, ICR0_GRST);
    timer_mod(s->reset_timer, qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL) + 50);
}
