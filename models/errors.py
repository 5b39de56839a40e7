"""What can go wrong with a model, told for the person who reads it."""

from __future__ import annotations

LARGER = "`interp config context 16384`"
"""How a larger context window is asked for."""


class ModelError(Exception):
    """`str(error)` says what is wrong in one line; `hint` says what to do next."""

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.details = details
        """For `--debug`: the log of the C library, a traceback of the model's process."""


class ModelNotFound(ModelError):
    """No file, no catalogue entry and no repository of that name."""


class ModelFileInvalid(ModelError):
    """The file is not a GGUF, is cut short, is damaged, or of an unsupported architecture."""


class ModelDoesNotFit(ModelError):
    """The machine has not enough memory for the model and the context asked for."""


class ModelDied(ModelError):
    """The process that held the model ended by itself; the conversation is intact."""


class PromptTooLong(ModelError):
    """The prompt has more tokens than the context window holds."""


class DownloadFailed(ModelError):
    """A file could not be fetched whole; what has arrived stays for the next try."""
