/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: packet headers and checksums. */

#include "qemu/osdep.h"
#include "net/checksum.h"

#include "e810.h"

void e810_parse(const uint8_t *b, size_t len, E810Pkt *p)
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
    if (net_checksum_finish(
            nic_pseudo_sum(b + p->l3off, p->proto, p->l4len) +
            net_checksum_add(p->l4len, (uint8_t *)b + p->l4off))) {
        p->status |= RXS_L4E;
    }
}
