# shellcheck shell=bash
# Sourced by first-boot.sh and the technician's commands.
set -euo pipefail

readonly CONFIG=/etc/gatehouse/gatehouse.toml

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# usage CODE: what stands above the first line of code, and ends.
usage() {
    sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
    exit "$1"
}

need_root() {
    ((EUID == 0)) || fail "this needs root: sudo ${0##*/}"
}

need_site() {
    [[ -e $CONFIG ]] || fail "there is no $CONFIG: this machine has no core of a gate. gatehouse-first-boot makes one."
}

# need_lasting FOLDER: what is written there is there after a power cut.
need_lasting() {
    case $(findmnt --noheadings --output FSTYPE --target "$1") in
    overlay | tmpfs) fail "$1 is in memory and lost with the power (read-only root): raspi-config nonint disable_overlayfs, reboot, then once more" ;;
    esac
}

# as_core ARGUMENT...: the program with the user, the pins and the keys of the core.
as_core() {
    systemd-run --quiet --pipe --wait --collect --service-type=exec \
        --property=User=gatehouse --property=Group=gatehouse \
        --property="SupplementaryGroups=gpio lp dialout" \
        --property=LoadCredentialEncrypted=gatehouse.wrapping.key \
        --property=LoadCredentialEncrypted=gatehouse.journal.key \
        --property=LoadCredentialEncrypted=gatehouse.pass.key \
        /usr/bin/gatehouse "$@"
}

# agree QUESTION: goes on only with a yes.
agree() {
    local answer
    read -r -p "$1 [y/N] " answer || answer=
    [[ $answer == [yY] || $answer == yes ]] || fail "nothing was done"
}

# without_core COMMAND...: stops the core, if it runs, and starts it again whatever comes of the command.
without_core() {
    if systemctl --quiet is-active gatehouse; then
        say "The core is stopped meanwhile; the gate is shut, exits work."
        trap 'systemctl start gatehouse && say "The core runs again."' EXIT
        systemctl stop gatehouse
    fi
    "$@"
}
