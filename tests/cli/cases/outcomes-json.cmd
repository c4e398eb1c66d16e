# SPDX-License-Identifier: GPL-2.0-or-later
# Its report is the one of a run that ended with 6.
"${NICCTL%/cli/nicctl}/tests/cli/show_outcomes" state/incident.json json && exit 6
