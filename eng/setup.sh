# Sourced by ./run, ./test and bench/run: checks the SDK, and installs the servers where no container engine answers.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

require_sdk() {
  local wanted
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json | head -n 1)
  command -v dotnet >/dev/null || fail "The .NET SDK is missing. global.json asks for $wanted: https://dotnet.microsoft.com/download"
  dotnet --version >/dev/null 2>&1 || fail "No installed .NET SDK is $wanted or a later 10.0, as global.json asks: https://dotnet.microsoft.com/download"
}

# The AppHost decides likewise (OrderSaga.AppHost/Processes/ServerChoice.cs).
needs_servers() {
  local engine
  case ${Servers-auto} in
    containers) return 1 ;;
    processes) return 0 ;;
  esac
  for engine in ${ASPIRE_CONTAINER_RUNTIME:-docker podman}; do
    ! timeout 5 "$engine" container ls --quiet --last 1 >/dev/null 2>&1 || return 1
  done
}

# The application runs servers of its own, so the packages must not start theirs: policy-rc.d answers 101, forbidden.
install() {
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; } || return 1
  say "Installing $* from the system's packages ..."
  "${as_root[@]}" sh -s -- "$@" <<'SH' >&2
    set -eu
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod 755 "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
SH
}

# Where they cannot be installed, the AppHost says what is missing, in the terminal and in the dashboard.
install_servers() {
  local missing=()
  needs_servers || return 0
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
  [ -e /usr/lib/rabbitmq/bin/rabbitmq-server ] || command -v rabbitmq-server >/dev/null || missing+=(rabbitmq-server)
  [ ${#missing[@]} -eq 0 ] || install "${missing[@]}" || say "Please install: ${missing[*]}"
}

install_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    ! command -v "$name" >/dev/null || return 0
  done
  [ -n "${CHROMIUM-}" ] || install chromium || say "The browser tests are skipped: they need Chromium. Install it, or set CHROMIUM to its path."
}
