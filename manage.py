#!/usr/bin/env python
"""Django's command line, for the project in this folder."""

import os
import sys

from django.core.management import execute_from_command_line

from nexus import faults

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")
    with faults.in_a_sentence():
        execute_from_command_line(sys.argv)
