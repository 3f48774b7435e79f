# shellcheck shell=bash
# The guest's kernel: Debian's newest 6.12, from apt, never installed; and our modules, built for it. Both are kept as a "kit" under
# ${XDG_CACHE_HOME:-~/.cache}/camagent/vm, one directory for each kernel version and content of what it is made from:
#   vmlinuz  initrd  usr/lib/modules/RELEASE (lib → usr/lib)  camera.h264  camera.mjpeg
# Sets $kit and $release.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/camagent/vm
series=6.12

need_tools() {
  local tool
  [ "$(uname -m)" = x86_64 ] || die 69 "the guest is an x86-64 machine and so must this one be ($(uname -m))"
  for tool in qemu-system-x86_64 make gcc patch xz strip depmod dpkg-deb apt-cache python3 ffmpeg flock; do
    PATH=$PATH:/sbin:/usr/sbin command -v $tool >/dev/null || die 69 "$tool is not here: install what want_vm in scripts/packages.sh lists"
  done
  { [ -x /bin/busybox ] && ! ldd /bin/busybox >/dev/null 2>&1; } || die 69 "/bin/busybox is not here or not linked statically: apt-get install busybox-static"
}

# Kernel releases that apt can deliver, newest first, e.g. 6.12.117+deb12-amd64 (Debian 12: from bookworm-security or bookworm-backports; 13: its own).
releases() {
  apt-cache pkgnames "linux-headers-$series." 2>/dev/null |
    sed -nE "s/^linux-headers-($series\.[0-9]+\+deb[0-9.+]+-amd64)$/\1/p" | sort -Vr
}

candidate() { LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p' | grep -v '(none)'; }

# The newest that is whole: its headers may be in the archive a while before its signed image.
choose_release() {
  for release in ${CAMAGENT_VM_KERNEL:-$(releases)}; do
    if version=$(candidate "linux-image-$release"); then return; fi
  done
  version=
}

# What a kit is made from besides the kernel.
content() { cat "$vm/kernel.sh" "$vm/guest/init" "$vm"/modules/* | sha256sum | cut -c1-12; }

prepare_kit() {
  choose_release
  if [ -z "$version" ]; then
    # No package list, or one without this kernel: a kit from before does as well.
    mkdir -p "$cache"
    kit=$(find "$cache" -maxdepth 1 -type d -name "${CAMAGENT_VM_KERNEL:-$series*}_$(content)" | sort -V | tail -n 1)
    if [ -n "$kit" ]; then
      release=${kit##*/} release=${release%%_*}
      return
    fi
    say "apt offers no kernel ${CAMAGENT_VM_KERNEL:-$series}; asking it to look again"
    update_lists
    choose_release
    [ -n "$version" ] || die 69 "apt offers no linux-image-${CAMAGENT_VM_KERNEL:-$series.*}: on Debian 12 it is in bookworm-security and bookworm-backports, on 13 in main"
  fi
  kit=$cache/${release}_$(content)
  if [ ! -d "$kit" ]; then
    mkdir -p "$cache"
    # One builder at a time; whoever waited finds the kit made. Renaming makes it whole or absent.
    exec 9>"$cache/lock"
    flock -n 9 || { say "waiting for another run that builds the same"; flock 9; }
    [ -d "$kit" ] || make_kit
    exec 9>&-
  fi
  touch "$kit"
}

make_kit() {
  local started=$SECONDS
  # What a killed run left, and kits that nobody has used for a month.
  find "$cache" -mindepth 1 -maxdepth 1 -type d \( -name 'building.*' -o -mtime +30 \) -exec rm -rf {} +
  work=$(mktemp -d "$cache/building.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir "$work"/{packages,image,headers,source,modules,initrd,kit}
  say "downloading kernel $release ($version)"
  download_kernel
  say "building its modules"
  unpack_kernel
  build_modules
  build_initrd
  record_pictures
  mv "$work/image/boot/vmlinuz-$release" "$work/kit/vmlinuz"
  mv "$work/image/usr" "$work/kit/"
  ln -s usr/lib "$work/kit/lib"
  PATH=$PATH:/sbin:/usr/sbin depmod -b "$work/kit" "$release"
  mv -T "$work/kit" "$kit"
  rm -rf "$work"
  trap - EXIT
  say "kernel $release is ready after $((SECONDS - started)) s, kept in $kit"
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }
update_lists() { as_root apt-get update -qq >&2 || say "apt-get update failed; going on with the package lists that are here"; }

# linux-headers-X-amd64, -common and kbuild are what an out-of-tree module is built with, linux-source the drivers that Debian leaves out.
download_kernel() {
  local attempt source
  for attempt in 1 2; do
    # The image's version first; a signed image may be a revision ahead of its source.
    source=$(LC_ALL=C apt-cache madison "linux-source-$series" | awk -v exact="$version" -v base="${version%%-*}-" \
      '$3 == exact { print $3; found = 1; exit } index($3, base) == 1 && !near { near = $3 } END { if (!found) print near }')
    if [ -n "$source" ] && (cd "$work/packages" && apt-get -qq download "linux-image-$release" "linux-headers-$release" \
      "linux-headers-${release%-amd64}-common" "linux-kbuild-${release%-amd64}" "linux-source-$series=$source") >"$work/download.log" 2>&1; then
      return
    fi
    # The archive keeps only its newest kernels: a stale list names files that are gone.
    [ $attempt -eq 2 ] || { update_lists; choose_release; kit=$cache/${release}_$(content); }
  done
  cat "$work/download.log" >&2 2>/dev/null || true
  [ -n "$source" ] || say "there is no linux-source-$series of version ${version%%-*}"
  die 69 "could not download kernel $release"
}

# The files of the kernel's source that modules/Kbuild builds as they are or patched.
sources=(
  drivers/gpio/gpio-sim.c             # GPIO banks out of configfs
  kernel/irq/irq_sim.c                # their interrupts
  drivers/media/v4l2-core/v4l2-mem2mem.c # the framework of memory-to-memory codecs; no amd64 driver of Debian's needs it
)

unpack_kernel() {
  local package tree=linux-source-$series
  for package in "$work"/packages/linux-image*; do dpkg-deb -x "$package" "$work/image"; done
  for package in "$work"/packages/linux-headers* "$work"/packages/linux-kbuild*; do dpkg-deb -x "$package" "$work/headers"; done
  # Debian 12 has /lib/modules in the package, 13 /usr/lib/modules.
  if [ ! -L "$work/image/lib" ] && [ -d "$work/image/lib/modules" ]; then
    mkdir -p "$work/image/usr/lib"
    mv "$work/image/lib/modules" "$work/image/usr/lib/"
  fi
  dpkg-deb --fsys-tarfile "$work"/packages/linux-source* | tar -xO "./usr/src/$tree.tar.xz" | xz -T0 -dc |
    tar -x -C "$work/source" --strip-components=1 "${sources[@]/#/$tree/}"
}

build_modules() {
  local headers=$work/headers/usr/src/linux-headers-$release extra=$work/image/usr/lib/modules/$release/extra file
  # The headers' makefiles name their place after an installation.
  sed -i "s#/usr/src/#$work/headers/usr/src/#" "$headers/Makefile"
  cp "${sources[@]/#/$work/source/}" "$vm"/modules/* "$work/modules/"
  for file in "$vm"/modules/*.patch; do
    patch -s -d "$work/modules" <"$file" >"$work/patch.log" 2>&1 || {
      cat "$work/patch.log" >&2
      die 70 "tests/vm/modules/${file##*/} does not apply to kernel $version: the file it changes has moved on, bring the patch after it"
    }
  done
  # No BTF: it would need pahole and the kernel's own, and nothing here reads it.
  if ! make -s -j"$(nproc)" -C "$headers" M="$work/modules" CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$cache/build.log" 2>&1; then
    grep -E 'error|Error|undefined' -A 3 "$cache/build.log" | head -n 40 >&2
    die 70 "the modules do not build for kernel $version (whole output: $cache/build.log)"
  fi
  mkdir -p "$extra"
  for file in "$work"/modules/*.ko; do strip -g -o "$extra/${file##*/}" "$file"; done
}

# The first root: busybox and the file systems that the second one needs.
build_initrd() {
  local root=$work/initrd module
  mkdir -p "$root"/{bin,dev,modules,proc,sys,host,overlay,root}
  cp /bin/busybox "$root/bin/"
  for module in net/9p/9pnet net/9p/9pnet_virtio fs/netfs/netfs fs/9p/9p fs/overlayfs/overlay; do
    xz -dc "$work/image/usr/lib/modules/$release/kernel/$module.ko.xz" >"$root/modules/${module##*/}.ko"
  done
  install -m 755 "$vm/guest/init" "$root/init"
  (cd "$root" && find . | /bin/busybox cpio -o -H newc 2>/dev/null | gzip -1) >"$work/kit/initrd"
}

# What uvc_camera.py shows: two seconds with a keyframe and its parameter sets each second, without B-frames, as such cameras send it.
record_pictures() {
  local picture=(-v error -nostdin -f lavfi -i testsrc2=size=640x480:rate=30:duration=2 -pix_fmt yuv420p)
  ffmpeg "${picture[@]}" -c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -g 30 -crf 30 -f h264 "$work/kit/camera.h264"
  ffmpeg "${picture[@]/yuv420p/yuvj420p}" -c:v mjpeg -q:v 12 -f mjpeg "$work/kit/camera.mjpeg"
}
