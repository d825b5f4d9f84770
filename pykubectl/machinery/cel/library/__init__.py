"""The functions of CEL, by library; functions.py puts their ROWS together."""
