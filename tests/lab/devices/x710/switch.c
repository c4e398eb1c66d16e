/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: the switch inside the card: VSIs, VEBs, filters. */

#include "qemu/osdep.h"

#include "x710.h"

static uint16_t x710_mac_seid(X710State *s)
{
    return 2 + s->port;
}

static uint16_t x710_pf_seid(X710State *s)
{
    return 16 + s->pf_id;
}

static uint16_t x710_vsi_seid(X710State *s, int idx)
{
    return 390 + s->pf_id + (idx ? 16 + idx : 0);
}

int x710_vsi_by_seid(X710State *s, uint16_t seid)
{
    int i;

    for (i = 0; i < X710_NUM_VSI; i++) {
        if (s->vsi[i].used && s->vsi[i].seid == (seid & 0x3ff)) {
            return i;
        }
    }
    return -1;
}

static int x710_vsi_count(X710State *s)
{
    int i, n = 0;

    for (i = 0; i < X710_NUM_VSI; i++) {
        n += s->vsi[i].used;
    }
    return n;
}

static void x710_vsi_fw_props(X710State *s, int idx)
{
    uint8_t *p = s->vsi[idx].props;
    int i;

    for (i = 0; i < 8; i++) {
        stw_le_p(p + VP_QS_HANDLE + 2 * i, i ? 0xffff : 16 + idx);
    }
    stw_le_p(p + VP_STAT_IDX, idx);
    stw_le_p(p + VP_SCHED_ID, idx);
}

static bool x710_filter_add(X710Vsi *v, const uint8_t *mac, uint16_t vlan,
                            bool any_vlan)
{
    int i, slot = -1;

    for (i = 0; i < X710_NUM_FILTERS; i++) {
        X710Filter *f = &v->filter[i];

        if (!f->used) {
            if (slot < 0) {
                slot = i;
            }
        } else if (!memcmp(f->mac, mac, ETH_ALEN) && f->any_vlan == any_vlan &&
                   (any_vlan || f->vlan == vlan)) {
            return true;
        }
    }
    if (slot < 0) {
        return false;
    }
    v->filter[slot].used = true;
    v->filter[slot].any_vlan = any_vlan;
    v->filter[slot].vlan = vlan;
    memcpy(v->filter[slot].mac, mac, ETH_ALEN);
    v->filters++;
    return true;
}

static bool x710_filter_del(X710Vsi *v, const uint8_t *mac, uint16_t vlan,
                            bool any_vlan)
{
    int i;

    for (i = 0; i < X710_NUM_FILTERS; i++) {
        X710Filter *f = &v->filter[i];

        if (f->used && !memcmp(f->mac, mac, ETH_ALEN) &&
            f->any_vlan == any_vlan && (any_vlan || f->vlan == vlan)) {
            f->used = false;
            v->filters--;
            return true;
        }
    }
    return false;
}

void x710_vsi_default(X710State *s)
{
    X710Vsi *v = &s->vsi[0];

    memset(s->vsi, 0, sizeof(X710Vsi) * X710_NUM_VSI);
    memset(s->veb, 0, sizeof(s->veb));
    v->used = true;
    v->seid = x710_vsi_seid(s, 0);
    v->uplink = x710_mac_seid(s);
    v->props[VP_VLAN_FLAGS] = 0x03;
    stw_le_p(v->props + VP_SWITCH_ID, 1);
    v->props[VP_UP_ENABLE] = 1;
    x710_vsi_fw_props(s, 0);
    x710_filter_add(v, s->perm_mac, 0, true);
}

int x710_vsi_match(X710Vsi *v, const uint8_t *mac, uint16_t vlan)
{
    int kind, i;

    if (is_broadcast_ether_addr(mac)) {
        kind = 2;
    } else if (is_multicast_ether_addr(mac)) {
        kind = 1;
    } else {
        kind = 0;
    }
    if ((v->promisc & (1 << kind)) ||
        test_bit(vlan & 0xfff, v->vlan_promisc[kind])) {
        return true;
    }
    if (kind == 0 && (v->promisc & PROMISC_DEFAULT)) {
        return true;
    }
    for (i = 0; i < X710_NUM_FILTERS; i++) {
        X710Filter *f = &v->filter[i];

        if (f->used && !memcmp(f->mac, mac, ETH_ALEN) &&
            (f->any_vlan || f->vlan == vlan)) {
            return true;
        }
    }
    return false;
}

static void x710_vsi_completion(X710State *s, int idx, uint8_t *p)
{
    int n = x710_vsi_count(s);

    stw_le_p(p, s->vsi[idx].seid);
    stw_le_p(p + 2, idx);
    stw_le_p(p + 4, n);
    stw_le_p(p + 6, X710_NUM_VSI - n);
}

/* take over the sections of the property buffer that are marked valid */
static void x710_vsi_merge(X710Vsi *v, const uint8_t *in)
{
    static const struct {
        uint16_t sect;
        uint8_t start, end;
    } map[] = {
        { VSI_SECT_SWITCH, 2, 6 },      { VSI_SECT_SECURITY, 6, 8 },
        { VSI_SECT_VLAN, 8, 16 },       { VSI_SECT_INGRESS, 16, 20 },
        { VSI_SECT_EGRESS, 20, 24 },    { VSI_SECT_CAS_PV, 24, 28 },
        { VSI_SECT_QUEUE_MAP, 28, 78 }, { VSI_SECT_QUEUE_OPT, 78, 82 },
        { VSI_SECT_SCHED, 82, 84 },     { VSI_SECT_OUTER_UP, 84, 88 },
    };
    uint16_t valid = lduw_le_p(in);
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(map); i++) {
        if (valid & map[i].sect) {
            memcpy(v->props + map[i].start, in + map[i].start,
                   map[i].end - map[i].start);
        }
    }
}

static int x710_aq_macvlan(X710State *s, X710AqCmd *c, bool add)
{
    int num = lduw_le_p(c->p);
    int vi = x710_vsi_by_seid(s, lduw_le_p(c->p + 2));
    int i, rc = AQ_RC_OK;

    if (vi < 0) {
        return AQ_RC_ENOENT;
    }
    if (num * 16 > c->len) {
        return AQ_RC_EINVAL;
    }
    for (i = 0; i < num; i++) {
        uint8_t *e = c->buf + 16 * i;
        uint16_t vlan = lduw_le_p(e + 6) & 0xfff;

        if (add) {
            bool any = lduw_le_p(e + 8) & 0x0004;

            if (x710_filter_add(&s->vsi[vi], e, vlan, any)) {
                e[12] = 1;
            } else {
                e[12] = 0xff;
                rc = AQ_RC_ENOSPC;
            }
        } else {
            bool any = e[8] & 0x08;

            if (x710_filter_del(&s->vsi[vi], e, vlan, any)) {
                e[12] = 0;
            } else {
                e[12] = 0xff;
                rc = AQ_RC_ENOENT;
            }
        }
        DBG(s, DBG_AQ,
            "  %s vsi %d %02x:%02x:%02x:%02x:%02x:%02x vlan %u -> "
            "%u",
            add ? "add" : "del", vi, e[0], e[1], e[2], e[3], e[4], e[5], vlan,
            e[12]);
    }
    stw_le_p(c->p, s->vsi[vi].filters);
    stw_le_p(c->p + 2, X710_NUM_FILTERS - s->vsi[vi].filters);
    stw_le_p(c->p + 4, 0);
    stw_le_p(c->p + 6, 0);
    c->wb = true;
    c->wblen = c->len;
    return rc;
}

static int x710_aq_promisc(X710State *s, X710AqCmd *c)
{
    uint16_t flags = lduw_le_p(c->p);
    uint16_t valid = lduw_le_p(c->p + 2);
    int vi = x710_vsi_by_seid(s, lduw_le_p(c->p + 4));
    uint16_t vlan = lduw_le_p(c->p + 6);
    X710Vsi *v;
    int k;

    if (vi < 0) {
        return AQ_RC_ENOENT;
    }
    v = &s->vsi[vi];
    if (vlan & 0x8000) {
        for (k = 0; k < 3; k++) {
            if (valid & (1 << k)) {
                if (flags & (1 << k)) {
                    set_bit(vlan & 0xfff, v->vlan_promisc[k]);
                } else {
                    clear_bit(vlan & 0xfff, v->vlan_promisc[k]);
                }
            }
        }
    } else {
        v->promisc = (v->promisc & ~valid) | (flags & valid);
    }
    DBG(s, DBG_AQ, "  vsi %d promisc %x valid %x vlan %x -> %x", vi, flags,
        valid, vlan, v->promisc);
    return AQ_RC_OK;
}

int x710_aq_switch(X710State *s, uint16_t op, X710AqCmd *c)
{
    uint8_t *p = c->p;
    uint8_t *b = c->buf;
    int i, vi;

    switch (op) {
    case AQ_GET_SWITCH_CONFIG:
        if (c->len < 32) {
            return AQ_RC_ENOMEM;
        }
        memset(b, 0, 32);
        stw_le_p(b, 1);
        stw_le_p(b + 2, 1);
        b[16] = 19; /* VSI */
        b[17] = 1;
        stw_le_p(b + 18, s->vsi[0].seid);
        stw_le_p(b + 20, x710_mac_seid(s));
        stw_le_p(b + 22, x710_pf_seid(s));
        b[27] = 1;
        stw_le_p(b + 30, 0);
        stw_le_p(p, 0);
        c->wb = true;
        c->wblen = 32;
        return AQ_RC_OK;
    case AQ_GET_SWITCH_RES:
        p[0] = 0;
        return AQ_RC_OK;
    case AQ_RX_CTL_READ:
        stl_le_p(p + 12, x710_mmio_read32(s, ldl_le_p(p + 4)));
        return AQ_RC_OK;
    case AQ_RX_CTL_WRITE:
        x710_mmio_write32(s, ldl_le_p(p + 4), ldl_le_p(p + 12));
        return AQ_RC_OK;

    case AQ_GET_VSI:
        vi = x710_vsi_by_seid(s, lduw_le_p(p));
        if (vi < 0) {
            return AQ_RC_ENOENT;
        }
        memcpy(b, s->vsi[vi].props, VSI_PROPS_SIZE);
        x710_vsi_completion(s, vi, p);
        c->wb = true;
        c->wblen = MIN(c->len, VSI_PROPS_SIZE);
        return AQ_RC_OK;
    case AQ_UPDATE_VSI:
        vi = x710_vsi_by_seid(s, lduw_le_p(p));
        if (vi < 0) {
            return AQ_RC_ENOENT;
        }
        x710_vsi_merge(&s->vsi[vi], b);
        x710_vsi_completion(s, vi, p);
        DBG(s, DBG_AQ,
            "  update vsi %d valid %04x vlan flags %02x queues "
            "%u.. tc0 %04x",
            vi, lduw_le_p(b), s->vsi[vi].props[VP_VLAN_FLAGS],
            lduw_le_p(s->vsi[vi].props + VP_QUEUE_MAPPING),
            lduw_le_p(s->vsi[vi].props + VP_TC_MAPPING));
        return AQ_RC_OK;
    case AQ_ADD_VSI:
        for (vi = 1; vi < X710_NUM_VSI && s->vsi[vi].used; vi++) {
            /* find a free one */
        }
        if (vi == X710_NUM_VSI) {
            return AQ_RC_ENOSPC;
        }
        memset(&s->vsi[vi], 0, sizeof(s->vsi[vi]));
        s->vsi[vi].used = true;
        s->vsi[vi].seid = x710_vsi_seid(s, vi);
        s->vsi[vi].uplink = lduw_le_p(p);
        s->vsi[vi].props[VP_VLAN_FLAGS] = 0x03;
        x710_vsi_merge(&s->vsi[vi], b);
        x710_vsi_fw_props(s, vi);
        memcpy(b + VP_QS_HANDLE, s->vsi[vi].props + VP_QS_HANDLE,
               VSI_PROPS_SIZE - VP_QS_HANDLE);
        x710_vsi_completion(s, vi, p);
        c->wb = true;
        c->wblen = MIN(c->len, VSI_PROPS_SIZE);
        DBG(s, DBG_AQ, "  add vsi %d seid %u", vi, s->vsi[vi].seid);
        return AQ_RC_OK;
    case AQ_ADD_VEB:
        for (i = 0; i < X710_NUM_VEB && s->veb[i].used; i++) {
            /* find a free one */
        }
        if (i == X710_NUM_VEB) {
            return AQ_RC_ENOSPC;
        }
        s->veb[i].used = true;
        s->veb[i].seid = 160 + i;
        s->veb[i].uplink = lduw_le_p(p);
        s->veb[i].downlink = lduw_le_p(p + 2);
        s->veb[i].flags = lduw_le_p(p + 4);
        stw_le_p(p + 6, 1 + i);
        stw_le_p(p + 8, s->veb[i].seid);
        stw_le_p(p + 10, i);
        stw_le_p(p + 12, i + 1);
        stw_le_p(p + 14, X710_NUM_VEB - i - 1);
        return AQ_RC_OK;
    case AQ_GET_VEB:
        for (i = 0; i < X710_NUM_VEB; i++) {
            if (s->veb[i].used && s->veb[i].seid == lduw_le_p(p)) {
                stw_le_p(p + 2, 1 + i);
                stw_le_p(p + 4, s->veb[i].flags);
                stw_le_p(p + 6, i);
                stw_le_p(p + 8, 1);
                stw_le_p(p + 10, X710_NUM_VEB - 1);
                return AQ_RC_OK;
            }
        }
        return AQ_RC_ENOENT;
    case AQ_DELETE_ELEMENT:
        vi = x710_vsi_by_seid(s, lduw_le_p(p));
        if (vi > 0) {
            s->vsi[vi].used = false;
            return AQ_RC_OK;
        }
        for (i = 0; i < X710_NUM_VEB; i++) {
            if (s->veb[i].used && s->veb[i].seid == lduw_le_p(p)) {
                s->veb[i].used = false;
                return AQ_RC_OK;
            }
        }
        return AQ_RC_ENOENT;

    case AQ_ADD_MACVLAN:
        return x710_aq_macvlan(s, c, true);
    case AQ_REMOVE_MACVLAN:
        return x710_aq_macvlan(s, c, false);
    case AQ_SET_PROMISC:
        return x710_aq_promisc(s, c);
    case AQ_ADD_CTRL_FILTER:
    case AQ_REMOVE_CTRL_FILTER:
        stw_le_p(p, 0);
        stw_le_p(p + 2, op == AQ_ADD_CTRL_FILTER);
        stw_le_p(p + 4, 64);
        stw_le_p(p + 6, 16);
        return AQ_RC_OK;
    }
    return AQ_NOT_MINE;
}
