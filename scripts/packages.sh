# shellcheck shell=bash
# What the scripts need from the system. Each package is named once, with what it is for; what is there already is left alone.

# The scripts read what dotnet prints: in one language, whatever the machine speaks.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

say() { printf '%s\n' "$*" >&2; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# Read whole, not piped into `grep -q`: that hangs up early, and under pipefail ldconfig's broken pipe would read as "not here".
has_library() {
  local cache
  cache=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) || return 1
  [[ $cache == *"$1"* ]]
}

# The newest OpenH264 that this Debian has: libopenh264-7 (12), libopenh264-8 (13).
openh264_package() {
  local name
  for name in libopenh264-8 libopenh264-7; do
    if apt-cache show "$name" >/dev/null 2>&1; then echo "$name"; return; fi
  done
  echo libopenh264-7
}

missing=()
wanted=()
want() { # want PACKAGE WHY PROBE…: notes a package whose probe fails
  local package=$1 why=$2
  shift 2
  if ! "$@" >/dev/null 2>&1; then
    missing+=("$package")
    wanted+=("$package ($why)")
  fi
}

has_sdk() {
  local sdks
  sdks=$(dotnet --list-sdks 2>/dev/null) || return 1
  [[ $'\n'$sdks == *$'\n10.'* ]]
}

need_sdk() {
  if ! has_sdk; then
    say "The .NET 10 SDK is not here. Install the package dotnet-sdk-10.0 (or the SDK from Microsoft) and start again."
    exit 69
  fi
}

want_build() {
  want nodejs "builds the viewer page" command -v node
  want npm "builds the viewer page" command -v npm
}

want_run() {
  want mosquitto "the broker of the demo" test -x /usr/sbin/mosquitto
  want openh264 "encodes the test picture" has_library libopenh264.so
  want openssl "DTLS and SRTP" has_library libssl.so.3
  want libturbojpeg0 "decodes the Motion JPEG of USB cameras" has_library libturbojpeg.so.0
}

want_tests() {
  want chromium "the browser of the end-to-end tests" test -x /usr/bin/chromium
  want ffmpeg "decodes what the encoder made" command -v ffmpeg
  want libopenh264-dev "the encoder's structures, to compare ours with" test -e /usr/include/wels/codec_api.h
  want gcc "lays them out as C does" command -v gcc
}

# A guest with a kernel of its own (tests/vm). That kernel and its headers come from apt too, but are only unpacked, into a cache.
want_vm() {
  want qemu-system-x86 "the machine that the hardware tests run in" command -v qemu-system-x86_64
  want busybox-static "the guest's first process" is_static /bin/busybox
  want make "builds the guest's kernel modules" command -v make
  want gcc "compiles them" command -v gcc
  want libelf1 "the kernel's objtool reads what was compiled" has_library libelf.so.1
  want patch "applies our changes to drivers of the kernel's" command -v patch
  want xz-utils "unpacks the kernel's source" command -v xz
  want kmod "loads modules in the guest, and says which need which" test -x /sbin/modprobe
  want python3 "plays a USB camera in the guest" command -v python3
  want ffmpeg "makes what that camera shows" command -v ffmpeg
  want v4l-utils "says what another program sees of a camera" command -v v4l2-ctl
}

is_static() { [ -x "$1" ] && ! ldd "$1" >/dev/null 2>&1; }

# The compilers that say how the kernel's structures lie on the machines we run on (tests/vm/abi).
want_abi() {
  want gcc-aarch64-linux-gnu "lays out structures for 64-bit ARM" command -v aarch64-linux-gnu-gcc
  want libc6-dev-arm64-cross "the C library's and the kernel's headers for it" test -e /usr/aarch64-linux-gnu/include/linux/videodev2.h
  want gcc-arm-linux-gnueabihf "lays out structures for 32-bit ARM" command -v arm-linux-gnueabihf-gcc
  want libc6-dev-armhf-cross "the C library's and the kernel's headers for it" test -e /usr/arm-linux-gnueabihf/include/linux/videodev2.h
}

want_bench() {
  want ffmpeg "makes the stream that is sent" command -v ffmpeg
}

# The page's tools need Node 18.19 (Debian 12 has 18.20): src/viewer/package.json.
need_node() {
  local version
  version=$(node --version 2>/dev/null) || version=none
  if [[ ! $version =~ ^v([0-9]+)\.([0-9]+) ]] || [ $((BASH_REMATCH[1] * 100 + BASH_REMATCH[2])) -lt 1819 ]; then
    say "Building the viewer page needs Node 18.19 or newer; $(command -v node || echo node) is $version. Install a newer one (nodejs of Debian 12 or later will do) and start again."
    exit 69
  fi
}

install_missing() {
  if [ ${#missing[@]} -gt 0 ]; then
    if ! command -v apt-get >/dev/null; then
      say "Missing: ${wanted[*]}. This is no Debian; install them by hand and start again."
      exit 69
    fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
      say "Missing: ${wanted[*]}. Installing needs root, and sudo is not here. As root, run: apt-get install ${missing[*]/#openh264/$(openh264_package)}"
      exit 77
    fi
    say "Installing: $(IFS=,; echo "${wanted[*]}" | sed 's/,/, /g')"
    local log
    log=$(mktemp)
    if ! (install_packages) >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      say "apt could not install: ${missing[*]} (whole output: $log)"
      exit 69
    fi
    rm -f "$log"
  fi
  need_node
}

# To be run in a subshell: its trap is its own.
install_packages() {
  as_root apt-get update -qq || return
  local i brings_broker=
  for i in "${!missing[@]}"; do
    case ${missing[$i]} in
      openh264) missing[i]=$(openh264_package) ;;
      mosquitto) brings_broker=1 ;;
    esac
  done

  # The demo and the tests start a broker of their own; a daemon on port 1883 was not asked for. dpkg's scripts ask policy-rc.d before they start
  # one (invoke-rc.d(8): 101 is "forbidden by policy"), and only then. A policy that the machine has already is its owner's, and stays.
  policy=${POLICY_RC_D:-/usr/sbin/policy-rc.d}
  if [ ! -e "$policy" ]; then
    trap 'as_root rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null || return
    as_root chmod 755 "$policy" || return
  fi

  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" || return
  # Not at the next start of the machine either.
  if [ -n "$brings_broker" ] && command -v systemctl >/dev/null; then as_root systemctl disable mosquitto.service || true; fi
}

# Everything that the page's checks and tests need; building the page alone makes do without the development packages (CamAgent.csproj).
install_page_packages() {
  local modules=src/viewer/node_modules
  if [ -d $modules/typescript ] && [ -d $modules/playwright-core ] && [ ! src/viewer/package-lock.json -nt $modules/.package-lock.json ]; then return; fi
  local log
  log=$(mktemp)
  if ! (cd src/viewer && npm ci --no-audit --no-fund --loglevel=error) >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "npm could not install the page's packages (whole output: $log)"
    exit 69
  fi
  # The build's stamp: it must not install again, without the development packages.
  touch $modules/.package-lock.json
  rm -f "$log"
}

# build WHAT…: quiet when all is well, the compiler's words when not
build() {
  local log
  log=$(mktemp)
  if ! dotnet build -c Release -nologo -v quiet "$@" >"$log" 2>&1; then
    grep -E "error|warning" "$log" | sort -u | head -n 40 >&2
    say "The build failed (whole output: $log)"
    exit 70
  fi
  rm -f "$log"
}
