#!/bin/sh
# Makes the machine ready: `prepare.sh run` for the server, `prepare.sh test` for the tests besides.
# What is there already is left alone, so a second call takes no time.
set -eu
cd "$(dirname "$0")/../.."
purpose=${1:-run}

say() { printf '%s\n' "$*"; }

# Installs packages of the system when it may, otherwise says which are needed and how to get them.
need() {
    [ $# -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "Nexus needs these packages of the system: $*"
        exit 1
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        say "Nexus needs these packages of the system. Install them, then start again:"
        say "    sudo apt-get update && sudo apt-get install --no-install-recommends $*"
        exit 1
    fi
    say "Installing: $*"
    $as_root apt-get update -qq </dev/null
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

has() { command -v "$1" >/dev/null; }

has_library() { { /sbin/ldconfig -p 2>/dev/null || true; } | grep -q "$1"; }

has_font() { find /usr/share/fonts "$HOME/.fonts" -name "$1" 2>/dev/null | grep -q .; }

uses_sql_server() {
    case "${DB_ENGINE:-}${DATABASE_URL:-}" in *mssql*) return 0 ;; esac
    grep -qs '^\(DB_ENGINE\|DATABASE_URL\)=.*mssql' .env
}

is_recent() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# The first Python that is recent enough and can make a virtual environment.
find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if has "$candidate" && is_recent "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

missing=
has_library 'libpango-1\.0\.so' || missing="$missing libpango-1.0-0"
has_library 'libpangoft2-1\.0\.so' || missing="$missing libpangoft2-1.0-0"
has_library 'libharfbuzz-subset\.so' || missing="$missing libharfbuzz-subset0"
has_font 'DejaVuSans.ttf' || missing="$missing fonts-dejavu-core"
[ -n "$(find_python)" ] || [ -n "${PYTHON:-}" ] || missing="$missing python3 python3-venv"
if [ "$purpose" = test ] || uses_sql_server; then
    has_library 'libodbc\.so\.2' || missing="$missing unixodbc" # its backend loads it, whichever driver is used
fi
if [ "$purpose" = test ]; then
    has chromium || missing="$missing chromium"
    has node || missing="$missing nodejs"
    has redis-server || missing="$missing redis-server"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
fi
# shellcheck disable=SC2086  # a list of words
need $missing

python=$(find_python)
if [ -z "$python" ]; then
    say "Nexus needs Python 3.11 or later with its venv module (packages python3 and python3-venv)."
    say "Name another one with PYTHON=, for example: make run PYTHON=/usr/local/bin/python3.12"
    exit 1
fi

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    say "Making the virtual environment with $python."
    rm -rf .venv
    "$python" -m venv .venv
fi

# The lock file's first part is what the server needs, its second what tests and tools need besides.
wanted=.venv/wanted.txt
if [ "$purpose" = test ]; then
    cat requirements.lock >"$wanted"
else
    sed '/^# Tests and tools/,$d' requirements.lock >"$wanted"
fi
for installed in .venv/installed-test.txt ".venv/installed-$purpose.txt"; do
    if [ "$installed" = .venv/installed-test.txt ] && [ "$purpose" = run ]; then
        cmp -s requirements.lock "$installed" && exit 0
    fi
    cmp -s "$wanted" "$installed" && exit 0
done

say "Installing Python packages. This takes a minute or two, once."
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$wanted" </dev/null
cp "$wanted" ".venv/installed-$purpose.txt"
