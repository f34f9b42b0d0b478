# shellcheck shell=bash disable=SC2034
# Sourced behind lib.sh by what starts an emulated PC: Debian's kernel, unpacked and not installed, and a first process
# that begins what tests/guest/init says. The guest's system is this machine's, read only.

readonly GUEST_PACKAGES="
qemu-system-x86 | command:qemu-system-x86_64 | the emulated PC
busybox-static  | command:busybox            | its first process
python3         | command:python3            | leads what happens in it
xz-utils        | command:xz                 | unpacks packages
"
# What stays from one run to the next.
readonly CACHE=target/guest-cache

# unpack FOLDER PACKAGE...: downloads Debian packages and lays them out below FOLDER, without installing anything.
unpack() {
    local folder=$1 fresh package
    shift
    [[ ! -d $folder ]] || return 0
    say "Downloading, not installing: $*"
    # The folder is nobody's but the caller's: not one for the user apt would download as.
    local download=(apt-get download -qq -o "APT::Sandbox::User=$(id -un)" "$@")
    fresh=$(mktemp -d "$CACHE/XXXXXX")
    if ! (cd "$fresh" && "${download[@]}" >&2); then
        say "The package lists are absent or old: apt-get update, then once more."
        if ((EUID == 0)); then apt-get update -qq >&2; else sudo apt-get update -qq >&2; fi
        (cd "$fresh" && "${download[@]}" >&2)
    fi
    for package in "$fresh"/*.deb; do
        dpkg-deb -x "$package" "$fresh/all"
        rm "$package"
    done
    mv "$fresh/all" "$folder"
    rmdir "$fresh"
}

# guest PARTS MODULE...: kernel and initrd of a guest with these modules, into the folder PARTS. Debian's own kernel:
# this machine's may have no modules, or not these.
guest() {
    local parts=$1 package
    shift
    command -v apt-get >/dev/null || fail "This needs Debian: the guest's kernel is a package of it."
    mkdir -p "$CACHE" "$parts/beside"
    package=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n1)
    [[ -n $package ]] || fail "apt-cache knows no linux-image-amd64: apt-get update, or this is no Debian for PCs."
    unpack "$CACHE/$package" "$package"
    local version=${package#linux-image-}
    [[ -e $CACHE/$package/lib/modules/$version/modules.dep ]] || busybox depmod -b "$ROOT/$CACHE/$package" "$version"
    bare "$CACHE/$package/boot/vmlinuz-$version" "$parts/kernel"
    initrd "$parts" "$CACHE/$package/lib/modules/$version" "$version" virtio_pci 9pnet_virtio 9p overlay "$@"
}

# bare PACKED KERNEL: a kernel as QEMU can start it without its own unpacking, which takes an emulated processor seconds.
bare() {
    local at
    at=$(LC_ALL=C grep -abom1 $'\xfd7zXZ' "$1" | head -n1 | cut -d: -f1)
    # Packed by something else than xz: the guest unpacks it.
    if [[ -z $at ]] || ! xz --decompress --single-stream < <(tail -c "+$((at + 1))" "$1") >"$2"; then
        cp "$1" "$2"
    fi
}

# initrd PARTS FOLDER VERSION MODULE...: the first process, and the modules without which there is no disk.
initrd() {
    local parts=$1 from=$2 top="$1/root" to="$1/root/lib/modules/$3" module path
    shift 3
    mkdir -p "$top"/{bin,proc,sys,dev,host,beside,layer,new} "$to"
    cp "$(command -v busybox)" "$top/bin/busybox"
    install -m 0755 tests/guest/init "$top/init"
    cp "$from/modules.dep" "$to/"
    for module in "$@"; do
        echo "$module" >>"$top/modules"
        # A line of modules.dep is a module, and all it needs.
        for path in $(grep "/$module.ko:" "$from/modules.dep" | tr -d :); do
            install -D -m 0644 "$from/$path" "$to/$path"
        done
    done
    (cd "$top" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1) >"$parts/initrd"
    rm -r "$top"
}
