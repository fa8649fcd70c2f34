#!/bin/sh
# Lets the print agent start with this PC, and starts it now. Run as root where the downloaded file was unpacked.
set -eu
cd "$(dirname "$0")"
home=/opt/nexus-agent
[ "$(id -u)" = 0 ] || { echo "Run it as root: sudo sh $0"; exit 1; }
id nexus-agent >/dev/null 2>&1 || useradd --system --home-dir "$home" --shell /usr/sbin/nologin nexus-agent
mkdir -p "$home"
if [ "$(pwd -P)" != "$(cd "$home" && pwd -P)" ]; then
    for file in nexus-agent.pyz nexus-agent.ini nexus-ca.crt; do
        [ ! -e "$file" ] || cp "$file" "$home/"
    done
fi
chown root:nexus-agent "$home/nexus-agent.ini"
chmod 640 "$home/nexus-agent.ini"
chmod 644 "$home/nexus-agent.pyz"
cp nexus-agent.service /etc/systemd/system/
systemctl daemon-reload
systemctl enable nexus-agent
systemctl restart nexus-agent
echo "The print agent runs, and starts with this PC from now on. Its log: journalctl -u nexus-agent"
