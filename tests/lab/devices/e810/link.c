/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the link. */

#include "qemu/osdep.h"

#include "e810.h"

#define PHY_100G_SR4 (1ULL << 52)
#define PHY_25G_SR   (1ULL << 23)
#define PHY_10G_SR   (1ULL << 14)
#define PHY_40G_SR4  (1ULL << 31)

uint64_t e810_phy_types(E810State *s)
{
    return s->sfp ? PHY_25G_SR | PHY_10G_SR : PHY_100G_SR4 | PHY_40G_SR4;
}

bool e810_link_state(E810State *s)
{
    return s->phy_enabled &&
           (s->loopback || !qemu_get_queue(s->nic)->link_down);
}

static void e810_link_data(E810State *s, uint8_t d[32])
{
    memset(d, 0, 32);
    d[2] = 1 << 6; /* media available */
    stw_le_p(d + 6, 9728);
    stw_le_p(d + 10, 1 << 15); /* speed unknown */
    if (s->link_up) {
        d[2] |= 0x01 | 0x20 | 0x80; /* up, port up, signal detect */
        d[3] = 0x01 | 0x08 | 0x80;  /* AN done, FEC, qualified module */
        d[8] = 1 << 1;              /* RS-FEC */
        stw_le_p(d + 10, s->sfp ? 1 << 7 : 1 << 10);
        stq_le_p(d + 16, s->sfp ? PHY_25G_SR : PHY_100G_SR4);
    }
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

void e810_link_timer(void *opaque)
{
    e810_link_update(opaque);
}

void e810_link_kick(E810State *s)
{
    timer_mod(s->link_timer, qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL) + 20);
}

void e810_set_link_status(NetClientState *nc)
{
    e810_link_update(qemu_get_nic_opaque(nc));
}

uint16_t e810_aq_phy_caps(E810State *s, E810Aq *a)
{
    unsigned mode = (lduw_le_p(a->p + 2) >> 1) & 7;
    uint8_t d[560] = { 0 };

    stq_le_p(d, e810_phy_types(s));
    d[16] = 0x01 | 0x02 | 0x08 | 0x10 | 0x20 | 0x80;
    d[17] = 0x04; /* clause 73 */
    d[34] = 0xd4;
    if (mode == 2) { /* what software configured */
        memcpy(d, s->phy_cfg, 16);
        d[16] = (s->phy_cfg[16] & ~0x60) | 0x30;
        d[17] = s->phy_cfg[17];
        d[34] = s->phy_cfg[22];
    } else if (mode == 4 || mode == 0) {
        d[16] = 0x08 | 0x10 | 0x20 | 0x80;
    }
    d[35] = 0;
    d[37] = s->sfp ? 0xa0 : 0x80; /* module type */
    d[38] = s->sfp ? 1 << 4 : 0;
    d[39] = s->sfp ? 0xa0 : 0x86;
    memcpy(a->buf, d, MIN(a->len, sizeof(d)));
    a->wb = true;
    return 0;
}

uint16_t e810_aq_set_phy(E810State *s, E810Aq *a)
{
    bool retrains;

    if (a->len < 24) {
        return AQRC_EINVAL;
    }
    retrains = s->link_up && memcmp(s->phy_cfg, a->buf, 16);
    memcpy(s->phy_cfg, a->buf, 24);
    if (retrains) { /* other speeds: the link goes down, and is negotiated */
        s->phy_enabled = false;
        e810_link_update(s);
    }
    s->phy_enabled = s->phy_cfg[16] & 0x08;
    timer_mod(s->link_timer, qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL) +
                                 (retrains ? 500 : 20));
    return 0;
}

uint16_t e810_aq_get_link(E810State *s, E810Aq *a)
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
