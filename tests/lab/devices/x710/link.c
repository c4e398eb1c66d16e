/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: the link and its events. */

#include "qemu/osdep.h"

#include "x710.h"

static bool x710_arq_post(X710State *s, uint16_t opcode,
                          const uint8_t params[16], const void *data,
                          uint16_t len)
{
    PCIDevice *d = PCI_DEVICE(s);
    uint32_t lenreg = reg_get(s, R_PF_ARQLEN);
    uint32_t count = lenreg & AQLEN_MASK;
    uint32_t head = reg_get(s, R_PF_ARQH) & AQLEN_MASK;
    uint32_t tail = reg_get(s, R_PF_ARQT) & AQLEN_MASK;
    uint64_t base = reg_get(s, R_PF_ARQBAL) |
                    ((uint64_t)reg_get(s, R_PF_ARQBAH) << 32);
    uint8_t desc[AQ_DESC_SIZE];
    uint64_t buf;

    if (!(lenreg & AQLEN_ENABLE) || !count || head >= count) {
        return false;
    }
    if (head == tail) {
        reg_set(s, R_PF_ARQLEN, lenreg | AQLEN_OVFL);
        return false;
    }

    pci_dma_read(d, base + head * AQ_DESC_SIZE, desc, sizeof(desc));
    buf = ((uint64_t)ldl_le_p(desc + 24) << 32) | ldl_le_p(desc + 28);
    if (len) {
        len = MIN(len, lduw_le_p(desc + 4));
        pci_dma_write(d, buf, data, len);
    }
    stw_le_p(desc, AQ_FLAG_DD | AQ_FLAG_CMP | (len ? AQ_FLAG_BUF : 0));
    stw_le_p(desc + 2, opcode);
    stw_le_p(desc + 4, len);
    stw_le_p(desc + 6, 0);
    memset(desc + 8, 0, 8);
    memcpy(desc + 16, params, 16);
    pci_dma_write(d, base + head * AQ_DESC_SIZE, desc, sizeof(desc));
    reg_set(s, R_PF_ARQH, (head + 1) % count);
    DBG(s, DBG_AQ, "arq event %04x at %u", opcode, head);
    x710_icr0_raise(s, ICR0_ADMINQ);
    return true;
}

uint32_t x710_phy_types_supported(void)
{
    return (1u << PHY_10G_AOC) | (1u << PHY_10G_CR1_CU) | (1u << PHY_10G_SR) |
           (1u << PHY_10G_LR) | (1u << PHY_10G_SFPP_CU) | (1u << PHY_1G_SX) |
           (1u << PHY_1G_LX);
}

bool x710_link_up(X710State *s)
{
    NetClientState *nc = qemu_get_queue(s->nic);

    return s->link_phy && s->link_enabled && s->phy_type && !nc->link_down;
}

/* fills the 16 parameter bytes of get link status and of the link event */
static void x710_link_params(X710State *s, uint8_t *p)
{
    bool up = x710_link_up(s);

    memset(p, 0, 16);
    stw_le_p(p, s->lse ? 1 : 0);
    p[2] = PHY_10G_SR;
    p[3] = up ? SPEED_10G : 0;
    p[4] = (up ? 0x01 | 0x20 | 0x80 : 0) | 0x40;
    p[5] = 0x80 | (up ? 0x01 : 0);
    p[7] = s->lb_mode & 7;
    stw_le_p(p + 8, X710_MAX_FRAME);
    p[10] = 0x04;
    stl_le_p(p + 11, x710_phy_types_supported());
}

static void x710_link_check(X710State *s)
{
    bool up = x710_link_up(s);
    uint8_t p[16];

    if (up == s->link_reported) {
        return;
    }
    s->link_reported = up;
    DBG(s, DBG_STATE, "link %s", up ? "up" : "down");
    if (s->lse && !(s->event_mask & 0x0002)) {
        x710_link_params(s, p);
        s->lse = false;
        x710_arq_post(s, AQ_GET_LINK_STATUS, p, NULL, 0);
    }
    if (up) {
        qemu_flush_queued_packets(qemu_get_queue(s->nic));
    }
}

void x710_link_timer(void *opaque)
{
    X710State *s = opaque;

    s->link_phy = true;
    x710_link_check(s);
}

void x710_link_retrain(X710State *s, int64_t ms)
{
    s->link_phy = false;
    x710_link_check(s);
    if (ms > 0) {
        timer_mod(s->link_timer, qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL) + ms);
    } else {
        timer_del(s->link_timer);
        x710_link_timer(s);
    }
}

void x710_set_link_status(NetClientState *nc)
{
    x710_link_check(qemu_get_nic_opaque(nc));
}

static int x710_aq_phy_abilities(X710State *s, X710AqCmd *c)
{
    bool init = ldl_le_p(c->p) & 2;
    uint8_t *b = c->buf;
    unsigned len = 0x218;

    if (c->len < len) {
        return AQ_RC_ENOMEM;
    }
    memset(b, 0, len);
    stl_le_p(b, init ? x710_phy_types_supported() : s->phy_type);
    b[4] = init ? SPEED_10G | SPEED_1G : s->phy_speed;
    b[5] = init ? 0x18 : s->phy_abilities;
    stw_le_p(b + 6, init ? PHY_EEE_10G_KR : s->phy_eee);
    stl_le_p(b + 8, init ? 0 : s->phy_eeer);
    b[14] = init ? 0 : s->phy_fec;
    stl_le_p(b + 16, 0x15400000);
    b[20] = 0x03; /* SFP */
    b[21] = 0x10; /* 10GBASE-SR */
    b[22] = 0x00;
    c->wb = true;
    c->wblen = len;
    return AQ_RC_OK;
}

static int x710_aq_set_phy(X710State *s, const uint8_t *p)
{
    uint32_t type = ldl_le_p(p) & x710_phy_types_supported();
    uint8_t speed = p[4] & (SPEED_10G | SPEED_1G);
    uint8_t fec = p[14] & 0x1f;
    bool retrain = type && (type != s->phy_type || speed != s->phy_speed ||
                            fec != s->phy_fec);

    s->phy_type = type;
    s->phy_speed = speed;
    s->phy_fec = fec;
    s->phy_abilities = p[5] & ~0x20;
    s->phy_eee = lduw_le_p(p + 6) & PHY_EEE_10G_KR;
    s->phy_eeer = ldl_le_p(p + 8);
    if ((p[5] & 0x20) && retrain) { /* atomic: restart the link now */
        x710_link_retrain(s, 100);
    } else {
        x710_link_check(s);
    }
    return AQ_RC_OK;
}

int x710_aq_port(X710State *s, uint16_t op, X710AqCmd *c)
{
    uint8_t *p = c->p;

    switch (op) {
    case AQ_GET_PHY_ABILITIES:
        return x710_aq_phy_abilities(s, c);
    case AQ_SET_PHY_CONFIG:
        return x710_aq_set_phy(s, p);
    case AQ_SET_LINK_RESTART_AN:
        s->link_enabled = p[0] & 0x04;
        if (s->link_enabled) {
            x710_link_retrain(s, 100);
        } else {
            x710_link_check(s);
        }
        return AQ_RC_OK;
    case AQ_GET_LINK_STATUS:
        switch (lduw_le_p(p) & 3) {
        case 2:
            s->lse = false;
            break;
        case 3:
            s->lse = true;
            break;
        }
        x710_link_params(s, p);
        return AQ_RC_OK;
    case AQ_SET_PHY_INT_MASK:
        s->event_mask = lduw_le_p(p + 8);
        return AQ_RC_OK;
    case AQ_SET_LB_MODES:
        s->lb_mode = lduw_le_p(p);
        return AQ_RC_OK;
    case AQ_GET_PHY_REG:
        stl_le_p(p + 8, 0);
        return AQ_RC_OK;

    case AQ_NVM_READ:
        return x710_aq_nvm_read(s, c);

    case AQ_ALT_READ:
        stl_le_p(p + 4, 0);
        stl_le_p(p + 12, 0);
        return AQ_RC_OK;

    case AQ_LLDP_GET_MIB:
        return s->lldp_on ? AQ_RC_ENOENT : AQ_RC_EPERM;
    case AQ_LLDP_STOP:
        if (!s->lldp_on) {
            return AQ_RC_EPERM;
        }
        s->lldp_on = !(p[0] & 1);
        return AQ_RC_OK;
    case AQ_LLDP_START:
        if (s->lldp_on) {
            return AQ_RC_EEXIST;
        }
        s->lldp_on = true;
        return AQ_RC_OK;
    }
    return AQ_NOT_MINE;
}
