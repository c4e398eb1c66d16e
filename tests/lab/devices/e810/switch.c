/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the switch inside the card: VSIs, rules. */

#include "qemu/osdep.h"

#include "e810.h"

int e810_vsi_queue(E810Vsi *v, unsigned idx)
{
    unsigned flags = lduw_le_p(v->ctx + VSI_MAP_FLAGS);

    if (flags & 1) { /* scattered */
        return idx < 16 ? lduw_le_p(v->ctx + VSI_Q_MAP + idx * 2) & 0x7ff : -1;
    }
    return ((lduw_le_p(v->ctx + VSI_Q_MAP) & 0x7ff) + idx) % E810_MAX_Q;
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
        return; /* not "forward to VSI", or drop */
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

unsigned e810_classify(E810State *s, const uint8_t *b, E810Pkt *p,
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

void e810_switch_clear(E810State *s)
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
        return 10; /* below: the recipes that always exist */
    default:
        return 1;
    }
}

uint16_t e810_aq_res(E810State *s, E810Aq *a, bool alloc)
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
            id = find_next_zero_bit(s->res[type], size, e810_res_first(type));
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

uint16_t e810_aq_vsi(E810State *s, E810Aq *a, uint16_t op)
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
            static const struct {
                uint8_t bit, off, len;
            } sect[] = {
                { 0, 2, 4 },  { 1, 6, 2 },    { 2, 8, 8 },    { 3, 24, 4 },
                { 4, 16, 4 }, { 5, 20, 4 },   { 6, 28, 50 },  { 7, 78, 6 },
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
               lduw_le_p(v->ctx + VSI_Q_MAP), lduw_le_p(v->ctx + VSI_Q_MAP + 2),
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

uint16_t e810_aq_sw_rules(E810State *s, E810Aq *a, uint16_t op)
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
                E810_PRINT(s, TR_AQ,
                           "rule %u: type %u recipe %u src %u act "
                           "%05x da %02x:%02x:%02x:%02x:%02x:%02x "
                           "et/tci %04x %04x",
                           id, type, r->recipe, r->src, r->act, r->hdr[0],
                           r->hdr[1], r->hdr[2], r->hdr[3], r->hdr[4],
                           r->hdr[5], lduw_be_p(r->hdr + 12),
                           lduw_be_p(r->hdr + 14));
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
