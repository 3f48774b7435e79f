# shellcheck shell=bash
# What the scripts need from the system. Each package is named once, with what it is for; what is there already is left alone.

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
    say "This needs root, and sudo is not here. As root, run: $*"
    return 77
  fi
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

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
  "$@" >/dev/null 2>&1 && return
  missing+=("$package")
  wanted+=("$package ($why)")
}

has_sdk() { command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; }

need_sdk() {
  has_sdk && return
  say "The .NET 10 SDK is not here. Install the package dotnet-sdk-10.0 (or the SDK from Microsoft) and start again."
  exit 69
}

want_build() {
  want nodejs "builds the viewer page" command -v node
  want npm "builds the viewer page" command -v npm
}

want_run() {
  want mosquitto "the broker of the demo" test -x /usr/sbin/mosquitto
  want openh264 "encodes the test picture" has_library libopenh264.so
  want openssl "DTLS and SRTP" has_library libssl.so.3
}

want_tests() {
  want chromium "the browser of the end-to-end tests" test -x /usr/bin/chromium
  want ffmpeg "decodes what the encoder made" command -v ffmpeg
}

want_bench() {
  want ffmpeg "makes the stream that is sent" command -v ffmpeg
}

install_missing() {
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    say "Missing: ${wanted[*]}. This is no Debian; install them by hand and start again."
    exit 69
  fi
  say "Installing: $(IFS=,; echo "${wanted[*]}" | sed 's/,/, /g')"
  local log
  log=$(mktemp)
  # The daemon that a package would start is not wanted: the demo and the tests start their own.
  if ! {
    as_root apt-get update -qq
    local i
    for i in "${!missing[@]}"; do [ "${missing[$i]}" = openh264 ] && missing[i]=$(openh264_package); done
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "apt could not install: ${missing[*]} (whole output: $log)"
    exit 69
  fi
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
