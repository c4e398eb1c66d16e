# SPDX-License-Identifier: GPL-2.0-or-later
# Who wants the distribution's driver back must not get another file.
"$NICCTL" configure-driver ice --from state/incident.json --stock --module /opt/ice-1.12.7/ice.ko
