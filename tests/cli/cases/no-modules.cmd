# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver virtio_net --from state/no-modules.json
