#!/usr/bin/env bash
# need.sh COMMAND[=DEBIAN_PACKAGE]...
# Makes sure that the commands are there: installs the Debian packages of the missing ones when it may, and otherwise
# says exactly which command brings them.
set -eu

missing=()
packages=()
for pair in "$@"; do
  name=${pair%%=*}
  if ! command -v "$name" >/dev/null 2>&1; then
    missing+=("$name")
    packages+=("${pair#*=}")
  fi
done
[ ${#missing[@]} -eq 0 ] && exit 0

by_hand() {
  echo "Missing: ${missing[*]}. $1" >&2
  echo "Install it and run make again. On Debian:  apt-get install ${packages[*]}" >&2
  exit 1
}

command -v apt-get >/dev/null 2>&1 || by_hand "This is no Debian, so nothing is installed for you."
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  by_hand "Installing needs root or sudo without a password."
fi

echo "Installing from Debian: ${packages[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >>"$log" 2>&1; }
if ! { install apt-get update -q && install apt-get install -q -y --no-install-recommends "${packages[@]}"; }; then
  tail -n 20 "$log" >&2
  by_hand "Debian's package manager could not install it."
fi
