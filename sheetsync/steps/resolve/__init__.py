"""Reads a consolidated workbook back: what the coordinator chose among the open decisions, and changed in the merged sheets."""
