# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver i40e --from state/two-ports.json --to vfio-pci --ports 02:00:00:00:19:01
