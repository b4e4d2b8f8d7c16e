# Shared by ./run and ./test, which source it: decides between real Aspire and the offline mode (docs/offline.md), and installs
# what the latter needs. Leaves the decision in the file .offline, which the build looks at.
# shellcheck shell=bash

readonly apphost=OrderSaga.AppHost
readonly apphost_dll=$apphost/bin/Debug/net10.0/$apphost.dll

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

require_sdk() {
  command -v dotnet >/dev/null || fail "The .NET SDK is missing. global.json asks for $(sdk_version): https://dotnet.microsoft.com/download"
  dotnet --version >/dev/null 2>&1 || fail "None of the installed .NET SDKs is the one that global.json asks for ($(sdk_version) or a later 10.0): https://dotnet.microsoft.com/download"
}

sdk_version() { sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json | head -n 1; }

container_engine_answers() {
  local engine
  for engine in docker podman; do
    if command -v "$engine" >/dev/null && timeout 20 "$engine" info >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}

aspire_restores() { timeout 600 dotnet restore "$apphost" -p:UseAspire=true -v q --nologo >/dev/null 2>&1; }

# NuGet's own word for a machine without internet settles it at once.
choose_mode() {
  if [ "${NUGET_CERT_REVOCATION_MODE-}" != offline ] && container_engine_answers && aspire_restores; then
    rm -f .offline
  else
    touch .offline
  fi
}

is_offline() { [ -e .offline ]; }

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
has_rabbitmq() { [ -e /usr/lib/rabbitmq/bin/rabbitmq-server ] || [ -e /opt/rabbitmq/sbin/rabbitmq-server ]; }

has_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    ! command -v "$name" >/dev/null || return 0
  done
  [ -n "${CHROMIUM-}" ]
}

can_install() { command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; }

# The application runs its own private servers: the packages' daemons are neither needed nor wanted, so their installation is
# told not to start any (policy-rc.d answers 101: forbidden).
install_packages() {
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
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

install_servers() {
  local missing=()
  has_postgres || missing+=(postgresql)
  has_rabbitmq || missing+=(rabbitmq-server)
  [ ${#missing[@]} -gt 0 ] || return 0
  can_install || fail "The offline mode runs Postgres and RabbitMQ of the system's packages. Please install: ${missing[*]}"
  install_packages "${missing[@]}"
}

# For the browser tests, which are skipped where there is none.
install_browser() {
  has_chromium && return 0
  if ! can_install || ! install_packages chromium || ! has_chromium; then
    say "The browser tests are skipped: they need Chromium. Install it, or set CHROMIUM to its path."
  fi
}

# One compiler process for all projects makes a first build twice as fast, so it is asked for even where the machine's own setting
# is not to keep one: it is told to end afterwards, and nothing stays behind.
build() {
  local status=0
  dotnet build "$@" -v q --nologo -nodeReuse:false -p:UseSharedCompilation=true || status=$?
  (dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 &)
  return "$status"
}

setup() {
  require_sdk
  choose_mode
  if is_offline; then
    install_servers
  fi
}

setup_for_tests() {
  setup
  if is_offline; then
    install_browser
  fi
}
