"""The print agent: a program for a shop's PC that prints what Nexus sends.

Besides Python it needs one library, which its file brings along.
"""

VERSION = "1.0"
