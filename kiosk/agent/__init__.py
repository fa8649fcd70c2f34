"""The print agent: a program for a shop's PC that prints what Nexus sends. It needs nothing but Python."""

VERSION = "1.0"
