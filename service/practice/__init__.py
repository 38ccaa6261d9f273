"""The practice ministry (미래생활부): invented people and cases, to try the service out with.

Everything here is made through the same commands as the real thing; only the organisation itself is
written as rows, since other systems hand it over in a real office.
"""
