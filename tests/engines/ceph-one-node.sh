#!/usr/bin/env bash
# A real Ceph for tests: one monitor, one OSD on a sparse file, one S3 gateway, all on loopback and under one folder.
#
#   ceph-one-node.sh FOLDER S3_PORT MONITOR_PORT
#
# S3 answers at http://127.0.0.1:S3_PORT to the key HOSOTESTKEY with the secret HOSOTESTSECRET. When this returns 0, it does,
# and the process ids are in FOLDER/run/*.pid: whoever called ends them and takes the folder away.
# Wants root and the Debian packages ceph-mon ceph-osd ceph-common radosgw uuid-runtime curl.
set -euo pipefail

# The OSD finds free ports by itself.
folder=$1 s3_port=$2 monitor_port=$3
mkdir -p "$folder"/{mon,osd,run}
config=$folder/ceph.conf
keyring=$folder/keyring
export CEPH_CONF=$config

write_config() {
    cat >"$config" <<END
[global]
fsid = $(uuidgen)
keyring = $keyring
log file = $folder/\$name.log
run dir = $folder/run
pid file = $folder/run/\$name.pid
admin socket = $folder/run/\$name.\$pid.asok
mon initial members = one
mon host = v2:127.0.0.1:$monitor_port
mon data = $folder/mon
# A nearly full disk is the machine's business, not the test's.
mon data avail warn = 2
mon data avail crit = 1
mon allow pool size one = true
mon max pg per osd = 800
public network = 127.0.0.0/8
ms bind ipv4 = true
osd data = $folder/osd
osd objectstore = bluestore
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd crush chooseleaf type = 0
bluestore block size = 8589934592
[client.rgw.one]
rgw frontends = beast endpoint=127.0.0.1:$s3_port
rgw relaxed s3 bucket names = true
END
}

make_key() {
    ceph-authtool "$keyring" --gen-key --name "$@"
}

until_it_answers() {
    local tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        if ((tries == 150)); then
            echo "this did not come up within 60 seconds: $*" >&2
            exit 1
        fi
        sleep 0.4
    done
}

start_monitor() {
    ceph-authtool --create-keyring "$keyring" --gen-key --name mon. --cap mon 'allow *'
    make_key client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
    make_key osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
    make_key client.rgw.one --cap mon 'allow rw' --cap osd 'allow rwx'
    local fsid
    fsid=$(ceph-conf --lookup fsid)
    monmaptool --create --fsid "$fsid" --addv one "[v2:127.0.0.1:$monitor_port]" "$folder/monmap"
    ceph-mon --mkfs --id one --monmap "$folder/monmap" --keyring "$keyring"
    ceph-mon --id one
    until_it_answers ceph --connect-timeout 2 status
}

osd_is_up() {
    ceph --connect-timeout 2 osd stat | grep -q '1 up'
}

start_osd() {
    truncate --size 8G "$folder/osd/block"
    ceph osd create
    ceph-osd --mkfs --id 0 --osd-uuid "$(uuidgen)"
    ceph osd crush add osd.0 1.0 root=default host=one
    ceph-osd --id 0
    until_it_answers osd_is_up
}

start_gateway() {
    radosgw --name client.rgw.one
    until_it_answers curl --silent --output /dev/null "http://127.0.0.1:$s3_port/"
    radosgw-admin --name client.rgw.one user create --uid hoso --display-name hoso \
        --access-key HOSOTESTKEY --secret HOSOTESTSECRET
}

write_config
{
    start_monitor
    start_osd
    start_gateway
} >"$folder/start.log" 2>&1 || {
    tail -n 20 "$folder/start.log" >&2
    exit 1
}
