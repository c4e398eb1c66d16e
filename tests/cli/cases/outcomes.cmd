# SPDX-License-Identifier: GPL-2.0-or-later
# What a real run prints, for every outcome.
"${NICCTL%/cli/nicctl}/tests/cli/show_outcomes" state/incident.json text
