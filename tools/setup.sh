#!/usr/bin/env bash
# Installs the Debian packages that are missing: `setup.sh run` for building and running, `setup.sh test` for the tests too.
# Not root, or no network: one clear line names them.
set -euo pipefail

run=(build-essential pkg-config cmake libclang-dev libtesseract-dev libleptonica-dev tesseract-ocr-vie
  tesseract-ocr-osd)
test=(tesseract-ocr ceph-mon ceph-osd ceph-common radosgw uuid-runtime curl poppler-utils qpdf
  default-jdk-headless libpdfbox2-java libcommons-io-java libjaxb-api-java libactivation-java
  fonts-texgyre fonts-dejavu-core libtiff-tools strace faketime chromium python3-venv)
# For the pages. Node from elsewhere brings its own npm, and then Debian's cannot be installed beside it.
command -v npm >/dev/null || run+=(nodejs npm)

packages=("${run[@]}")
[ "${1:-run}" = test ] && packages+=("${test[@]}")

installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

missing=()
for package in "${packages[@]}"; do installed "$package" || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] || {
  if [ "$(id -u)" -ne 0 ]; then
    echo "hoso needs these Debian packages; as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }; then
    echo "hoso needs these Debian packages, and apt-get could not install them: ${missing[*]}" >&2
    exit 1
  fi
}
command -v cargo >/dev/null || { echo "hoso needs Rust: install it with rustup (https://rustup.rs)" >&2; exit 1; }

# Fuzzes the API from its own document; in a folder of its own, as everything from there.
if [ "${1:-run}" = test ] && ! .venv/bin/schemathesis --version >/dev/null 2>&1; then
  echo "installing Schemathesis in .venv"
  python3 -m venv .venv && .venv/bin/pip install -q --disable-pip-version-check -r tools/schemathesis.txt
fi
