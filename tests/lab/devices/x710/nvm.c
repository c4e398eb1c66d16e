/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: the shadow RAM. */

#include "qemu/osdep.h"
#include "qapi/error.h"

#include "x710.h"

int x710_aq_nvm_read(X710State *s, X710AqCmd *c)
{
    uint8_t module = c->p[1];
    unsigned len = lduw_le_p(c->p + 2);
    uint32_t off = ldl_le_p(c->p + 4) & 0xffffff;
    unsigned i;

    if (module) {
        if (s->sr[module] & 0x8000) {
            return AQ_RC_EINVAL;
        }
        off += 2 * s->sr[module];
    }
    len = MIN(len, c->len);
    if (off + len > 2 * SR_WORDS) {
        return AQ_RC_EINVAL;
    }
    for (i = 0; i < len; i++) {
        c->buf[i] = s->sr[(off + i) / 2] >> (8 * ((off + i) & 1));
    }
    c->wb = true;
    c->wblen = len;
    return AQ_RC_OK;
}

void x710_build_sr(X710State *s, Error **errp)
{
    static const char pba[] = "QX7100-002";
    unsigned maj, min, ver, build, patch, i;
    uint16_t sum = 0;
    uint32_t oem;

    if (sscanf(s->fw_version, "%u.%u.%u", &s->fw_major, &s->fw_minor,
               &s->fw_build) != 3) {
        error_setg(errp, "fw-version must look like 9.20.71847");
        return;
    }
    if (sscanf(s->fw_api, "%u.%u", &s->api_major, &s->api_minor) != 2) {
        error_setg(errp, "fw-api must look like 1.15");
        return;
    }
    if (sscanf(s->nvm_version, "%x.%x", &maj, &min) != 2 || maj > 15 ||
        min > 255) {
        error_setg(errp, "nvm-version must look like 9.20");
        return;
    }
    if (sscanf(s->oem_version, "%u.%u.%u", &ver, &build, &patch) != 3 ||
        ver > 255 || build > 65535 || patch > 255) {
        error_setg(errp, "oem-version must look like 1.3353.0");
        return;
    }
    oem = (ver << 24) | (build << 8) | patch;

    memset(s->sr, 0, sizeof(s->sr));
    s->sr[SR_CONTROL] = 0x0040;
    s->sr[SR_PBA_FLAGS] = 0xfafa;
    s->sr[SR_PBA_PTR] = 0x2800;
    s->sr[0x2800] = 1 + (sizeof(pba) - 1) / 2;
    for (i = 0; i < (sizeof(pba) - 1) / 2; i++) {
        s->sr[0x2801 + i] = (pba[2 * i] << 8) | pba[2 * i + 1];
    }
    s->sr[SR_BOOT_CFG_PTR] = 0x3000;
    s->sr[0x3000 + SR_OEM_VER_OFF] = oem >> 16;
    s->sr[0x3000 + SR_OEM_VER_OFF + 1] = oem & 0xffff;
    s->sr[SR_DEV_VERSION] = (maj << 12) | min;
    s->sr[SR_WOL] = 0; /* a bit for each port that can't */
    s->sr[SR_OEM_VERSION_PTR] = 0xffff;
    s->sr[SR_EETRACK_LO] = s->eetrack & 0xffff;
    s->sr[SR_EETRACK_HI] = s->eetrack >> 16;
    s->sr[SR_VPD_PTR] = 0x1000;
    s->sr[SR_PCIE_ALT_PTR] = 0x1400;
    /* EMP settings: features at +0x2a, LLDP status pointer at +0x2b */
    s->sr[SR_EMP_SETTINGS_PTR] = 0x2000;
    s->sr[0x2000 + 0x2a] = 0;
    s->sr[0x2000 + 0x2b] = 0x0010;
    s->sr[0x2000 + 0x2b + 0x10 + 1] = 0x3333; /* LLDP on, all ports */

    for (i = 0; i < SR_WORDS; i++) {
        if (i == SR_CHECKSUM ||
            (i >= s->sr[SR_VPD_PTR] && i < s->sr[SR_VPD_PTR] + SR_SKIP_WORDS) ||
            (i >= s->sr[SR_PCIE_ALT_PTR] &&
             i < s->sr[SR_PCIE_ALT_PTR] + SR_SKIP_WORDS)) {
            continue;
        }
        sum += s->sr[i];
    }
    s->sr[SR_CHECKSUM] = SR_CHECKSUM_BASE - sum;
}
