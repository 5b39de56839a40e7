"""The conversation between a person, a model on their machine, and a kernel in a sandbox."""

__version__ = "0.1.0"
