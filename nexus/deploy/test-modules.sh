#!/bin/sh
# Runs the tests of the till's modules. None found is a fault, not a success.
set -eu
tests=$(find tests -name '*.test.js' | sort)
[ -n "$tests" ] || { echo "No *.test.js found under tests/."; exit 1; }
# shellcheck disable=SC2086  # the names hold no spaces
exec node --test $tests
