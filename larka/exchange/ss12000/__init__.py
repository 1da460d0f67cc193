"""The Swedish school data exchange standard SS 12000, version 2.1: list answers kept as files."""
