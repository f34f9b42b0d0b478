#!/usr/bin/env bash
# gatehouse-first-boot: makes this machine a gate. It may be run again: what is there stays as it is.
#
#   gatehouse-first-boot --site-id north --site-name "North gate" --host 192.168.1.20
#
#   --site-id ID       part of what every pass signs; chosen once
#   --site-name NAME   as visitors read it
#   --host ADDRESS     by which the guard's panel reaches the core; may be given several times
#   --listen ADDRESS   where the core listens: 0.0.0.0:8443, or 127.0.0.1:8443 without --host
#   --zone ZONE        the time zone of site and machine; the machine's by default
#   --gate KIND        `kind` in [gate]: rppal on a Raspberry Pi, simulated elsewhere; with the pins of README.md
#   --with-cups        sets CUPS up for badges alone
#   --no-kiosk         leaves the touchscreen off; it stands at another machine
#   --help             this
#
# The two PINs and the passphrase of the backups are shown once and kept nowhere: have something to write with.
source "${GATEHOUSE_TECHNICIAN:-/usr/lib/gatehouse}/common.sh"

readonly SITE=/var/lib/gatehouse/site
readonly SHARED=${GATEHOUSE_SHARED:-/usr/share/gatehouse/firmware-config}
readonly BOOT=${GATEHOUSE_BOOT:-/boot/firmware}
readonly PASSPHRASE=/etc/credstore.encrypted/gatehouse.backup.passphrase
readonly BEGIN="# Gatehouse: begin" END="# Gatehouse: end"

site_id=trial site_name="Gatehouse trial" listen='' zone='' gate='' cups=false kiosk=true hosts=()
while (($#)); do
    case $1 in
    --with-cups) cups=true ;;
    --no-kiosk) kiosk=false ;;
    --help) usage 0 ;;
    --*)
        (($# > 1)) || usage 2 >&2
        case $1 in
        --site-id) site_id=$2 ;;
        --site-name) site_name=$2 ;;
        --host) hosts+=(--host "$2") ;;
        --listen) listen=$2 ;;
        --zone) zone=$2 ;;
        --gate) gate=$2 ;;
        *) usage 2 >&2 ;;
        esac
        shift
        ;;
    *) usage 2 >&2 ;;
    esac
    shift
done

is_board() {
    compgen -G '/dev/gpiomem*' >/dev/null
}

# The log and the watchdog of the whole machine: a gate is all this machine is for.
machine() {
    local part
    for part in journald system timesyncd; do
        install -D -m 0644 -t "/etc/systemd/$part.conf.d" "$SHARED/$part.conf.d"/*.conf
    done
    if [[ -n $zone ]]; then
        timedatectl set-timezone "$zone"
    fi
    systemctl daemon-reexec
    for part in systemd-journald systemd-timesyncd; do
        ! systemctl --quiet is-active "$part" || systemctl restart "$part"
    done
}

# What the firmware and the kernel are told, between two marks, so that it is exchanged and never doubled.
boot() {
    [[ -e $BOOT/config.txt && -e $BOOT/cmdline.txt ]] || return 0
    local new word words
    new=$(mktemp "$BOOT/gatehouse.XXXXXX")
    # awk ends the last line, too, where nobody has.
    sed "/^$BEGIN/,/^$END/d" "$BOOT/config.txt" | awk 1 >"$new"
    { echo "$BEGIN" && cat "$SHARED/config.txt" && echo "$END"; } >>"$new"
    sync "$new"
    mv "$new" "$BOOT/config.txt"

    # The kernel's own console goes where nobody looks, and no login waits on the header's pins.
    words=$(tr '\n' ' ' <"$BOOT/cmdline.txt" | sed -E 's/console=(serial[0-9]|ttyAMA[0-9]+|ttyS[0-9]+)[^ ]* *//g; s/console=tty1\b/console=tty3/')
    for word in $(<"$SHARED/cmdline.txt"); do
        [[ " $words " == *" $word "* ]] || words="${words% } $word"
    done
    new=$(mktemp "$BOOT/gatehouse.XXXXXX")
    printf '%s\n' "${words% }" >"$new"
    sync "$new"
    mv "$new" "$BOOT/cmdline.txt"
    say "$BOOT: config.txt and cmdline.txt are set; they count from the next boot."
}

printing() {
    $cups || return 0
    [[ -x /usr/sbin/cupsd ]] || fail "CUPS is not installed: apt-get install cups, then start again"
    # Beside CUPS's own, which it may read where AppArmor watches it.
    install -D -m 0644 "$SHARED/cups/cupsd.conf" /etc/cups/gatehouse.conf
    install -D -m 0644 -t /etc/systemd/system/cups.service.d "$SHARED/cups/cups.service.d/gatehouse.conf"
    systemctl daemon-reload
    systemctl try-restart cups
    # It tells the network of printers, and takes the network's.
    systemctl disable --quiet --now cups-browsed 2>/dev/null || true
    say "CUPS prints for this machine alone."
}

site() {
    if [[ -e $CONFIG ]]; then
        say "The site is there: $CONFIG."
        # As a restore leaves it: what stands beside the configuration is not in a backup.
        [[ -e /etc/gatehouse/clients ]] || clients
        return 0
    fi
    install -d -m 0700 -o gatehouse -g gatehouse /var/lib/gatehouse
    if [[ ! -e $SITE/gatehouse.toml ]]; then
        if [[ -z $listen ]]; then
            listen=127.0.0.1:8443
            ((${#hosts[@]} == 0)) || listen=0.0.0.0:8443
        fi
        runuser --user gatehouse -- gatehouse init "$SITE" --site-id "$site_id" --site-name "$site_name" \
            --listen "$listen" "${hosts[@]}"
    fi
    configure
}

# The copy in /etc counts from now on; its paths stay where the site is.
configure() {
    local new
    new=$(mktemp /etc/gatehouse/new.XXXXXX)
    sed -E "s#^(certificate|key|dir|keys_dir|staff_file|token_file|simulated_dir) = \"([^/])#\1 = \"$SITE/\2#" \
        "$SITE/gatehouse.toml" >"$new"
    sed -i "s#^zone = .*#zone = \"${zone:-$(timedatectl show --property=Timezone --value)}\"#" "$new"
    if [[ -z $gate ]]; then
        gate=simulated
        ! is_board || gate=rppal
    fi
    sed -Ei "/^\[gate\]/,/^\[/s/^kind = .*/kind = \"$gate\"/" "$new"
    [[ $gate == simulated ]] || sed -Ei 's/^#((door|exit|fire|tamper)_pin = )/\1/' "$new"
    chmod 0640 "$new"
    chgrp gatehouse "$new"
    gatehouse config check "$new" >/dev/null || fail "the configuration is wrong; put it right in $SITE/gatehouse.toml"
    clients
    mv "$new" "$CONFIG"
    say "The configuration is $CONFIG; look through it."
}

# What reaches the core from this machine: the commands, the touchscreen, a reader.
clients() {
    client kiosk
    client reader
    install -d -m 0700 /etc/gatehouse/clients
    install -m 0600 -t /etc/gatehouse/clients "$SITE/clients/administration.token" "$SITE/clients/admin.token"
}

# client NAME: what a screen or a reader on this machine reaches the core by.
client() {
    install -m 0640 -g "gatehouse-$1" "$SITE/clients/$1.toml" /etc/gatehouse/
    install -m 0600 -o "gatehouse-$1" "$SITE/clients/$1.token" /etc/gatehouse/
    install -m 0644 "$SITE/clients/site.pem" /etc/gatehouse/
}

backups() {
    if [[ -e $PASSPHRASE ]] || grep -qs '^BACKUP_SEAL=' /etc/gatehouse/backup.env; then
        say "Whoever opens the backups is set."
        return 0
    fi
    install -d -m 0700 "${PASSPHRASE%/*}"
    local passphrase
    # 125 bits, in groups that can be read out.
    passphrase=$(head -c 16 /dev/urandom | base32 | tr -d = | cut -c 1-25 | sed -E 's/(.{5})/\1-/g; s/-$//')
    printf '%s' "$passphrase" | systemd-creds encrypt --name="${PASSPHRASE##*/}" - "$PASSPHRASE"
    say "  Passphrase of the backups, shown this once: $passphrase"
    say "Keep it where the backups are not: without it nobody reads a name in them, with it everybody does."
}

services() {
    systemd-sysusers
    systemd-tmpfiles --create gatehouse.conf
    systemctl daemon-reload
    systemctl enable --quiet gatehouse.target gatehouse-gate-shut gatehouse gatehouse-backup.timer
    systemctl start gatehouse.target gatehouse-backup.timer gatehouse
    # A machine without a display, or without screens in its program, has no touchscreen.
    if $kiosk && [[ -e /dev/dri/card0 || -e /dev/fb0 ]]; then
        systemctl enable --quiet --now gatehouse-kiosk
    else
        say "The touchscreen is left off."
    fi
}

need_root
need_lasting /etc
machine
boot
printing
site
backups
services
say "Done. Now: label a disk GATEHOUSE, put it in, \`systemctl start gatehouse-backup\`; then \`gatehouse-test-gate\`."
