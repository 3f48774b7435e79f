# shellcheck shell=bash
# Boots the kit's kernel in QEMU with this machine's file system under an overlay, runs one command in it and brings out its exit code.

# Emulation by default: it runs everywhere, and timing is alike everywhere. CAMAGENT_VM_ACCEL=kvm where that works.
boot() { # boot COMMAND…
  share=$(mktemp -d)
  qemu= ended=0
  trap 'end_guest; rm -rf "$share"' EXIT
  trap 'exit 130' INT TERM HUP
  write_session "$@"

  local machine=(
    -accel "${CAMAGENT_VM_ACCEL:-tcg}" -cpu max -smp 1 -m 2048 -nodefaults -no-reboot -display none
    -kernel "$kit/vmlinuz" -initrd "$kit/initrd"
    -append "console=ttyS0 quiet oops=panic panic=-1 kit=$kit${writable:+ writable=$writable} $arguments"
    -serial "file:$share/console" -serial stdio
    -device virtio-rng-pci
    -fsdev "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap" -device virtio-9p-pci,fsdev=host,mount_tag=host
    -fsdev "local,id=share,path=$share,security_model=none" -device virtio-9p-pci,fsdev=share,mount_tag=share
  )
  [ -z "$writable" ] || machine+=(-fsdev "local,id=out,path=$writable,security_model=none,multidevs=remap" -device virtio-9p-pci,fsdev=out,mount_tag=out)

  # The command has its own deadline inside; this one is for a guest that does not get there or does not come back.
  if [ -n "$interactive" ]; then
    qemu-system-x86_64 "${machine[@]}" || true
  else
    timeout -k 5 $((seconds + 45)) qemu-system-x86_64 "${machine[@]}" </dev/null &
    qemu=$!
    ended=0
    wait "$qemu" || ended=$?
    qemu=
  fi
  report
}

end_guest() { [ -z "$qemu" ] || kill "$qemu" 2>/dev/null || true; }

# What guest/session reads: the command, where, with which variables, how long.
write_session() {
  cp "$vm/guest/session" "$share/session"
  printf '%q ' "$@" >"$share/command"
  {
    local name
    for name in PATH HOME LANG ${interactive:+TERM} ${!CAMAGENT_*} ${!DOTNET_*}; do
      [ -z "${!name+x}" ] || printf 'export %s=%q\n' "$name" "${!name}"
    done
    printf 'cd %q\nseconds=%q\ninteractive=%q\nkit=%q\ntools=%q\n' "$PWD" "$seconds" "$interactive" "$kit" "$vm"
  } >"$share/environment"
}

# An oops panics the guest at once (oops=panic): its trace is on the console then. Other complaints of the kernel are worth a look, not a failure.
report() {
  local code
  if [ ! -s "$share/code" ]; then
    tail -n 40 "$share/console" 2>/dev/null | tr -d '\r' >&2
    if grep -qE 'Kernel panic|Oops|BUG:' "$share/console"; then die 125 "the guest's kernel failed; its last words are above"; fi
    [ -e "$share/started" ] || die 125 "the guest did not start (its console is above)"
    [ "$ended" != 124 ] || die 125 "the guest hangs: it did not end within $((seconds + 45)) s (its console is above)"
    die 125 "the guest switched itself off in the middle of the command (its console is above)"
  fi
  code=$(cat "$share/code")
  grep -A 6 -E 'WARNING: CPU|BUG:|blocked for more than' "$share/dmesg" >&2 || true
  [ "$code" != 124 ] || say "the command took longer than $seconds s and was ended"
  exit "$code"
}
