# shellcheck shell=bash disable=SC2034
# Sourced by the other scripts and .ci/run: where the tree is, and what must be installed first.
#
# A list of packages has one entry a line: Debian's package | how to see that it is there | why.
# Seen by what it brings, not by asking dpkg, so that other systems and own installations pass, too:
#   command:NAME  module:NAME (pkg-config)  library:FILE (ldconfig)  file:PATH  fonts:
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
readonly ROOT

# The same features for everything, so that run, test and the demo share one build.
readonly FEATURES=tour

readonly BUILD_PACKAGES="
gcc               | command:cc                  | compiles the cryptography and links
libc6-dev         | file:/usr/include/stdio.h   | headers for it
pkg-config        | command:pkg-config          | finds the libraries below
libfontconfig-dev | module:fontconfig           | fonts of the screens
libxkbcommon-dev  | module:xkbcommon            | keyboard layouts
libinput-dev      | module:libinput             | touch without a desktop
libudev-dev       | module:libudev              | finds touchscreens and displays
libasound2-dev    | module:alsa                 | the loudspeaker
fonts-dejavu-core | fonts:                      | the screens do not start where no font is known
"

readonly WINDOW_PACKAGES="
libx11-6           | library:libX11.so.6                 | a window
libx11-xcb1        | library:libX11-xcb.so.1             | a window
libxcursor1        | library:libXcursor.so.1             | its pointer
libxi6             | library:libXi.so.6                  | touch in it
libxrandr2         | library:libXrandr.so.2              | its size
libxkbcommon-x11-0 | library:libxkbcommon-x11.so.0       | its keyboard
xkb-data           | file:/usr/share/X11/xkb/rules/evdev | keyboard layouts
"

readonly TEST_PACKAGES="
fonts-noto-cjk | file:/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc | rare characters on badges
poppler-utils  | command:pdftotext  | reads and draws printed badges
qpdf           | command:qpdf       | checks printed files
zbar-tools     | command:zbarimg    | reads the pass by another program than our own
xvfb           | command:Xvfb       | a display that nobody sees
xdotool        | command:xdotool    | a finger on it
espeak-ng      | command:espeak-ng  | reads aloud
cups-ipp-utils | file:/usr/sbin/ippeveprinter | a printer of labels as a process
dbus-daemon    | command:dbus-daemon | that printer does not start without a bus
cups-daemon    | file:/usr/sbin/cupsd | a real CUPS before it
cups-client    | file:/usr/sbin/lpadmin | makes its queue
cups-filters-core-drivers | file:/usr/lib/cups/filter/pdftopdf | lets PDF through it
libfaketime    | file:/usr/lib/${HOSTTYPE}-linux-gnu/faketime/libfaketimeMT.so.1 | a clock that was never set
shellcheck     | command:shellcheck | checks these scripts
"

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

# step TITLE COMMAND...: runs it and says how long it took.
step() {
    local title=$1 begin=$SECONDS
    shift
    say "== $title"
    "$@"
    say "   $((SECONDS - begin)) s"
}

# is_there HOW: whether what a package brings is on this machine.
is_there() {
    case $1 in
    command:*) command -v "${1#*:}" ;;
    module:*) pkg-config --exists "${1#*:}" ;;
    # ldconfig is not in the path of ordinary users on Debian.
    library:*) [[ $(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p) == *"${1#*:} "* ]] ;;
    file:*) [[ -e ${1#*:} ]] ;;
    fonts:) find -L /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts \
        \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print -quit | grep . ;;
    *) fail "scripts/lib.sh: unknown way to look: $1" ;;
    esac >/dev/null 2>&1
}

# missing LIST: the packages of LIST that are not there, one a line.
missing() {
    local package how why
    while IFS='|' read -r package how why; do
        # Words without their padding.
        read -r package <<<"$package"
        read -r how <<<"$how"
        if [[ -n $package ]] && ! is_there "$how"; then
            printf '%s|%s\n' "$package" "$why"
        fi
    done <<<"$1"
}

# need_packages LIST...: installs what is missing, and says what and why.
need_packages() {
    local lists absent package why wanted=() sudo=()
    lists=$(printf '%s\n' "$@")
    absent=$(missing "$lists")
    [[ -n $absent ]] || return 0
    say "Missing on this machine:"
    while IFS='|' read -r package why; do
        say "  $package -$why"
        wanted+=("$package")
    done <<<"$absent"
    command -v apt-get >/dev/null || fail "Install these by your system's own means (the names are Debian's), then start again."
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "Run as root: apt-get install ${wanted[*]}"
        sudo=(sudo)
    fi
    local install=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive
        apt-get install -y -qq --no-install-recommends "${wanted[@]}")
    say "Installing them: ${install[*]}"
    if ! "${install[@]}" >&2; then
        say "The package lists are absent or old: apt-get update, then once more."
        "${sudo[@]}" apt-get update -qq >&2
        "${install[@]}" >&2
    fi
    absent=$(missing "$lists")
    [[ -z $absent ]] || fail "Still missing after the installation: ${absent//$'\n'/, }"
}

# need_rust: Rust as new as Cargo.toml asks for.
need_rust() {
    local wanted found
    wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$ROOT/Cargo.toml")
    if ! command -v cargo >/dev/null && [[ -r ~/.cargo/env ]]; then
        # A fresh rustup is in the path of the next login only.
        # shellcheck source=/dev/null
        source ~/.cargo/env
    fi
    command -v cargo >/dev/null || fail "Rust $wanted or newer is needed: https://rustup.rs"
    found=$(rustc --version | cut -d' ' -f2)
    if [[ $(printf '%s\n%s\n' "$wanted" "${found%%-*}" | sort -V | head -n1) != "$wanted" ]]; then
        fail "Rust $wanted or newer is needed, this is $found: rustup update, or https://rustup.rs"
    fi
}

# need_components NAME...: rustup's components by the names of their cargo subcommands.
need_components() {
    local name
    for name in "$@"; do
        if ! cargo "$name" --version >/dev/null 2>&1; then
            # The subcommand fmt is the component rustfmt.
            rustup component add "${name/#fmt/rustfmt}" || fail "cargo $name is needed; install it beside this Rust"
        fi
    done
}
