# shellcheck shell=bash disable=SC2034
# Sourced by build-arm64, pi-image and pi: a root folder with Debian's cross compiler and libraries for a Raspberry Pi.
# It is the same wherever it is made, and touches nothing of this machine's own system.

# What stays from one run to the next.
readonly PI_CACHE="$ROOT/target/pi-cache"
readonly PI_ROOT="$PI_CACHE/root" PI_BUILD="$PI_CACHE/build"
readonly PI_TARGET=aarch64-unknown-linux-gnu
# Debian 13, for it has Rust in its backports; which of it goes into the program is said by build-arm64.
readonly PI_SUITE=trixie
readonly PI_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# Compilers for here and there, and what the program is linked with there.
readonly PI_ROOT_PACKAGES="ca-certificates gcc libc6-dev gcc-aarch64-linux-gnu libc6-dev-arm64-cross rustc cargo
    libstd-rust-dev:amd64 libstd-rust-dev:arm64 pkgconf libinput-dev:arm64 libudev-dev:arm64 libxkbcommon-dev:arm64
    libfontconfig-dev:arm64 libasound2-dev:arm64"
readonly PI_PACKAGES="
mmdebstrap             | command:mmdebstrap | makes the root folder
arch-test              | command:arch-test  | mmdebstrap asks it which machines this one can run
debian-archive-keyring | file:$PI_KEYRING   | proves that what is downloaded is Debian's
python3                | command:python3    | reads what cargo knows of the program
"

# The mirror this machine has Debian from already, or DEBIAN_MIRROR.
pi_mirror() {
    if [[ -n ${DEBIAN_MIRROR:-} ]]; then
        printf '%s\n' "$DEBIAN_MIRROR"
        return
    fi
    # Debian's archive itself: its security updates and others' packages are labelled otherwise.
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(SITE)' | sed -n 's/^Debian|Debian|//p' | head -n1 | grep . ||
        fail "This system has no mirror of Debian: say one by DEBIAN_MIRROR=https://... scripts/${0##*/}"
}

# as_root COMMAND...: what only root may do; the rest is done as whoever calls.
as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# pi_root: makes the root folder, unless it is there and of the same recipe.
pi_root() {
    local mirror recipe proxies=() line
    [[ $(dpkg --print-architecture 2>/dev/null) == amd64 ]] ||
        fail "This is for a 64-bit PC with Debian or its like. On a Raspberry Pi: cargo build --locked --release"
    need_packages "$PI_PACKAGES"
    as_root unshare --mount true 2>/dev/null ||
        fail "This needs a root folder of its own (unshare and chroot), and they are not allowed here: in a container, start it with --privileged; or build on a Raspberry Pi."
    recipe="$PI_SUITE $PI_ROOT_PACKAGES"
    if [[ -e $PI_ROOT/recipe && $(<"$PI_ROOT/recipe") == "$recipe" ]]; then
        return
    fi
    mirror=$(pi_mirror)
    # What this machine's apt goes through to get out, and whether its mirror stands still.
    while IFS= read -r line; do
        proxies+=("--aptopt=$line")
    done < <(apt-config dump | grep -iE '^Acquire::(https?::proxy|check-valid-until) ' || true)
    say "Making $PI_ROOT from $mirror, once: some minutes and 2 GB"
    as_root rm -rf "$PI_ROOT" "$PI_ROOT.new"
    mkdir -p "$PI_CACHE"
    printf 'Package: src:rustc:any src:qemu\nPin: release n=%s-backports\nPin-Priority: 990\n' "$PI_SUITE" >"$PI_CACHE/pins"
    # Its lists are kept: pi-image takes more from them.
    as_root mmdebstrap --quiet --variant=minbase --architectures=amd64,arm64 "${proxies[@]}" \
        --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' --skip=cleanup/apt/lists \
        --setup-hook="cp '$PI_CACHE/pins' \"\$1/etc/apt/preferences.d/backports\"" \
        --include="$(tr -s ' \n' ',' <<<"$PI_ROOT_PACKAGES" | sed 's/,$//')" \
        "$PI_SUITE" "$PI_ROOT.new" - >&2 <<LINES
deb [signed-by=$PI_KEYRING] $mirror $PI_SUITE main
deb [signed-by=$PI_KEYRING] $mirror $PI_SUITE-backports main
LINES
    printf '%s' "$recipe" | as_root tee "$PI_ROOT.new/recipe" >/dev/null
    as_root mv "$PI_ROOT.new" "$PI_ROOT"
}

# in_root USER COMMAND...: runs a command in the root folder, where this tree and cargo's own folder are seen as here. Its
# mounts are its own and go with it.
in_root() {
    local user=$1 cargo_home=${CARGO_HOME:-$HOME/.cargo}
    shift
    mkdir -p "$cargo_home"
    # shellcheck disable=SC2016
    as_root unshare --mount bash -euc '
        root=$1 tree=$2 cargo_home=$3 user=$4
        shift 4
        mount --make-rprivate /
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        for folder in "$tree" "$cargo_home"; do
            mkdir -p "$root$folder"
            mount --bind "$folder" "$root$folder"
        done
        # Names of the mirror are asked of whoever this machine asks.
        cat /etc/resolv.conf >"$root/etc/resolv.conf"
        exec chroot --userspec="$user" "$root" env -i HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LC_ALL=C.UTF-8 \
            CARGO_HOME="$cargo_home" CARGO_TARGET_DIR="$tree/target/pi-cache/build" \
            CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc \
            CC_aarch64_unknown_linux_gnu=aarch64-linux-gnu-gcc \
            PKG_CONFIG_ALLOW_CROSS=1 PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig "$@"
    ' pi-root "$PI_ROOT" "$ROOT" "$cargo_home" "$user" "$@"
}

# pi_updated COMMAND...: does it in the root folder as root, and once more with new lists if the old ones are too old.
pi_updated() {
    if ! in_root 0:0 "$@" >/dev/null; then
        say "The package lists of $PI_ROOT are old: apt-get update, then once more."
        in_root 0:0 apt-get update -qq >&2
        in_root 0:0 "$@" >/dev/null
    fi
}
