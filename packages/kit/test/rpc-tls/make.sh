#!/usr/bin/env bash
# Made the certificates of this folder: keys for tests alone, of an authority that nobody trusts. Needs openssl.
set -euo pipefail
cd "$(dirname "$0")"
new_key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1-key.pem"; }
authority() { new_key "$1"; openssl req -x509 -new -key "$1-key.pem" -subj "/CN=$1" -days 36500 -out "$1.pem"; }
signed() { # name, authority
  new_key "$1"
  openssl req -new -key "$1-key.pem" -subj "/CN=$1" | openssl x509 -req -CA "$2.pem" -CAkey "$2-key.pem" -days 36500 -out "$1.pem" \
    -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1')
}
authority ours; signed service ours
authority others; signed stranger others
rm ours-key.pem others-key.pem ./*.srl 2>/dev/null || true
