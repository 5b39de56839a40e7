"""Runs code in kernels that cannot do harm, and shows what it did to the user's folder."""

BELONGS_TO = "interp"
